"""What the lens loads, and what it says where its libraries are missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import fakeannot.lens
from fakeannot import FakeClarifai
from fakeannot.lens import LensUnavailable, compare
from tests.lens.labelled import annotation, box, mask, png, polygon, region

HEAVY = ["numpy", "scipy", "shapely", "PIL"]


def loaded(code: str) -> str:
    """Which of the libraries a program has loaded at its end."""
    code += f"\nimport sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_what_is_exported_can_be_imported_and_nothing_else_is() -> None:
    for name in fakeannot.lens.__all__:
        assert getattr(fakeannot.lens, name) is not None
    assert {*fakeannot.lens.__all__} <= {*dir(fakeannot.lens)}
    with pytest.raises(AttributeError, match="no attribute 'Lens'"):
        _ = fakeannot.lens.Lens


def test_libraries_are_loaded_for_what_needs_them() -> None:
    assert loaded("import fakeannot.lens; from fakeannot.lens import compare") == "[]"
    fake = "from fakeannot import FakeClarifai as F; f = F(); f.app().add_input('i');"
    assert loaded(f"{fake} f.draw('i')") == "[]"
    label = "f.app().add_annotation('i', {'concepts': [{'id': 'day'}]})"
    same = f"{fake} {label}; from fakeannot.lens import compare; assert compare(f, f)"
    assert loaded(same) == "['numpy', 'scipy']"


@pytest.mark.parametrize(
    ("library", "info"),
    [
        ("numpy", box(0.1, 0.1, 0.5, 0.5)),
        ("scipy", box(0.1, 0.1, 0.5, 0.5)),
        ("shapely", polygon((0, 0), (0, 1), (1, 0))),
        ("PIL", mask(png(4, 4))),
    ],
)
def test_without_a_library_one_line_names_the_extra(
    library: str, info: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.setitem(sys.modules, name, None)
    these = [annotation(region(info))]
    with pytest.raises(LensUnavailable) as caught:
        compare(these, these)
    assert str(caught.value) == (
        f'The lens needs {library}, which is not installed: pip install "fakeannot[lens]"'
    )


def test_without_pillow_a_picture_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    from base64 import b64encode

    fake = FakeClarifai()
    picture = b64encode(png(4, 4)).decode()
    fake.app().add_input("street", data={"image": {"base64": picture}})
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(LensUnavailable, match="The lens needs PIL"):
        fake.draw("street")

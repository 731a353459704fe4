"""What the package exports, and what importing and using it loads."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import fakeannot


def test_what_is_exported_can_be_imported_and_nothing_else_is() -> None:
    for name in fakeannot.__all__:
        assert getattr(fakeannot, name).__name__ == name
    assert {*fakeannot.__all__} <= {*dir(fakeannot)}
    with pytest.raises(AttributeError, match="no attribute 'Fake'"):
        _ = fakeannot.Fake
    for name in fakeannot.__all__:
        module = importlib.import_module(getattr(fakeannot, name).__module__)
        assert hasattr(module, name)


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ["google.protobuf", "clarifai_grpc", "responses", "werkzeug", "requests", "pytest"]
    code = f"import sys, fakeannot; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_making_a_fake_loads_no_grpc_and_no_http_library() -> None:
    heavy = ["grpc", "responses", "requests", "http.server"]
    code = (
        "import sys, fakeannot; f = fakeannot.FakeClarifai(); f.app().add_input();"
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

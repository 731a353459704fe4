"""How `labels.py` is tested with fakeannot: no stub to fill in, no call to the real service."""

from __future__ import annotations

import pytest
from labels import Labels

from fakeannot import FakeClarifai


@pytest.fixture
def labels(fakeannot: FakeClarifai) -> Labels:
    for id_ in ("street", "park"):
        fakeannot.app().add_input(id_)
    return Labels(fakeannot.api_key)


def test_work_is_assigned_and_finished(fakeannot: FakeClarifai, labels: Labels) -> None:
    street, park = labels.assign(["street", "park"], "lee")
    labels.finish("street", street, {"tree": True, "water": False})
    finished = fakeannot.app().annotations("street")[-1]
    assert {c.id: c.value for c in finished.data.concepts} == {"tree": 1, "water": 0}
    assert finished.user_id == "lee"
    waiting = fakeannot.app().annotations("park")[-1]
    assert (waiting.id, waiting.status.description) == (park, "Annotation pending")


def test_unknown_images_are_refused(labels: Labels) -> None:
    with pytest.raises(RuntimeError, match="does not exist in the app"):
        labels.assign(["no such image"], "lee")

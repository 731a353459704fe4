"""Tests as a project would write them that uploads and annotates with the SDK."""

from __future__ import annotations

import pytest
from clarifai.client.input import Inputs  # type: ignore[import-not-found]  # not where mypy runs

from fakeannot import FakeClarifai


@pytest.fixture
def inputs(fakeannot: FakeClarifai) -> Inputs:
    return Inputs(user_id=fakeannot.user_id, app_id=fakeannot.app_id, pat=fakeannot.pat)


def test_what_is_uploaded_can_be_downloaded(inputs: Inputs) -> None:
    inputs.upload_from_bytes("bike", image_bytes=b"the bytes of a picture")
    assert inputs.download_inputs(list(inputs.list_inputs())) == [b"the bytes of a picture"]


def test_what_is_annotated_is_in_the_fake(fakeannot: FakeClarifai, inputs: Inputs) -> None:
    fakeannot.app().add_input("car")
    box = inputs.get_bbox_proto("car", "wheel", [0.2, 0.1, 0.4, 0.3], annot_id="box")
    assert inputs.upload_annotations([box]) == []
    stored = fakeannot.app().annotations("car")[-1]
    assert (stored.id, stored.user_id) == ("box", fakeannot.user_id)
    assert stored.data.regions[0].region_info.bounding_box.top_row == pytest.approx(0.1)

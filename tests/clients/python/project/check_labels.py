"""Tests as a project would write them that labels images by gRPC."""

from __future__ import annotations

import asyncio

import pytest
from labels import NotLabelled, label, labels, labels_later  # type: ignore[import-not-found]  # beside it

from fakeannot import FakeClarifai


def test_a_stub_made_at_import_ends_in_the_fake(fakeannot: FakeClarifai) -> None:
    fakeannot.app().add_input("car")
    label(fakeannot.api_key, "car", "wheel")
    (stored,) = [one for one in fakeannot.app().annotations("car") if not one.input_level]
    assert [concept.id for concept in stored.data.concepts] == ["wheel"]
    assert labels(fakeannot.api_key, "car") == ["wheel"]


def test_the_next_test_has_a_world_of_its_own(fakeannot: FakeClarifai) -> None:
    with pytest.raises(NotLabelled, match="Failure"):
        label(fakeannot.api_key, "car", "wheel")


def test_an_asynchronous_channel_ends_in_the_same_fake(fakeannot: FakeClarifai) -> None:
    fakeannot.app().add_input("car")
    label(fakeannot.api_key, "car", "wheel")
    assert asyncio.run(labels_later(fakeannot.api_key, "car")) == ["wheel"]


@pytest.mark.fakeannot(strict=True)
def test_options_hold_for_grpc_too(fakeannot: FakeClarifai) -> None:
    with pytest.raises(NotLabelled, match="Invalid"):
        label("nobody's key", "car", "wheel")

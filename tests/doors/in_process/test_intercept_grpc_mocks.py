"""Mocks of a user's own on grpc, around a fake and inside one."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import grpc
import grpc._channel
import pytest

from fakeannot import FakeClarifai, LeakedPatchError, catch_channels
from tests.doors.in_process.caught_channels import (
    CREDENTIALS,
    functions,
    inputs,
    marked,
    opened,
    unchanged,
)
from tests.doors.in_process.channels import CLARIFAI


@pytest.fixture(autouse=True)
def nothing_stays_patched() -> Iterator[None]:
    with unchanged():
        yield


def test_a_users_own_mock_inside_the_fake_is_theirs() -> None:
    with FakeClarifai().intercept(), mock.patch.object(grpc, "insecure_channel") as mocked:
        assert grpc.insecure_channel(CLARIFAI) is mocked.return_value


def test_a_mock_that_is_not_undone_is_named_and_what_was_there_is_back() -> None:
    before = functions()
    fake = FakeClarifai().intercept()
    fake.__enter__()
    mock.patch.object(grpc.aio, "secure_channel").start()
    with pytest.raises(LeakedPatchError, match=r"Mock.*replaced grpc\.aio\.secure_channel while"):
        fake.__exit__(None, None, None)
    assert functions() == before
    mock.patch.stopall()
    grpc.aio.secure_channel = before[2]


def test_an_error_of_the_block_goes_before_a_leak() -> None:
    before = functions()
    fake = FakeClarifai().intercept()
    fake.__enter__()
    grpc.insecure_channel = mock.Mock()
    fake.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert functions() == before


def test_a_mock_that_began_before_the_fake_may_end_inside_it() -> None:
    real = grpc.insecure_channel
    around = mock.patch.object(grpc, "insecure_channel")
    around.start()
    with FakeClarifai().intercept():
        around.stop()
    assert grpc.insecure_channel is real


@pytest.mark.parametrize("target", [CLARIFAI, CLARIFAI.encode(), f"passthrough:///{CLARIFAI}"])
@pytest.mark.parametrize("name", ["insecure_channel", "secure_channel"])
def test_a_mock_that_ends_inside_the_fake_does_not_let_channels_out(
    name: str, target: str | bytes
) -> None:
    arguments = (CREDENTIALS,) if name == "secure_channel" else ()
    around = mock.patch.object(grpc, name)
    around.start()
    with marked("mine").intercept() as fake:
        around.stop()
        assert inputs(fake, opened(getattr(grpc, name), target, *arguments)) == ["mine"]


def test_a_mock_of_the_guarded_class_that_began_before_the_fake_may_end_inside_it() -> None:
    around = mock.patch.object(grpc._channel, "Channel")
    around.start()
    with FakeClarifai().intercept():
        around.stop()


def test_a_mock_between_fakes_that_end_in_another_order_is_named_once_both_are_over() -> None:
    before = functions()
    first, second = marked("first"), marked("second")
    interceptions = first.intercept(), second.intercept()
    interceptions[0].__enter__()
    grpc.insecure_channel = mock.Mock()
    interceptions[1].__enter__()
    interceptions[0].__exit__(None, None, None)
    assert inputs(second, opened(grpc.insecure_channel, CLARIFAI)) == ["second"]
    with pytest.raises(LeakedPatchError, match=r"Mock.*replaced grpc\.insecure_channel while"):
        interceptions[1].__exit__(None, None, None)
    assert functions() == before


def test_a_mock_that_outlives_the_catching_of_channels_is_named() -> None:
    before = functions()
    catching = catch_channels()
    catching.__enter__()
    grpc.insecure_channel = mock.Mock()
    with pytest.raises(LeakedPatchError, match=r"replaced grpc\.insecure_channel"):
        catching.__exit__(None, None, None)
    assert functions() == before

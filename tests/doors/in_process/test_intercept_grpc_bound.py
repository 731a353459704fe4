"""Functions of grpc that code has bound to names of its own, or that make channels another way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

import grpc
import grpc._channel
import pytest

from fakeannot import FakeClarifai
from tests.doors.in_process.caught_channels import (
    BOUND,
    CREDENTIALS,
    inputs,
    marked,
    opened,
    unchanged,
)
from tests.doors.in_process.channels import CLARIFAI, inputs_request, method, run


@pytest.fixture(autouse=True)
def nothing_stays_patched() -> Iterator[None]:
    with unchanged():
        yield


@pytest.mark.parametrize("name", ["secure_channel", "insecure_channel"])
def test_a_function_that_was_kept_falls_through_once_the_fake_is_over(name: str) -> None:
    found = mock.Mock()
    with mock.patch.object(grpc, name, found):
        with FakeClarifai().intercept():
            kept = getattr(grpc, name)
        kept(CLARIFAI, CREDENTIALS)
    found.assert_called_once_with(CLARIFAI, CREDENTIALS)


def test_a_function_that_was_bound_before_the_fake_is_caught() -> None:
    with marked("mine").intercept() as fake:
        for function, arguments in ((BOUND[0], (CREDENTIALS,)), (BOUND[1], ())):
            channel = opened(function, CLARIFAI, *arguments, options=[("a", 1)])
            assert inputs(fake, channel) == ["mine"]
            with function("localhost:1", *arguments) as other:
                assert type(other).__module__ == "grpc._channel"


def test_a_function_of_asyncio_that_was_bound_before_the_fake_is_caught() -> None:
    asked: list[str] = []

    class Asking(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpc has no types
        async def intercept_unary_unary(self, go_on: Any, details: Any, request: Any) -> Any:
            asked.append(details.method)
            return await go_on(details, request)

    async def main(fake: FakeClarifai) -> None:
        metadata = (("authorization", f"Key {fake.api_key}"),)
        for function, arguments in ((BOUND[2], (CREDENTIALS,)), (BOUND[3], ())):
            channel = opened(function, CLARIFAI, *arguments, interceptors=[Asking()])
            answer = await method(channel, "ListInputs")(inputs_request(), metadata=metadata)
            assert [one.id for one in answer.inputs] == ["mine"]
            async with function("localhost:1", *arguments) as other:
                assert type(other).__module__ == "grpc.aio._channel"

    with marked("mine").intercept() as fake:
        run(main(fake))
    assert len(asked) == 2


def test_a_grpc_that_makes_its_channels_in_another_way_is_caught_by_its_functions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = grpc._channel.Channel
    monkeypatch.delattr(grpc._channel, "Channel")
    monkeypatch.setitem(sys.modules, "grpc.aio._channel", None)
    with marked("mine").intercept() as fake:
        assert inputs(fake, opened(grpc.insecure_channel, CLARIFAI)) == ["mine"]
    monkeypatch.undo()
    assert grpc._channel.Channel is real

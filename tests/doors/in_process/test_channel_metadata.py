"""Metadata of calls, in all the shapes and with all the mistakes that grpcio takes and refuses."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.doors.in_process.channels import OK, Way, inputs_request, method, run
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way

KEY = "Key " + "a" * 32


@pytest.mark.parametrize(
    "metadata",
    [
        (("authorization", KEY),),
        [("authorization", KEY)],
        [["authorization", KEY]],
        [("authorization", "Key another"), ("authorization", KEY)],
        [("authorization", KEY), ("x-any_thing.1", " spaces ~")],
        [("authorization", KEY), ("x-empty", "")],
        [("authorization", KEY), ("x-none", None)],
        [("authorization", KEY), ("x-picture-bin", b"\x00\xff")],
        [(b"authorization", KEY.encode())],
        grpc.aio.Metadata(("authorization", KEY)),
    ],
    ids=repr,
)
def test_metadata_may_have_any_shape_that_grpcio_takes(way: Way, metadata: Any) -> None:
    with way.channel() as channel:
        answer = method(channel, "ListInputs")(inputs_request(), metadata=metadata)
    assert answer.status.code == OK


def test_metadata_may_be_given_one_by_one(way: Way) -> None:
    pairs = (pair for pair in [("authorization", KEY)])
    with way.channel() as channel:
        answer = method(channel, "ListInputs")(inputs_request(), metadata=pairs)
    assert answer.status.code == OK


@pytest.mark.parametrize("metadata", [None, (), [], False], ids=repr)
def test_a_call_may_come_without_metadata(way: Way, metadata: Any) -> None:
    with way.channel() as channel:
        answer = method(channel, "ListInputs")(inputs_request(), metadata=metadata)
    assert answer.status.code != OK


BAD = [
    [("Authorization", KEY)],
    [("x y", "")],
    [("", "")],
    [(":path", "")],
    [("x*", "")],
    [("x", "two\nlines")],
    [("x", "a\tb")],
    [("x", "\x7f")],
    [("x", "\0")],
    [("x", "é")],
]
MALFORMED = [
    ([(1, "x")], TypeError),
    ([("x", 1)], TypeError),
    ([("x-bin", "text")], TypeError),
    ([("x-bin", bytearray(b"x"))], TypeError),
    (5, TypeError),
    ([("x", "y", "z")], ValueError),
    ([("x",)], ValueError),
    ({"x": "y"}, ValueError),
    ([("x", "\udc80")], UnicodeEncodeError),
]


@pytest.mark.parametrize("metadata", BAD, ids=repr)
def test_characters_that_grpc_does_not_allow_fail_the_call(way: Way, metadata: Any) -> None:
    # grpcio raises a ValueError or, of late, fails the call; code may be written for either.
    with way.channel() as channel, pytest.raises((ValueError, grpc.RpcError)) as raised:
        method(channel, "ListInputs")(inputs_request(), metadata=metadata)
    assert "metadata" in str(raised.value)


def test_a_caught_call_with_bad_metadata_fails_in_both_ways(caught: Way) -> None:
    with caught.channel() as channel, pytest.raises(grpc.RpcError) as raised:
        method(channel, "ListInputs")(inputs_request(), metadata=[("Authorization", KEY)])
    assert isinstance(raised.value, ValueError)
    error: Any = raised.value
    assert error.code() is grpc.StatusCode.INTERNAL
    assert error.details() == "Invalid metadata: the key 'Authorization': keys are lower-case"


@pytest.mark.parametrize(("metadata", "error"), MALFORMED, ids=repr)
def test_what_is_no_metadata_raises_at_once(
    way: Way, metadata: Any, error: type[Exception]
) -> None:
    with way.channel() as channel, pytest.raises(error):
        method(channel, "ListInputs")(inputs_request(), metadata=metadata)


@pytest.mark.parametrize("metadata", BAD, ids=repr)
def test_characters_that_grpc_does_not_allow_raise_in_asyncio(way: Way, metadata: Any) -> None:
    async def call() -> None:
        async with way.aio_channel() as channel:
            with pytest.raises(grpc.aio.InternalError):
                await method(channel, "ListInputs")(inputs_request(), metadata=metadata)

    run(call())


@pytest.mark.parametrize(
    ("metadata", "error"), [one for one in MALFORMED if one[0] != {"x": "y"}], ids=repr
)
def test_what_is_no_metadata_raises_in_asyncio(
    way: Way, metadata: Any, error: type[Exception]
) -> None:
    async def call() -> None:
        async with way.aio_channel() as channel:
            with pytest.raises(error):
                await method(channel, "ListInputs")(inputs_request(), metadata=metadata)

    run(call())

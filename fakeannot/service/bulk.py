"""Calls that write many things: each item stands or falls by itself, and says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_fact
from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.completion import drop_bytes
from fakeannot.service.refusals import BadRequest, Refusal
from fakeannot.service.replies import Fresh, Refused, Reply, listing, refused_item

MAX_ITEMS = 128
M = TypeVar("M", resources_pb2.Annotation, resources_pb2.Input)


@enforces("bulk.item_by_item", "bulk.in_request_order")
def in_bulk(
    call: Call, field: str, items: Sequence[M], write: Callable[[M], M], done: str = ""
) -> Reply:
    """Apply `write` to each item and answer with one result for each, in request order.

    Args:
        field: the name of the list, in the request and in the reply.
        items: the messages sent; 1 to 128.
        write: stores one and returns how it is answered; a `Refusal` becomes the item's status.
        done: the status details when all went well.

    Raises:
        BadRequest: no item, or too many.
    """
    check_count(field, len(items))
    results: list[Fresh] = []
    refused: list[Refused] = []
    for index, item in enumerate(items):
        try:
            results.append(Fresh(write(item)))
        except Refusal as refusal:
            refused.append(refused_item(field, index, item, refusal))
            item.status.CopyFrom(refusal.status(call.settings.profile))
            drop_bytes(item.data)
            results.append(Fresh(item))
    if not refused:
        return listing(field, results, done)
    code = code_of(len(items), len(refused))
    return Reply(
        code=code, parts=((field, results),), refused=tuple(refused), http=status_fact(code).http
    )


def code_of(count: int, refused: int) -> int:
    """The status of an answer to so many items of which so many, at least one, were refused."""
    all_failed = refused == count
    applies("bulk.all_failed" if all_failed else "bulk.mixed")
    return int(StatusCode.FAILURE if all_failed else StatusCode.MIXED_STATUS)


def check_count(field: str, count: int, *, empty: bool = False, within: Path = ()) -> None:
    """Refuse a list with nothing in it (unless `empty` is fine) or with over 128 items.

    `within` is where in the request the list stands, if not at its top.
    """
    if not count and not empty:
        raise BadRequest(
            f"Must supply the '{field}' field. Check the JSON body of your request.",
            rule="bulk.not_empty",
            at=(*within, field),
        )
    if count > MAX_ITEMS:
        raise BadRequest(
            f"The '{field}' field has {count} items; at most {MAX_ITEMS} are allowed per call.",
            rule="bulk.at_most_128",
            at=(*within, field),
        )

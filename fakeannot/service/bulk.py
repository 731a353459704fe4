"""Calls that write many things: each item stands or falls by itself, and says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_fact
from fakeannot.rules import applies, enforces
from fakeannot.service.completion import drop_bytes
from fakeannot.service.refusals import BadRequest, Refusal
from fakeannot.service.replies import Fresh, Reply, listing

MAX_ITEMS = 128
M = TypeVar("M", resources_pb2.Annotation, resources_pb2.Input)


@enforces("bulk.item_by_item", "bulk.in_request_order")
def in_bulk(field: str, items: Sequence[M], write: Callable[[M], M], done: str = "") -> Reply:
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
    results, failed = [], 0
    for item in items:
        try:
            results.append(Fresh(write(item)))
        except Refusal as refusal:
            failed += 1
            item.status.CopyFrom(refusal.status())
            drop_bytes(item.data)
            results.append(Fresh(item))
    if not failed:
        return listing(field, results, done)
    code = StatusCode.FAILURE if failed == len(items) else StatusCode.MIXED_STATUS
    applies("bulk.all_failed" if failed == len(items) else "bulk.mixed")
    return Reply(code=code, parts=((field, results),), http=status_fact(code).http)


def check_count(field: str, count: int, *, empty: bool = False) -> None:
    """Refuse a list with nothing in it (unless `empty` is fine) or with over 128 items."""
    if not count and not empty:
        raise BadRequest(
            f"Must supply the '{field}' field. Check the JSON body of your request.",
            rule="bulk.not_empty",
        )
    if count > MAX_ITEMS:
        raise BadRequest(
            f"The '{field}' field has {count} items; at most {MAX_ITEMS} are allowed per call.",
            rule="bulk.at_most_128",
        )

"""An answer before a door renders it: a status, and rows or messages under field names.

A row stays what the store holds (wire bytes and cached JSON text), so that a door splices a list
answer together instead of building a message of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.contract.json_writer import write_json
from fakeannot.contract.statuses import status_fact
from fakeannot.service.refusals import Refusal


class Item(Protocol):
    """A message in both of its written forms."""

    @property
    def wire(self) -> bytes: ...

    @property
    def json(self) -> bytes: ...


class Fresh:
    """A message that was just made and is written for this one answer."""

    __slots__ = ("message",)

    def __init__(self, message: Message) -> None:
        self.message = message

    @property
    def wire(self) -> bytes:
        return self.message.SerializeToString()

    @property
    def json(self) -> bytes:
        return write_json(self.message).encode()


# One thing, or several; `Rows` of a table write themselves.
Part = Item | Iterable[Item]


@dataclass(slots=True)
class Reply:
    """One answer.

    Attributes:
        code: the Clarifai status code of the whole answer.
        details: the status's details, empty for none.
        parts: what follows the status, by field of the reply message.
        message: instead of parts, a whole reply message (its `status` is filled from here).
        stream: instead of both, the answers of an operation that streams them.
        refusal: what was refused, where the whole request was.
        http: the HTTP status that goes with it.
        req_id: the request's id, set on dispatch.
    """

    code: int = StatusCode.SUCCESS
    details: str = ""
    parts: tuple[tuple[str, Part], ...] = ()
    message: Message | None = None
    stream: Sequence[Reply] | None = None
    refusal: Refusal | None = None
    http: int = 200
    req_id: str = ""

    @property
    def description(self) -> str:
        return status_fact(self.code).description

    @property
    def streamed(self) -> Iterator[Reply]:
        """The answers one by one, each with the id of the whole; without a stream, this one."""
        for reply in (self,) if self.stream is None else self.stream:
            reply.req_id = self.req_id
            yield reply


def listing(field: str, items: Part, details: str = "") -> Reply:
    """A successful answer with a list."""
    return Reply(parts=((field, items),), details=details)


def single(field: str, item: Item) -> Reply:
    """A successful answer with one thing."""
    return Reply(parts=((field, item),))


def refused(refusal: Refusal) -> Reply:
    """The answer to a request that was refused as a whole."""
    return Reply(code=refusal.code, details=refusal.details, http=refusal.http, refusal=refusal)

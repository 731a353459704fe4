"""An answer before a door renders it: a status, and rows or messages under field names.

A row stays what the store holds (wire bytes and cached JSON text), so that a door splices a list
answer together instead of building a message of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.contract.json_writer import write_json
from fakeannot.contract.places import Path, way_to
from fakeannot.contract.statuses import described
from fakeannot.contract.wordings import Profile
from fakeannot.service.refusals import Refusal
from fakeannot.store.world import Key

if TYPE_CHECKING:
    from fakeannot.faults.kinds import Effect


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


class Refused(NamedTuple):
    """What was refused, and by which rule, for who wants to know more than the answer says.

    Attributes:
        item: which item of the request, such as `annotations[3]`; empty for the whole.
        code: the Clarifai status code.
        details: those of the status.
        rule: the rule that it rests on.
        path: the fields and indices on the way to what is refused, from the request on; empty
            where it is no field of the request.
        got: what came that is kept nowhere, in words.
    """

    item: str
    code: int
    details: str
    rule: str
    path: Path = ()
    got: str = ""


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
        refused: the same for the journal, and the items refused where the request was not.
        http: the HTTP status that goes with it.
        req_id: the request's id, set on dispatch.
        caller: the user whose key it was, set on dispatch; empty for nobody.
        key: what the key opens, of a refused call whose key is registered; not its text.
        profile: whose wording of the status it is, set on dispatch.
        fault: what went wrong with the call because the fake was told so, set on dispatch.
    """

    code: int = StatusCode.SUCCESS
    details: str = ""
    parts: tuple[tuple[str, Part], ...] = ()
    message: Message | None = None
    stream: Sequence[Reply] | None = None
    refusal: Refusal | None = None
    refused: tuple[Refused, ...] = ()
    http: int = 200
    req_id: str = ""
    caller: str = ""
    key: Key | None = None
    profile: Profile = "documented"
    fault: Effect | None = None

    @property
    def description(self) -> str:
        return described(self.code, self.profile)

    @property
    def streamed(self) -> Iterator[Reply]:
        """The answers one by one, each with what the whole has; without a stream, this one."""
        for reply in (self,) if self.stream is None else self.stream:
            reply.req_id, reply.profile = self.req_id, self.profile
            yield reply


NO_REPLY = Reply(code=0, http=0)
"""What a call was answered with that got no answer."""


def listing(field: str, items: Part, details: str = "") -> Reply:
    """A successful answer with a list."""
    return Reply(parts=((field, items),), details=details)


def single(field: str, item: Item) -> Reply:
    """A successful answer with one thing."""
    return Reply(parts=((field, item),))


def refused(refusal: Refusal) -> Reply:
    """The answer to a request that was refused as a whole."""
    return Reply(
        code=refusal.code,
        details=refusal.details,
        http=refusal.http,
        refusal=refusal,
        refused=(
            Refused("", refusal.code, refusal.details, refusal.rule, refusal.at, refusal.got),
        ),
    )


def refused_item(field: str, index: int, item: Message, refusal: Refusal) -> Refused:
    """The refusal of one item of the request's list `field`."""
    inside = () if refusal.of is None else way_to(refusal.of, item)
    path = (field, index, *inside, *refusal.at)
    return Refused(f"{field}[{index}]", refusal.code, refusal.details, refusal.rule, path)

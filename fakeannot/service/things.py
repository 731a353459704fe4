"""What the handlers of plainly stored things share: adding, finding, listing, patching, deleting.

Things are all added, patched or deleted, or none is: they have no status of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from google.protobuf.message import Message

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, UserCall
from fakeannot.service.paging import page_bounds
from fakeannot.service.patching import check_action
from fakeannot.service.refusals import BadRequest, DoesNotExist, DuplicateId
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.store import patch
from fakeannot.store.ids import Taken
from fakeannot.store.things import Kind, ThingRow, Things
from fakeannot.store.timestamps import set_time

PER_PAGE = 128
# What a patch leaves as it is, whatever is sent.
_KEPT = ("id", "app_id", "user_id", "created_at")


class Shelf(NamedTuple):
    """Where the things of one kind and parent stand that a call is about.

    Attributes:
        noun: what one is called in refusals, such as "dataset".
    """

    call: Call | UserCall
    kind: Kind
    noun: str
    parent: str = ""

    @property
    def things(self) -> Things:
        """Those of the app, or of the user where the call is about no app."""
        return self.call.things

    def __contains__(self, id_: object) -> bool:
        return self.things.get(self.kind, str(id_), self.parent) is not None


def add(shelf: Shelf, sent: Sequence[Any]) -> Reply:
    """Store what was sent, each under its own id or a new one, and answer with it."""
    return listing(shelf.kind.name, [Fresh(one) for one in added(shelf, sent)])


def added(shelf: Shelf, sent: Sequence[Any], at: Sequence[Path] = ()) -> list[Any]:
    """The same, for who answers in another form: the things as a fresh answer tells of them.

    `at` is where in the request each has its id, if that is not in a list named as their kind.
    """
    check_count(shelf.kind.name, len(sent))
    ids = [one.id for one in sent]
    check_ids(at or ids_in(shelf.kind.name, ids), shelf.noun, ids, shelf)
    return [_add(shelf, one) for one in sent]


@enforces("things.id_given_or_made")
def _add(shelf: Shelf, sent: Any) -> Any:
    world = shelf.call.world
    sent.id = sent.id or world.ids.uuid4(shelf.noun.replace(" ", "_"), shelf)
    _sign(shelf, sent)
    now = world.clock.stamp()
    _date(sent, now)
    fresh = put(shelf, sent)
    _date(fresh, now, exact=True)
    return fresh


def put(shelf: Shelf, message: Any) -> Any:
    """Store a thing as the newest, or in place of the one with its id, and return it."""
    old = shelf.things.get(shelf.kind, message.id, shelf.parent)
    sequence = shelf.call.world.next_sequence() if old is None else old.sequence
    row = shelf.kind.row(sequence, message.id, message)
    shelf.things.put(shelf.kind, row, shelf.parent)
    return row.message


def _sign(shelf: Shelf, message: Any) -> None:
    """Say in a thing whose it is, where its kind can."""
    known = message.DESCRIPTOR.fields_by_name
    if "user_id" in known:
        message.user_id = shelf.call.owner_id
    if "app_id" in known:
        message.app_id = shelf.call.app_id


def _date(message: Any, now: int, *names: str, exact: bool = False) -> None:
    """Say when a thing was made or, with one name only, changed, where its kind can."""
    for name in names or ("created_at", "modified_at"):
        if name in message.DESCRIPTOR.fields_by_name:
            set_time(getattr(message, name), now, exact=exact)


def ids_in(field: str, things: Sequence[object]) -> list[Path]:
    """Where each thing of a list at the top of a request has its id."""
    return [(field, index, "id") for index in range(len(things))]


def check_ids(places: Sequence[Path], noun: str, ids: Sequence[str], taken: Taken) -> None:
    """Refuse the ids of things to be added if one cannot be had; an empty one is to be made.

    Args:
        places: where in the request each of the ids stands.
        noun: what one of the things is called.
    """
    for index, (at, id_) in enumerate(zip(places, ids, strict=True)):
        if "/" in id_:
            details = f"The {noun} ID {id_!r} has a '/', which no path could hold."
            raise BadRequest(details, rule="things.id_without_slash", at=at)
        if id_ and (id_ in taken or id_ in ids[:index]):
            raise DuplicateId(rule="things.id_unique", at=at)


def find(shelf: Shelf, id_: str, at: Path = ()) -> ThingRow:
    """The thing of that id, which stood there in the request; refused with 11101 if unknown."""
    row = shelf.things.get(shelf.kind, id_, shelf.parent)
    if row is None:
        details = f"{shelf.noun.capitalize()} {id_!r} does not exist{shelf.call.where}."
        raise DoesNotExist(details, rule="things.unknown", at=at)
    return row


def got(shelf: Shelf, field: str, id_: str, at: Path = ()) -> Reply:
    """The answer with the thing of that id, which stood there in the request."""
    return single(field, find(shelf, id_, at))


@enforces("things.oldest_first")
def listed(shelf: Shelf, request: Any) -> Reply:
    """The answer with a page of things."""
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    return listing(shelf.kind.name, shelf.things.page(shelf.kind, shelf.parent, start, size))


def patched(shelf: Shelf, sent: Sequence[Any], action: str) -> Reply:
    """Change things as the action says, all that are named or none, and answer with them."""
    check_action(action)
    check_count(shelf.kind.name, len(sent))
    for index, one in enumerate(sent):
        find(shelf, one.id, (shelf.kind.name, index, "id"))
    return listing(shelf.kind.name, [Fresh(change(shelf, one, action)) for one in sent])


@enforces("things.patch")
def change(shelf: Shelf, sent: Any, action: str) -> Any:
    """Change one thing as the action says, and return it as a fresh answer tells of it."""
    row = find(shelf, sent.id)
    old, changed = row.message, row.message
    if action == "overwrite":
        changed.CopyFrom(sent)
    elif action == "merge":
        patch.merge(changed, sent)
    else:
        patch.remove(changed, sent)
    for name in _KEPT:
        if name in changed.DESCRIPTOR.fields_by_name:
            changed.ClearField(name)
            changed.MergeFrom(_only(old, name))
    now = shelf.call.world.clock.stamp()
    _date(changed, now, "modified_at")
    fresh = put(shelf, changed)
    _date(fresh, now, "modified_at", exact=True)
    return fresh


def _only(message: Message, name: str) -> Message:
    """A message of the same type with one field of this one."""
    one = type(message)()
    one.CopyFrom(message)
    for field, _ in message.ListFields():
        if field.name != name:
            one.ClearField(field.name)
    return one


def delete(shelf: Shelf, ids: Iterable[str]) -> list[str]:
    """Take out the things of these ids that are there, and tell which those were."""
    wanted = dict.fromkeys(ids)
    found = [id_ for id_ in wanted if id_ in shelf]
    if len(found) < len(wanted):
        applies("things.delete_unknown")
    for id_ in found:
        shelf.things.remove(shelf.kind, id_, shelf.parent)
    return found

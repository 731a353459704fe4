"""A snapshot's document as a state: all as it was, without the API's checks."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, replace

from fakeannot.contract.operations import operation
from fakeannot.fixed_reply import FixedReply
from fakeannot.seeds.access import USER, add_key, limits_in
from fakeannot.seeds.errors import BadSeed, Place
from fakeannot.seeds.handwritten import rpc_named
from fakeannot.seeds.messages import message_in
from fakeannot.seeds.part import Part
from fakeannot.seeds.rows import add_app
from fakeannot.seeds.things import put_things
from fakeannot.seeds.times import CLOCK, clock_state_in
from fakeannot.settings import Settings
from fakeannot.state import State
from fakeannot.store.clock import ClockState
from fakeannot.store.ids import Ids
from fakeannot.store.media import Media
from fakeannot.store.world import Key, World

SNAPSHOT = ("clock", "ids", "sequence", "users", "apps", "things", "media", "replies")
_IDS = ("seed", "drawn", "planned", "model_versions")
_MEDIUM = ("hash", "type", "base64")


@dataclass(frozen=True, slots=True)
class SavedState:
    """What a snapshot's document says. Nobody changes it; each state made of it is a copy.

    Attributes:
        model_versions: how many of them the fake had made up.
        pending: the ways in which inputs wait to be processed, each with a place that says so.
    """

    world: World
    clock: ClockState
    replies: dict[str, FixedReply]
    model_versions: int
    pending: dict[str, Place]

    def state_after(self, state: State, settings: Settings) -> State:
        """This state in the place of another one, whose code and clock's source stay.

        Raises:
            BadSeed: inputs wait to be processed otherwise than these settings say.
        """
        for kind, place in self.pending.items():
            if kind != settings.when_processed.kind:
                told = f"is for another `processing` than this fake's, {settings.processing!r}."
                raise BadSeed(told, place)
        world = self.world.copy()
        world.clock = state.world.clock.in_state(self.clock)
        code = {n: own for n, own in state.custom.items() if not isinstance(own, FixedReply)}
        return replace(
            state,
            world=world,
            custom={**code, **self.replies},
            # The next one that is made up is none that an annotation has already.
            workflows=max(state.workflows, self.model_versions),
        )


def saved_state_in(document: Part) -> SavedState:
    """The state that `document_of` wrote.

    Raises:
        BadSeed: something is not as it was written, or does not fit together.
    """
    ids = document.get("ids", {}).object(_IDS)
    world = World(ids=_ids_in(ids), sequence=document.count("sequence"))
    for user in document.items("users"):
        _add_user(world, user.object(USER))
    pending: dict[str, Place] = {}
    for app in document.items("apps"):
        pending |= add_app(world, app)
    of_users = document.get("things", {}).object()
    for user_id in of_users.value:
        put_things(world.things_of(user_id), of_users.items(user_id), world.sequence)
    for medium in document.items("media"):
        _add_medium(world, medium.object(_MEDIUM))
    clock = clock_state_in(document.get("clock", {}).object(CLOCK))
    replies = dict(_reply(name, part) for name, part in document.get("replies", {}).entries())
    return SavedState(world, clock, replies, ids.count("model_versions"), pending)


def _ids_in(part: Part) -> Ids:
    ids = Ids(part.get("seed", 0).whole())
    drawn, planned = part.get("drawn", {}).object(), part.get("planned", {}).object()
    ids.drawn = Counter({kind: drawn.count(kind) for kind in drawn.value})
    for kind in planned.value:
        ids.planned[kind] = tuple(one.as_text() for one in planned.items(kind))
    return ids


def _add_user(world: World, part: Part) -> None:
    user_id = part.needed("id")
    world.users.add(user_id)
    if part.text("pat"):
        add_key(world.keys, part, "pat", Key(user_id, "", *limits_in(part)))


def _add_medium(world: World, part: Part) -> None:
    try:
        content = b64decode(part.text("base64"), validate=True)
    except ValueError as error:
        raise part.bad(f"no base64: {error}.", "base64") from None
    world.media.by_hash[part.needed("hash")] = Media(content, part.text("type"))


def _reply(name: str, part: Part) -> tuple[str, FixedReply]:
    rpc = rpc_named(name, part)
    reply_type = operation(rpc).reply_type
    return rpc, FixedReply(reply_type, message_in(part, reply_type).SerializeToString())

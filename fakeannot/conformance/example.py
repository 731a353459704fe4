"""One example: the same calls, one after the other, to a fresh fake and to the target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fakeannot.conformance.attribution import attributed
from fakeannot.conformance.calls import ApiCall, Json, Outcome, Place, Wire
from fakeannot.conformance.comparison import Comparison
from fakeannot.conformance.differences import Difference
from fakeannot.conformance.fake_target import FakeTarget
from fakeannot.conformance.made_apps import as_made
from fakeannot.conformance.names import Names
from fakeannot.conformance.references import References
from fakeannot.rules import rules_used
from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.world import AppState

# Its ids are then none that another fake makes.
_ID_SEED = 0x0C0F
_MOST_KNOWN = 5
_LEVEL = "LEVEL-"


class Played(NamedTuple):
    """One call with its answers.

    Attributes:
        call: as the fake got it.
        sent: as the target got it: with the target's ids.
        used: the rules that the fake's answer rested on.
    """

    call: ApiCall
    sent: ApiCall
    fake: Outcome
    target: Outcome
    used: frozenset[str]
    differences: tuple[Difference, ...]


class Example:
    """A fresh fake beside the target, and what was played on both so far.

    Args:
        send: makes a call to the target.
        places: the apps that calls are about.
        number: which example of a run it is.

    Attributes:
        parted: whether the worlds are known to differ, so that comparing them has come to its end.
    """

    def __init__(
        self,
        send: Callable[[ApiCall], Outcome],
        places: Sequence[Place],
        names: Names,
        wire: Wire,
        number: int = 0,
    ) -> None:
        # Only here: an offline look at a trace needs no fake until it begins.
        from fakeannot.fake import FakeClarifai

        user_id, app_id = places[0]
        self.fake = FakeClarifai(user_id=user_id, app_id=app_id, id_seed=_ID_SEED)
        self._reference = FakeTarget(self.fake, wire)
        self._send = send
        self._places = places
        self._comparison = Comparison()
        self.names = names
        self.number = number
        self.wire = wire
        self.played: list[Played] = []
        self.parted = False
        for elsewhere, place in enumerate(places):
            self._app(bool(elsewhere))
            self._reference.send(as_made(place.app_id), place)

    @property
    def references(self) -> References:
        """Which generated ids go together."""
        return self._comparison.references

    def play(self, call: ApiCall) -> Played:
        """Make a call in both worlds and compare the answers."""
        sent = self._for_target(call)
        with rules_used() as used:
            fake = self._reference.send(call, self._places[call.elsewhere])
        target = self._send(sent)
        found = self._comparison.differences(call, fake, target)
        differences = tuple(attributed(one, call, used) for one in found)
        played = Played(call, sent, fake, target, frozenset(used), differences)
        self.played.append(played)
        return played

    def _for_target(self, call: ApiCall) -> ApiCall:
        fields = self._comparison.references.to_target(dict(call.fields))
        return ApiCall(call.rpc, fields, call.elsewhere, call.oddity, call.route)

    def spoken(self, call: ApiCall) -> ApiCall:
        """A call with its short names replaced, as this wire can say it."""
        fields = self.names.of(self._with_levels(dict(call.fields)))
        fields = _numbers(fields) if self.wire == "grpc" else fields
        return ApiCall(call.rpc, fields, call.elsewhere, call.oddity, call.route)

    def _with_levels(self, value: Json) -> Json:
        """A JSON value with `LEVEL-i1` replaced by the id of that input's annotation."""
        if isinstance(value, dict):
            return {name: self._with_levels(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._with_levels(inner) for inner in value]
        if not (isinstance(value, str) and value.startswith(_LEVEL)):
            return value
        row = self._app(False).inputs.get(self.names.of(value.removeprefix(_LEVEL)))
        # One that no answer told of has no name in the target.
        told = row is not None and self._comparison.references.has(row.annotation_id)
        return row.annotation_id if row is not None and told else "none"

    def _app(self, elsewhere: bool) -> AppState:
        return self.fake._dispatcher.world.create_app(*self._places[elsewhere])

    def has_concept(self, id_: str) -> bool:
        """Whether the fake's app has this concept."""
        return self._app(False).concepts.name_of(id_) is not None

    def known(self, elsewhere: bool = False) -> list[tuple[str, str]]:
        """Some annotations that answers told of, as pairs of input id and id: oldest and newest."""
        if elsewhere and len(self._places) < 2:
            return []
        annotations = self._app(elsewhere).annotations
        count = len(annotations)
        first = annotations.page(AnnotationQuery(), 0, _MOST_KNOWN)
        last = annotations.page(AnnotationQuery(), max(count - _MOST_KNOWN, _MOST_KNOWN), count)
        pairs = [(row.input_id, row.id) for rows in (first, last) for row in rows]
        return [pair for pair in pairs if all(map(self._is_told, pair))]

    def _is_told(self, id_: str) -> bool:
        """Whether an id is a client's, or one whose counterpart is known."""
        return id_.startswith(self.names.prefix) or self._comparison.references.has(id_)


def _numbers(value: Json) -> Json:
    """JSON with `true` and `false` of concepts as numbers: gRPC has no other form of them."""
    if isinstance(value, dict):
        return {
            name: float(inner) if name == "value" and isinstance(inner, bool) else _numbers(inner)
            for name, inner in value.items()
        }
    return [_numbers(one) for one in value] if isinstance(value, list) else value

"""What a proposal is made from, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import islice, takewhile
from typing import NamedTuple

from fakeannot.contract.places import Path
from fakeannot.service.access import ME
from fakeannot.service.replies import Refused
from fakeannot.settings import Settings
from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.rows import AnnotationRow
from fakeannot.store.things import ThingRow
from fakeannot.store.world import AppState, World
from fakeannot.testing.explanation.document import GONE, Json
from fakeannot.testing.explanation.draft import Change, Draft

_LOOKED_THROUGH = 2000
_COMPARED = 20
_NEAREST = 3


class Proposal(NamedTuple):
    """An edit that may help; `cost` is given where counting its values would overstate it."""

    changes: tuple[Change, ...]
    cost: int | None = None


@dataclass(frozen=True)
class Case:
    """A draft that is refused, why, and the world that refuses it."""

    draft: Draft
    refused: Refused
    world: World
    settings: Settings

    @property
    def path(self) -> Path:
        return self.refused.path

    @property
    def got(self) -> Json:
        """What stands where the draft is refused."""
        return self.draft.value(self.path) if self.path else GONE

    @property
    def item(self) -> Path:
        """The way to the item that is refused; empty for the whole request."""
        return self.path[:2] if self.refused.item else ()

    def beside(self, name: str) -> Path:
        """The way to a field that stands beside the refused one."""
        return (*self.path[:-1], name)

    @property
    def user_id(self) -> str:
        """The user whom the request is about."""
        key = self.draft.authorization.key
        caller = key.user_id if key else self.settings.user_id
        named = self.draft.value(("user_app_id", "user_id"))
        return named if isinstance(named, str) and named not in ("", ME) else caller

    @property
    def app_id(self) -> str:
        """The app that the request is about."""
        key = self.draft.authorization.key
        named = self.draft.value(("user_app_id", "app_id"))
        known = named if isinstance(named, str) else ""
        return known or (key.app_id if key else "") or self.settings.app_id

    @property
    def app(self) -> AppState:
        """That app, empty if there is none."""
        known = self.world.apps.get((self.user_id, self.app_id))
        return AppState(self.user_id, self.app_id) if known is None else known

    def users(self) -> list[str]:
        """Ids of all users."""
        return sorted(self.world.users)

    def input_ids(self) -> list[str]:
        """Ids of inputs of the app."""
        return [row.id for row in self.app.inputs.page((), 0, 0, _LOOKED_THROUGH)]

    def annotations(self, input_id: str = "") -> Iterator[AnnotationRow]:
        """Annotations of an input, or of the app."""
        rows = self.app.annotations
        if input_id:
            return islice(rows.of_input(input_id), _LOOKED_THROUGH)
        return iter(rows.page(AnnotationQuery(trusted_only=False), 0, _LOOKED_THROUGH))

    def things(self, kind: str) -> Iterator[tuple[str, ThingRow]]:
        """The app's things of a kind, such as "datasets", each with what it is within."""
        for one, parent in self.app.things.parents():
            if one.name == kind:
                rows = self.app.things.page(one, parent, 0, _LOOKED_THROUGH)
                yield from ((parent, row) for row in rows)

    def concept_ids(self) -> list[str]:
        """Ids of concepts of the app."""
        return [row.id for row in self.app.concepts.page(0, _LOOKED_THROUGH)]

    def texts(self, path: Path) -> list[str]:
        """A list of texts in the request, wherever it stands."""
        texts: list[str] = []
        while (one := self.draft.value((*path, len(texts)))) is not GONE:
            texts.append(str(one))
        return texts

    def set(self, path: Path, value: Json) -> Proposal:
        return Proposal((self.draft.setting(path, value),))

    def nearest(self, path: Path, known: Iterable[str]) -> Iterator[Proposal]:
        """Each of the known texts that are nearest to what a field says."""
        said = self.draft.value(path)
        for one in nearest(said if isinstance(said, str) else "", known):
            yield self.set(path, one)

    def remove(self, *paths: Path) -> Iterator[Proposal]:
        """The request without these fields, as far as they are there."""
        changes = tuple(c for path in paths if (c := self.draft.removing(path)) is not None)
        if changes:
            yield Proposal(changes)

    def cut(self, path: Path, count: int) -> Iterator[Proposal]:
        """Only so many elements of a list, by taking out the last ones, the last one first."""
        length = len(self.texts(path))
        yield from self.remove(*((*path, number) for number in range(length - 1, count - 1, -1)))


def nearest(text: str, known: Iterable[str], count: int = _NEAREST) -> list[str]:
    """The known texts that are most like one, the nearest first."""
    close = nlargest(_COMPARED, known, key=lambda one: _ends_in_common(text, one))
    return nlargest(count, close, key=lambda one: SequenceMatcher(None, text, one).ratio())


def _ends_in_common(one: str, other: str) -> int:
    return _starts_in_common(one, other) + _starts_in_common(one[::-1], other[::-1])


def _starts_in_common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


Propose = Callable[[Case], Iterable[Proposal]]
PROPOSERS: dict[str, Propose] = {}
"""What may help against a refusal, by its rule."""


def proposes(*rules: str) -> Callable[[Propose], Propose]:
    """Declare a function to be what knows edits against refusals by these rules."""

    def register(function: Propose) -> Propose:
        PROPOSERS.update(dict.fromkeys(rules, function))
        return function

    return register

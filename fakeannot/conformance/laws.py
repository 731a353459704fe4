"""What must hold of any implementation, whatever a fake does: laws that need no oracle."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fakeannot.conformance import generation as gen
from fakeannot.conformance.calls import ApiCall, Json, Outcome
from fakeannot.conformance.generation import some
from fakeannot.conformance.playing import Player

_MOST_PAGES = 6
_SUCCESS = 10000
_WHOLE = {"per_page": 1000, "list_all_annotations": True}
_FIRST = {"concepts": [{"id": "c1", "value": 1}]}


class Laws(Player):
    """The rules of the machine that check laws. Their calls are compared with the fake's too."""

    @rule(filters=gen.filters, size=some(2, 3, 20))
    def pages_joined_are_the_whole_list(self, filters: Json, size: int) -> None:
        whole = self._listed({**filters, "per_page": 1000})
        if whole is None or len(whole) > size * _MOST_PAGES:
            return
        joined: list[Json] = []
        for page in range(1, len(whole) // size + 2):
            joined += self._listed({**filters, "per_page": size, "page": page}) or []
        self.check(joined == whole, "annotations", whole, joined, "lists.page_from_1")

    @rule(number=gen.numbers, data=gen.labels)
    def to_overwrite_twice_is_to_overwrite_once(self, number: int, data: Json) -> None:
        annotation = self.annotation(number)
        once, twice = (self._overwritten(annotation, data) for _ in range(2))
        if once is not None and twice is not None:
            self.check(agree(once, twice), "annotations[0]", once, twice, "patch.overwrite")

    @rule(number=gen.numbers)
    def what_was_deleted_is_not_found(self, number: int) -> None:
        ids = self.annotation(number)
        named = {"input_id": ids["input_id"], "annotation_id": ids["id"]}
        deleted = self.call("DeleteAnnotation", **named)
        if deleted is None or deleted.target.code != _SUCCESS:
            return
        found = self.call("GetAnnotation", **named)
        if found is not None:
            gone = found.target.code != _SUCCESS
            self.check(gone, "status.code", 11101, found.target.code, "annotations.delete_one")

    @rule(numbers=st.tuples(gen.numbers, gen.numbers), datas=st.tuples(gen.labels, gen.labels))
    def writes_to_different_things_commute(self, numbers: Any, datas: Any) -> None:
        one, other = (self.annotation(number) for number in numbers)
        if one == other:
            return
        ends = []
        for order in (((one, datas[0]), (other, datas[1])), ((other, datas[1]), (one, datas[0]))):
            for annotation in (one, other):
                self._overwritten(annotation, _FIRST)
            ends.append([self._overwritten(*write) for write in order])
        forth, back = ends
        if None not in forth + back:
            same = agree(forth, back[::-1])
            self.check(same, "annotations[0]", forth, back[::-1], "patch.overwrite")

    @rule(filters=gen.filters, number=gen.numbers)
    def both_views_show_the_same(self, filters: Json, number: int) -> None:
        ids = self.annotation(number)
        one = {"input_id": ids["input_id"], "annotation_id": ids["id"]}
        for call in (
            ApiCall("ListAnnotations", filters),
            ApiCall("GetAnnotation", one),
        ):
            played = None if self.session.second_view is None else self.play(call)
            if played is None:
                continue
            shown = self.session.second_view(played.sent)  # type: ignore[misc]  # it was asked above
            same = agree(_shown(played.target), _shown(shown))
            self.check(same, "", _shown(played.target), _shown(shown), "annotations.oldest_first")

    def _listed(self, fields: Json) -> list[Json] | None:
        played = self.call("ListAnnotations", **fields)
        if played is None or played.target.code != _SUCCESS:
            return None
        return [one.get("id") for one in played.target.items("annotations")]

    def _overwritten(self, annotation: Json, data: Json) -> Json | None:
        """The annotation after its data was replaced, without the time of that."""
        sent = {**annotation, "data": data}
        played = self.call("PatchAnnotations", annotations=[sent], action="overwrite")
        if played is None or played.target.code != _SUCCESS:
            return None
        items = played.target.items("annotations")
        return {name: items[0][name] for name in items[0] if name != "modified_at"} if items else {}


def _shown(outcome: Outcome) -> Json:
    """An answer without what is another's in every answer."""
    body = outcome.body if isinstance(outcome.body, dict) else {}
    status = body.get("status")
    told = {name: status[name] for name in status if name != "req_id"} if status else None
    return {**body, "status": told}


def agree(one: Json, other: Json) -> bool:
    """Whether two JSON values are the same, numbers compared as float32."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-6)
    return bool(one == other)

"""The comparison of two answers to one call, a fake's and a target's, field by field.

What is generated is compared by reference (`References`), times by their order (`Times`), floats
as float32, everything else as it is. What a service learns by downloading an image is left out:
a fake downloads nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from fakeannot.conformance.calls import ApiCall, Json, Outcome
from fakeannot.conformance.differences import Difference, Kind
from fakeannot.conformance.references import References
from fakeannot.conformance.times import Times, of_list

_LEARNED_BY_DOWNLOAD = frozenset(
    ("image_info", "video_info", "audio_info", "text_info", "hosted", "decoded_bytes")
)
_COMPARED_APART = frozenset(("req_id", "created_at", "modified_at"))
_REQ_ID = re.compile(r"([\w.-]+-)?[0-9a-f]{32}")
_HOST = re.compile(r"^https?://[^/]+(?=/orig/users/)")
# Which archive it is, and how it is packed, is for each service to say.
_OF_ARCHIVE = re.compile(r"(^exports\[\d+\]|export_info\.\w+)\.(url|size)$")
_IN_ORDER = frozenset(("annotations", "inputs"))
_GROUPS_BY = ("type", "value")  # by which groups of metrics, which have no ids, are told apart
_HEADERS = ("content-type", "access-control-allow-origin")


class Comparison:
    """Compares the answers of two worlds in which the same calls were made, call by call."""

    def __init__(self) -> None:
        self.references = References()
        self._times = Times()

    def differences(self, call: ApiCall, fake: Outcome, target: Outcome) -> list[Difference]:
        """All that differs; what is generated is learned on the way."""
        return list(_Answers(call, self.references, self._times).compared(fake, target))


class _Answers:
    """Two answers to one call."""

    def __init__(self, call: ApiCall, references: References, times: Times) -> None:
        self._call = call
        self._references = references
        self._times = times
        self._skipped = frozenset() if call.rpc == "PostInputs" else _LEARNED_BY_DOWNLOAD

    def compared(self, fake: Outcome, target: Outcome) -> Iterator[Difference]:
        if fake.status != target.status:
            yield self._found("status", "", fake.status, target.status)
        for name in _HEADERS:
            one, other = fake.headers.get(name), target.headers.get(name)
            if one is not None and (one or "").lower() != (other or "").lower():
                yield self._found("header", name, one, other)
        yield from self._answer_id(fake, target)
        if target.body is None and fake.body is not None:
            yield self._found("type", "body", "JSON", target.text[:200])
        elif isinstance(fake.body, dict) and isinstance(target.body, dict):
            yield from self._first(fake.body, target.body)
            yield from self._object("", fake.body, target.body)

    def _answer_id(self, fake: Outcome, target: Outcome) -> Iterator[Difference]:
        """What is wrong with the id of the answer: it has the form of the fake's."""
        one, other = (_req_id(outcome) for outcome in (fake, target))
        found = _REQ_ID.fullmatch(other) if isinstance(other, str) else None
        wanted = _REQ_ID.fullmatch(one) if isinstance(one, str) else None
        if wanted is not None and (found is None or found[1] != wanted[1]):
            yield self._found("shape", "status.req_id", one, other)
        elif fake.headers and fake.headers.get("x-clarifai-request-id") == one:
            told = target.headers.get("x-clarifai-request-id")
            if told != other:
                yield self._found("header", "x-clarifai-request-id", one, told)

    def _first(self, fake: Json, target: Json) -> Iterator[Difference]:
        """Whether the answer begins as the fake's does: with the status, and that with its code."""
        for at, one, other in (
            ("", fake, target),
            ("status", fake.get("status"), target.get("status")),
        ):
            if not (isinstance(one, dict) and isinstance(other, dict)):
                continue
            wanted, got = ([n for n in side if n in one and n in other] for side in (one, other))
            if wanted != got:
                yield self._found("format", at, wanted, got)

    def _any(self, at: str, fake: Json, target: Json) -> Iterator[Difference]:
        if isinstance(fake, dict) and isinstance(target, dict):
            yield from self._object(at, fake, target)
        elif isinstance(fake, list) and isinstance(target, list):
            yield from self._list(at, fake, target)
        elif isinstance(fake, str) and isinstance(target, str):
            yield from self._text(at, fake, target)
        elif _is_number(fake) and _is_number(target):
            yield from self._number(at, fake, target)
        elif type(fake) is not type(target):
            yield self._found("type", at, fake, target)
        elif fake != target:
            yield self._found("value", at, fake, target)

    def _object(self, at: str, fake: Json, target: Json) -> Iterator[Difference]:
        yield from self._thing(at, fake, target)
        for name in dict.fromkeys((*fake, *target)):
            inner = f"{at}.{name}" if at else name
            told_by_both = name in fake and name in target
            apart = name in _COMPARED_APART or _OF_ARCHIVE.search(inner)
            if name in self._skipped or (apart and told_by_both):
                continue
            if name not in target:
                yield self._found("removed", inner, fake[name], None)
            elif name not in fake:
                yield self._found("added", inner, None, target[name])
            else:
                yield from self._any(inner, fake[name], target[name])

    def _thing(self, at: str, fake: Json, target: Json) -> Iterator[Difference]:
        """What is wrong with the times of a thing, wherever in an answer it stands."""
        times = ("created_at", "modified_at")
        if not all(name in one for one in (fake, target) for name in times):
            return
        kind = at.rpartition(".")[2].partition("[")[0].rstrip("s")
        for name, one, other, rule in self._times.of_thing(kind, self._call, fake, target):
            yield self._found("time", f"{at}.{name}", one, other, rule)

    def _list(self, at: str, fake: list[Json], target: list[Json]) -> Iterator[Difference]:
        pairs = self._paired(fake, target)
        if len(pairs) < len(fake):
            met = {one for one, _ in pairs}
            gone = [_known_by(one) for n, one in enumerate(fake) if n not in met]
            yield self._found("missing", at, gone, f"{len(target)} instead of {len(fake)}")
        if len(pairs) < len(target):
            met = {other for _, other in pairs}
            more = [_known_by(one) for n, one in enumerate(target) if n not in met]
            yield self._found("extra", at, f"{len(target)} instead of {len(fake)}", more)
        places = [other for _, other in pairs]
        if places != sorted(places):
            orders = [_known_by(fake[one]) for one, _ in pairs]
            met_orders = [_known_by(target[other]) for other in sorted(places)]
            yield self._found("order", at, orders, met_orders)
        elif at in _IN_ORDER and len(fake) == len(target):
            for inner, one, other, rule in of_list(fake, target):
                yield self._found("time", f"{at}{inner}", one, other, rule)
        for one, other in pairs:
            yield from self._any(f"{at}[{one}]", fake[one], target[other])

    def _paired(self, fake: list[Json], target: list[Json]) -> list[tuple[int, int]]:
        """Which item of one list is which of the other: by place if that fits, else by id."""
        if len(fake) == len(target) and all(map(self._fits, fake, target)):
            return [(n, n) for n in range(len(fake))]
        met: dict[int, int] = {}
        free = list(range(len(target)))
        for fits in (self._fits, self._may_be):
            for one in [n for n in range(len(fake)) if n not in met]:
                other = next((n for n in free if fits(fake[one], target[n])), None)
                if other is not None:
                    met[one] = other
                    free.remove(other)
        if not met and len(fake) == len(target):
            return [(n, n) for n in range(len(fake))]
        return sorted(met.items())

    def _may_be(self, fake: Json, target: Json) -> bool:
        """Whether nothing that is known of their ids speaks against two items being one."""
        ids = [one.get("id") for one in (fake, target) if isinstance(one, dict)]
        return len(ids) == 2 and all(ids) and self._references.may_pair(*map(str, ids))

    def _fits(self, fake: Json, target: Json) -> bool:
        """Whether two items of lists may be the same thing."""
        if not (isinstance(fake, dict) and isinstance(target, dict)):
            return True
        one, other = fake.get("id"), target.get("id")
        if isinstance(one, str) and isinstance(other, str):
            if not self._references.may_pair(one, other):
                return False
            return (
                one == other
                or self._references.to_fake(other) == one
                or (self._alike(fake, target))
            )
        return one is other and all(fake.get(name) == target.get(name) for name in _GROUPS_BY)

    def _alike(self, fake: Json, target: Json) -> bool:
        """Whether two things whose ids say nothing yet are about the same."""
        about = self._references.to_fake(target.get("input_id"))
        return bool(
            fake.get("input_id") == about and fake.get("input_level") == target.get("input_level")
        )

    def _text(self, at: str, fake: str, target: str) -> Iterator[Difference]:
        if fake == target or at.endswith("hosted.prefix"):
            return
        if at.endswith("url"):
            fake, target = (_HOST.sub("", one) for one in (fake, target))
        if not self._references.same_text(fake, target):
            kind: Kind = "details" if at.endswith("details") else "value"
            if at.endswith("description"):
                kind = "status"
            yield self._found(kind, at, fake, target)
        elif at.endswith("id") and len(fake) == len(target) == 32 and _is_v4(fake) > _is_v4(target):
            yield self._found("shape", at, fake, target)

    def _number(self, at: str, fake: float, target: float) -> Iterator[Difference]:
        if not math.isclose(fake, target, rel_tol=1e-6, abs_tol=1e-9):
            yield self._found("status" if at.endswith("code") else "value", at, fake, target)
        elif type(fake) is not type(target):
            yield self._found("format", at, fake, target)

    def _found(self, kind: Kind, at: str, fake: Any, target: Any, rule: str = "") -> Difference:
        return Difference(kind, self._call.rpc, at, fake, target, (rule,) if rule else ())


def _req_id(outcome: Outcome) -> Json:
    status = outcome.body.get("status") if isinstance(outcome.body, dict) else None
    return status.get("req_id") if isinstance(status, dict) else None


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_v4(id_: str) -> bool:
    return id_[12] == "4" and id_[16] in "89ab"


def _known_by(item: Json) -> Json:
    return item.get("id", item) if isinstance(item, dict) else item

"""A difference between two answers, and how grave it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from google.protobuf.descriptor import Descriptor

from fakeannot.contract.operations import operations
from fakeannot.rules import rules

Tier = Literal["info", "warning", "error"]
Kind = Literal[
    "status",  # HTTP or gRPC status, Clarifai code or description
    "value",
    "type",
    "order",
    "missing",  # an item of a list
    "extra",  # an item of a list
    "added",  # a field
    "removed",  # a field
    "details",
    "format",  # the same value, written otherwise
    "time",
    "shape",  # of an id that was made
    "header",
    "law",  # what must hold whatever the fake does
]
TIERS: tuple[Tier, ...] = ("info", "warning", "error")

# What a service tells besides what it was sent; that one of these comes or goes breaks no client.
_DECORATION = frozenset(
    [
        "name",
        "app_id",
        "user_id",
        "worker",
        "trusted",
        "created_at",
        "modified_at",
        "consensus_info",
        "language",
        "visibility",
        "details",
        "image_info",
        "video_info",
        "audio_info",
        "text_info",
        "hosted",
    ]
)
_FREE_FORM = re.compile(r"(^|\.)(metadata|annotation_info)(\.|$)")
_NEARNESS: dict[Kind, int] = {"order": 0, "missing": 1, "extra": 1, "time": 4, "removed": 5}
_OF_ANY_CALL = frozenset(("header", "shape", "format", "time"))
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Difference:
    """Where two answers to one call differ.

    Attributes:
        at: the place in the answer, such as `annotations[2].data.concepts[0].value`.
        fake, target: what either has there.
        rules: the ids of the rules that it speaks against.
    """

    kind: Kind
    rpc: str
    at: str
    fake: Any
    target: Any
    rules: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """`at` without positions: `annotations[].data.concepts[].value`."""
        return _INDEX.sub("[]", self.at)

    @property
    def tier(self) -> Tier:
        """What it means for clients of the target that were tested with the fake."""
        if self.place.endswith("details") and self.rules and _all_observed(self.rules):
            return "error"
        if self.kind in ("added", "removed") and _is_minor(self.place, self.kind):
            return "info" if self.kind == "added" else "warning"
        return "warning" if self.kind in ("details", "format") else "error"

    def rank(self) -> tuple[int, int]:
        """How near it is to the cause, where an answer differs in several ways: lower is nearer."""
        if self.kind != "status":
            return _NEARNESS.get(self.kind, 3), 0
        return 2, 0 if "[" in self.at else 1 if self.at.endswith("code") else 2

    @property
    def key(self) -> tuple[str, ...]:
        """What two differences have in common that may be one finding."""
        codes = (str(self.fake), str(self.target)) if self.kind == "status" else ()
        everywhere = self.kind in _OF_ANY_CALL or self.place.endswith("description")
        return (self.kind, "" if everywhere else self.rpc, self.place, self.tier, *codes)

    def is_part_of(self, other: Difference) -> bool:
        """Whether it is the other one with nothing else mixed in."""
        return self.key == other.key and set(self.rules) <= set(other.rules)

    def is_known_by(self, other: Difference) -> bool:
        """Whether there is something of the other one in it."""
        if self.key != other.key:
            return False
        return self.tier != "error" or not self.rules or bool({*self.rules} & {*other.rules})


def _all_observed(ids: tuple[str, ...]) -> bool:
    """Whether the words were seen in real answers; others are the fake's own."""
    return all(rules()[id_].evidence == "observed" for id_ in ids)


def _is_minor(place: str, kind: Kind) -> bool:
    """Whether a field that came or went is none that a client sends or has to have."""
    if _FREE_FORM.search(place):
        return False
    name = place.rpartition(".")[2].rstrip("[]")
    return name in _DECORATION or (kind == "added" and name not in _known_names())


@cache
def _known_names() -> frozenset[str]:
    """The names of all fields that replies of the contract may have, at any depth."""
    seen: set[str] = set()
    levels: list[Descriptor] = [one.descriptor.output_type for one in operations().values()]
    names: set[str] = set()
    for descriptor in levels:
        for field in descriptor.fields:
            names.add(field.name)
            inner = field.message_type
            if inner is not None and inner.full_name not in seen:
                seen.add(inner.full_name)
                levels.append(inner)
    return frozenset(names)

"""The few things that calls are about, and what they are called in one example."""

from __future__ import annotations

from dataclasses import dataclass

from fakeannot.conformance.calls import Json

INPUTS = ("i1", "i2", "i3")
ANNOTATIONS = ("a1", "a2", "a3", "a4")
CONCEPTS = ("c1", "c2", "c3")
NEVER_USED = "c9"
REGIONS = ("r1", "r2")
TASKS = ("t1", "t2")
# Concepts that PostConcepts makes: unlike those that come with annotations, each example has its
# own, for none can be posted twice.
POSTED_CONCEPTS = ("k1", "k2", "k3")
DATASETS = ("d1", "d2")
VERSIONS = ("v1", "v2")
SEARCHES = ("s1", "s2")
_ANNOTATING = (*INPUTS, *ANNOTATIONS, *CONCEPTS, NEVER_USED, *REGIONS, *TASKS)
POOL = frozenset((*_ANNOTATING, *POSTED_CONCEPTS, *DATASETS, *VERSIONS, *SEARCHES, "none"))


@dataclass(frozen=True)
class Names:
    """What short names stand for: ids with a prefix of their own, and media.

    Attributes:
        prefix: stands before all ids of one example.
        lasting: stands before ids of concepts, which outlive the example.
        image: the URL of an image that the target can download.
        app: the id of the first app.
    """

    prefix: str
    lasting: str
    image: str
    app: str = ""

    def of(self, value: Json) -> Json:
        """A JSON value with every short name replaced."""
        if isinstance(value, dict):
            return {name: self.of(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.of(inner) for inner in value]
        if not isinstance(value, str):
            return value
        if value in POOL:
            return f"{self.lasting if value.startswith('c') else self.prefix}-{value}"
        if value == "APP":
            return self.app
        return value.replace("IMAGE", self.image).replace("PREFIX", self.prefix)

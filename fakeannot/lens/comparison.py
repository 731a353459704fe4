"""Two sets of annotations compared: what is missing, extra, moved, relabelled or of other value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from fakeannot.lens.labels import Label
from fakeannot.lens.pairing import Pair, Thresholds, paired
from fakeannot.lens.sources import Side, Source, Taken, side_of
from fakeannot.lens.table import labels, table

if TYPE_CHECKING:
    from fakeannot.lens.drawing import Drawing


@dataclass(frozen=True, slots=True, eq=False)
class StrayInput:
    """An input with labels that the other side knows nothing of.

    Attributes:
        kind: "missing input" if it was expected, "extra input" if it was not.
        labels: all labels that it has.
    """

    kind: Literal["missing input", "extra input"]
    input_id: str
    labels: tuple[Label, ...]

    def __repr__(self) -> str:
        return f"<{self.kind} {self.input_id!r}: {labels(len(self.labels))}>"

    def pairs(self) -> list[Pair]:
        """Its labels, each alone."""
        if self.kind == "missing input":
            return [Pair("missing", label, None) for label in self.labels]
        return [Pair("extra", None, label) for label in self.labels]


Difference: TypeAlias = Pair | StrayInput


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What `compare` found; it is true if both sets are the same.

    Attributes:
        pairs: every label of the inputs that both sides know, those that agree too.
        differences: the pairs that do not agree, after inputs that one side does not know.
        notes: what could not be compared, in a line each.
    """

    pairs: tuple[Pair, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    thresholds: Thresholds
    _expected: Side
    _actual: Side

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def __bool__(self) -> bool:
        return self.same

    def __repr__(self) -> str:
        return f"<Comparison: {self.summary}>"

    @property
    def summary(self) -> str:
        """How many differences of which kind there are, in one line."""
        if self.same:
            return f"{labels(len(self.pairs))} the same"
        kinds = Counter(one.kind for one in self.differences)
        agree = sum(pair.kind == "same" for pair in self.pairs)
        return f"{', '.join(f'{n} {kind}' for kind, n in kinds.items())}; {labels(agree)} the same"

    def table(self, rows: int = 20) -> str:
        """The differences as text, the first `rows` of them with a line each."""
        head = f"{self.summary} ({self.thresholds})"
        return "\n".join([head, *table(self.differences, rows), *self.notes])

    def svg(self, input_id: str = "") -> Drawing:
        """Expected and actual labels over the picture, those that agree pale.

        Of one input, or else of those that differ, the first ten at most.

        Raises:
            UnknownInput: neither side has that input; it is a `KeyError`.
        """
        from fakeannot.lens.drawing import draw_comparison

        stray = [
            pair for one in self.differences if isinstance(one, StrayInput) for pair in one.pairs()
        ]
        return draw_comparison([*self.pairs, *stray], self._actual, self._expected, input_id)


def compare(
    actual: Source,
    expected: Source,
    *,
    iou: float = 0.9,
    distance: float = 0.02,
    value: float = 0.001,
    input_level: bool = True,
    models: bool = False,
) -> Comparison:
    """Match two sets of annotations by concept and geometry.

    Either is a `FakeClarifai`, an `App`, annotations (messages or in their JSON form), a seed (a
    mapping or a file), or a COCO file. Order, ids of annotations and regions, who made them, when,
    and their status do not matter.

    Args:
        iou: the least IoU of boxes, polygons and masks that are the same.
        distance: the most that points that are the same are apart, in fractions of the sides of
            the image.
        value: the most that values of concepts that are the same differ.
        input_level: also compare what came with the inputs themselves.
        models: also compare what models and workflows made.

    Raises:
        BadFile: a file cannot be read, or is of no form that is known.
        BadSeed: a seed is of another shape, or the API would refuse part of it.
        InvalidJson: an annotation is not in the contract's form.
        LensUnavailable: a library of the extra is not installed.
        TypeError: one of both is none of these.
        ValueError: a threshold is out of its range.
    """
    limits, taken = Thresholds(iou, distance, value).checked(), Taken(input_level, models)
    sides = side_of(expected, taken), side_of(actual, taken)
    return comparison_of(*sides, limits)


def comparison_of(expected: Side, actual: Side, limits: Thresholds) -> Comparison:
    """Two sides that were read, compared."""
    known = expected.inputs.keys() & actual.inputs.keys()
    these, those = (
        [one for one in side.labels if one.input_id in known] for side in (expected, actual)
    )
    pairs = paired(these, those, limits)
    stray = [
        *(StrayInput("missing input", *one) for one in _of_others(expected, known)),
        *(StrayInput("extra input", *one) for one in _of_others(actual, known)),
    ]
    notes = expected.notes | actual.notes
    return Comparison(
        pairs=tuple(pairs),
        differences=(*stray, *(pair for pair in pairs if pair.kind != "same")),
        notes=tuple(f"{note} ({count})" for note, count in sorted(notes.items())),
        thresholds=limits,
        _expected=expected,
        _actual=actual,
    )


def _of_others(side: Side, known: set[str]) -> list[tuple[str, tuple[Label, ...]]]:
    """The labels of inputs that are not known, by input."""
    found: dict[str, list[Label]] = {}
    for label in side.labels:
        if label.input_id not in known:
            found.setdefault(label.input_id, []).append(label)
    return [(input_id, tuple(found[input_id])) for input_id in sorted(found)]

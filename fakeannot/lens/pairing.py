"""Which expected label is which actual one: an optimal assignment among those of one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from fakeannot.lens.extra import extra
from fakeannot.lens.labels import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fakeannot.lens.overlap import Matrix

    Allowed: TypeAlias = NDArray[np.bool_]

Kind: TypeAlias = Literal["same", "value", "relabelled", "moved", "missing", "extra"]

# What a threshold is missed by if only float32 is to blame.
_NOISE = 1e-6
# A point that is further away than this many thresholds is another one.
_NEAR = 10


class Thresholds(NamedTuple):
    """From when on two labels agree.

    Attributes:
        iou: the least IoU, from 0 to 1, of boxes, polygons and masks.
        distance: the most that points are apart, in fractions of the sides of the image.
        value: the most that values of concepts differ.
    """

    iou: float
    distance: float
    value: float

    def checked(self) -> Thresholds:
        """Itself.

        Raises:
            ValueError: one is out of its range.
        """
        if not 0 < self.iou <= 1:
            raise ValueError(f"iou is above 0 and at most 1, got {self.iou!r}.")
        for name, limit in (("distance", self.distance), ("value", self.value)):
            if not limit >= 0:
                raise ValueError(f"{name} is 0 or more, got {limit!r}.")
        return self

    def __str__(self) -> str:
        return ", ".join(f"{name} {limit:g}" for name, limit in self._asdict().items())


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """An expected label and the actual one that it is, or one of them alone.

    Attributes:
        kind: "same"; "value", if only that differs; "relabelled", at the same place with another
            concept; "moved", of the same concept at a place nearby; "missing"; "extra".
        iou: of their places; 1 if these have no area, None if one label is alone.
        distance: of their points, in fractions of the sides of the image.
    """

    kind: Kind
    expected: Label | None
    actual: Label | None
    iou: float | None = None
    distance: float | None = None

    @property
    def label(self) -> Label:
        """The actual label, or the expected one if there is no other."""
        found = self.actual or self.expected
        assert found is not None
        return found

    @property
    def input_id(self) -> str:
        return self.label.input_id

    def __repr__(self) -> str:
        return f"<{self.kind}: expected {self.expected!r}, got {self.actual!r}>"


def paired(expected: Iterable[Label], actual: Iterable[Label], limits: Thresholds) -> list[Pair]:
    """Every label in one pair, sorted by input, frame and place; the order given is no matter."""
    groups: dict[object, tuple[list[Label], list[Label]]] = {}
    for side, labels in enumerate((expected, actual)):
        for label in labels:
            key = (label.input_id, label.at, label.kind)
            groups.setdefault(key, ([], []))[side].append(label)
    found = [pair for group in groups.values() for pair in _of_group(*group, limits)]
    return sorted(found, key=lambda pair: order(pair.label))


def order(label: Label) -> tuple[object, ...]:
    """To sort labels by: input, frame, place, concept, value."""
    at = (label.input_id, len(label.at), label.at, repr(label.kind))
    return (*at, label.shapes, *label.means, label.value, label.annotation_id)


def _of_group(expected: list[Label], actual: list[Label], limits: Thresholds) -> Iterator[Pair]:
    """Pairs of labels of one kind in one picture."""
    if expected and actual:
        expected, actual = sorted(expected, key=order), sorted(actual, key=order)
        pairs = list(_Matching(expected, actual, limits).pairs())
        yield from pairs
        done = {id(label) for pair in pairs for label in (pair.expected, pair.actual)}
        expected, actual = (
            [one for one in side if id(one) not in done] for side in (expected, actual)
        )
    yield from (Pair("missing", label, None) for label in expected)
    yield from (Pair("extra", None, label) for label in actual)


class _Matching:
    """Pairs of two lists: first what agrees, of the rest what was relabelled, then what moved.

    In each of the three there are as many pairs as can be; among such choices it is one with most
    equal values, and then with the most IoU in all.
    """

    def __init__(self, expected: list[Label], actual: list[Label], limits: Thresholds) -> None:
        with extra():
            import numpy as np
            import scipy.optimize  # noqa: F401 # told now, and not only where it is needed
        from fakeannot.lens.overlap import agreement

        self._expected, self._actual, self._limits = expected, actual, limits
        self._agreement = agreement(*([one.shapes for one in side] for side in (expected, actual)))
        self._free = np.ones(len(expected), bool), np.ones(len(actual), bool)
        numbers: dict[tuple[str, str], int] = {}
        these, those = (
            np.array([numbers.setdefault(one.means, len(numbers)) for one in side])
            for side in (expected, actual)
        )
        self._same_concept: Allowed = these[:, None] == those[None, :]
        values = [np.array([one.value for one in side]) for side in (expected, actual)]
        apart = np.abs(values[0][:, None] - values[1][None, :])
        self._same_value: Allowed = apart <= limits.value + _NOISE

    def pairs(self) -> Iterator[Pair]:
        """All pairs that can be made."""
        iou, distance = self._agreement
        limits = self._limits
        same_place = (iou >= limits.iou - _NOISE) & (distance <= limits.distance + _NOISE)
        yield from self._take("same", same_place & self._same_concept)
        if self._expected[0].shapes or self._expected[0].exact:
            yield from self._take("relabelled", same_place)
            near = (iou > 0) & (distance <= _NEAR * limits.distance)
            yield from self._take("moved", near & self._same_concept)

    def _take(self, kind: Kind, allowed: Allowed) -> Iterator[Pair]:
        rows, cols = (free.nonzero()[0] for free in self._free)
        part = rows[:, None], cols[None, :]
        iou, distance = self._agreement
        score = iou[part] / (1 + distance[part])
        for at_row, at_col in _assigned(allowed[part], self._same_value[part], score):
            row, col = rows[at_row], cols[at_col]
            self._free[0][row] = self._free[1][col] = False
            found: Kind = "value" if kind == "same" and not self._same_value[row, col] else kind
            yield Pair(
                found,
                self._expected[row],
                self._actual[col],
                float(iou[row, col]),
                float(distance[row, col]),
            )


def _assigned(allowed: Allowed, equal: Allowed, score: Matrix) -> list[tuple[int, int]]:
    """As many allowed pairs as can be; then with most of them equal; then of the highest score.

    A score is at most 1, so that all of them together weigh less than one equal pair, and these
    less than one pair more.
    """
    if not allowed.any():
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    most = min(allowed.shape) + 1
    weights = np.where(allowed, most * most + most * equal + score, 0)
    rows, cols = linear_sum_assignment(weights, maximize=True)
    return [(row, col) for row, col in zip(rows, cols, strict=True) if allowed[row, col]]

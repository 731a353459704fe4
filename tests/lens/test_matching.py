"""The assignment is optimal, and the areas are what counting pixels gives."""

from __future__ import annotations

from io import BytesIO
from itertools import permutations
from math import floor

import numpy as np
import pytest
from clarifai_grpc.grpc.api.resources_pb2 import Annotation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fakeannot.lens import Pair, compare
from fakeannot.lens.overlap import agreement
from fakeannot.lens.shapes import Box, Mask, Polygon
from tests.lens.labelled import annotation, box, mask, png, region

sides = st.integers(0, 8).map(lambda eighth: eighth / 8)
SIDE = 300


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    (top, bottom), (left, right) = (
        sorted(draw(st.lists(sides, min_size=2, max_size=2, unique=True))) for _ in range(2)
    )
    return Box(top, left, bottom, right)


def by_hand(one: Box, other: Box) -> float:
    height = max(0.0, min(one.bottom, other.bottom) - max(one.top, other.top))
    width = max(0.0, min(one.right, other.right) - max(one.left, other.left))
    areas = [(each.bottom - each.top) * (each.right - each.left) for each in (one, other)]
    return height * width / (sum(areas) - height * width)


@given(st.lists(boxes(), max_size=4), st.lists(boxes(), max_size=4), st.sampled_from([0.3, 0.6]))
def test_no_other_assignment_has_more_pairs_or_more_iou(
    these: list[Box], those: list[Box], limit: float
) -> None:
    actual, expected = ([annotation(region(box(*one))) for one in side] for side in (these, those))
    pairs = compare(actual, expected, iou=limit).pairs
    agreeing = [pair for pair in pairs if pair.kind == "same"]
    found = len(agreeing), sum(pair.iou or 0 for pair in agreeing)
    longer, shorter = (these, those) if len(these) > len(those) else (those, these)
    ious = [
        [
            iou
            for one, other in zip(order, shorter, strict=False)
            if (iou := by_hand(one, other)) >= limit
        ]
        for order in permutations(longer)
    ]
    best = max((len(each), sum(each)) for each in ious)
    assert found[0] == best[0]
    assert found[1] == pytest.approx(best[1], abs=1e-5)


@given(st.lists(boxes(), max_size=5), st.lists(boxes(), max_size=5), st.randoms())
def test_the_order_given_decides_nothing(
    these: list[Box], those: list[Box], chance: object
) -> None:
    actual, expected = (
        [annotation(region(box(*one)), id=f"{at}") for at, one in enumerate(side)]
        for side in (these, those)
    )
    found = [_told(pair) for pair in compare(actual, expected, iou=0.5).pairs]
    again = compare(actual[::-1], expected[::-1], iou=0.5).pairs
    assert [_told(pair) for pair in again] == found


def _told(pair: Pair) -> tuple[object, ...]:
    ids = [label.annotation_id if label else "" for label in (pair.expected, pair.actual)]
    return pair.kind, *ids


@given(st.lists(boxes(), min_size=1, max_size=3), st.lists(boxes(), min_size=1, max_size=3))
def test_the_iou_of_boxes_is_that_of_the_formula(these: list[Box], those: list[Box]) -> None:
    iou = agreement([(one,) for one in these], [(one,) for one in those]).iou
    assert iou.tolist() == [[pytest.approx(by_hand(a, b)) for b in those] for a in these]


points = st.tuples(st.floats(0, 1), st.floats(0, 1))


@settings(deadline=None)
@given(*[st.lists(points, min_size=3, max_size=3)] * 2)
def test_the_iou_of_polygons_is_that_of_their_pixels(
    these: list[tuple[float, float]], those: list[tuple[float, float]]
) -> None:
    covered = [_drawn(one) for one in (these, those)]
    either = (covered[0] | covered[1]).sum()
    iou = agreement([(Polygon(tuple(these)),)], [(Polygon(tuple(those)),)]).iou.item()
    if either > 3_000:  # or the pixels on the border weigh too much
        assert iou == pytest.approx((covered[0] & covered[1]).sum() / either, abs=0.05)
    assert 0 <= iou <= 1


def _drawn(corners: list[tuple[float, float]]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """The pixels whose middle lies on the same side of all three sides of a triangle."""
    rows, cols = (np.indices((SIDE, SIDE)) + 0.5) / SIDE
    turns = [
        (cols - col) * (next_row - row) - (rows - row) * (next_col - col)
        for (row, col), (next_row, next_col) in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    within: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = (np.min(turns, axis=0) > 0) | (
        np.max(turns, axis=0) < 0
    )
    return within


def test_a_polygon_that_crosses_itself_has_the_area_of_its_parts() -> None:
    bow = Polygon(((0, 0), (1, 1), (1, 0), (0, 1)))
    upper_half = Polygon(((0, 0), (0, 1), (0.5, 1), (0.5, 0)))
    assert agreement([(bow,)], [(upper_half,)]).iou.item() == pytest.approx(0.25 / 0.75)


@pytest.mark.parametrize("count", [1, 2])
def test_a_polygon_that_covers_nothing_is_only_itself(count: int) -> None:
    line, square = (
        Polygon(((0.2, 0.2), (0.4, 0.4))[:count]),
        Polygon(((0, 0), (0, 1), (1, 1), (1, 0))),
    )
    assert agreement([(line,), (square,)], [(line,)]).iou.tolist() == [[1], [0]]


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.integers(1, 3))
def test_the_iou_of_masks_is_that_of_their_pixels_also_in_two_sizes(
    size: int, one: int, other: int, times: int
) -> None:
    first = Mask(png(size, size, lambda x, _: x < one))
    second = Mask(png(size * times, size * times, lambda x, _: floor(x / times) < other))
    shared, either = min(one, other, size), min(max(one, other), size)
    iou = agreement([(first,)], [(second,)]).iou.item()
    assert iou == pytest.approx(shared / either if either else 1)


def test_a_mask_is_scaled_by_the_middles_of_its_pixels() -> None:
    halves, thirds = (Mask(png(size, size, lambda x, _: x < 1)) for size in (2, 3))
    assert agreement([(halves,)], [(thirds,)]).iou.item() == 1


def test_labels_of_one_value_are_paired_before_those_that_are_nearest() -> None:
    def labelled(left: float, value: float) -> Annotation:
        return annotation(region(box(0, left, 0.5, left + 0.5), value=value))

    expected = [labelled(0, 1), labelled(0.01, 0)]
    assert compare([labelled(0, 0), labelled(0.01, 1)], expected).same


def test_what_is_transparent_is_not_covered() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 255, 255, 255))
    clear.paste((255, 255, 255, 0), (0, 0, 2, 4))
    written = BytesIO()
    clear.save(written, "PNG")
    half = Mask(png(4, 4, lambda x, _: x >= 2))
    assert agreement([(half,)], [(Mask(written.getvalue()),)]).iou.item() == 1


def test_masks_that_cannot_be_read_are_the_same_if_their_bytes_are() -> None:
    whole = png(8, 8)
    broken = [Mask(whole[:-20]), Mask(whole[:30])]
    iou = agreement([(one,) for one in broken], [(broken[0],), (Mask(whole),)]).iou
    assert iou.tolist() == [[1, 0], [0, 0]]


def test_what_is_no_picture_at_all_is_compared_by_equality() -> None:
    these, those = ([annotation(region(mask(content)))] for content in (b"abc", b"abd"))
    assert compare(these, these).same
    assert sorted(one.kind for one in compare(these, those).differences) == ["extra", "missing"]

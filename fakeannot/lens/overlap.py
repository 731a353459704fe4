"""How well the places of labels agree: IoU of areas, distance of points, each with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from fakeannot.lens.extra import extra
from fakeannot.lens.rasters import raster
from fakeannot.lens.shapes import Box, Mask, Points, Polygon, Shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fakeannot.lens.rasters import Raster

    Matrix: TypeAlias = NDArray[np.float64]

# What float32 makes of coordinates. Boxes as small as a pixel of a large image would lose a
# thousandth of their IoU by it, so shapes that agree to this in each number are the same.
_NOISE = 1e-6


class Agreement(NamedTuple):
    """Of each expected place, by row, with each actual one: both matrices have that shape."""

    iou: Matrix
    distance: Matrix


def agreement(expected: Sequence[Sequence[Shape]], actual: Sequence[Sequence[Shape]]) -> Agreement:
    """The worst IoU and the largest distance of the shapes, in turn, of places of one kind."""
    import numpy as np

    iou = np.ones((len(expected), len(actual)))
    distance = np.zeros_like(iou)
    columns = zip(zip(*expected, strict=True), zip(*actual, strict=True), strict=True)
    for these, those in columns:
        if isinstance(these[0], Points):
            distance = np.maximum(distance, _distances(these, those))
        else:
            iou = np.minimum(iou, _IOU[type(these[0])](these, those))
    return Agreement(iou, distance)


def _distances(expected: Sequence[Points], actual: Sequence[Points]) -> Matrix:
    """The largest distance of two like points, in fractions of the sides of the image."""
    import numpy as np

    these, those = (np.array([one.points for one in side]) for side in (expected, actual))
    apart: Matrix = np.linalg.norm(these[:, None] - those[None, :], axis=-1).max(axis=-1)
    return apart


def _of_boxes(expected: Sequence[Box], actual: Sequence[Box]) -> Matrix:
    import numpy as np

    these, those = np.array(expected)[:, None], np.array(actual)[None, :]
    low = np.maximum(these[..., :2], those[..., :2])
    high = np.minimum(these[..., 2:], those[..., 2:])
    shared = (high - low).clip(min=0).prod(axis=-1)
    areas = [(side[..., 2:] - side[..., :2]).clip(min=0).prod(axis=-1) for side in (these, those)]
    iou = _ratio(shared, areas[0] + areas[1] - shared)
    iou[np.abs(these - those).max(axis=-1) <= _NOISE] = 1
    return iou


def _of_polygons(expected: Sequence[Polygon], actual: Sequence[Polygon]) -> Matrix:
    with extra():
        import shapely
    import numpy as np

    these, those = (np.array([_geometry(one) for one in side]) for side in (expected, actual))
    rows, cols = shapely.STRtree(those).query(these, predicate="intersects")
    shared = shapely.area(shapely.intersection(these[rows], those[cols]))
    iou = np.zeros((len(these), len(those)))
    both = shapely.area(these[rows]) + shapely.area(those[cols])
    iou[rows, cols] = _ratio(shared, both - shared)
    for row, col in zip(rows, cols, strict=True):
        if _is_noise(expected[row], actual[col]):
            iou[row, col] = 1
    return iou


def _geometry(polygon: Polygon) -> Any:
    """What a polygon covers, also if its border crosses itself or encloses nothing."""
    import shapely

    if len(polygon.points) < 3:
        return shapely.MultiPoint(polygon.points)
    return shapely.make_valid(shapely.Polygon(polygon.points))


def _is_noise(one: Polygon, other: Polygon) -> bool:
    return len(one.points) == len(other.points) and all(
        abs(a - b) <= _NOISE
        for here, there in zip(one.points, other.points, strict=True)
        for a, b in zip(here, there, strict=True)
    )


def _of_masks(expected: Sequence[Mask], actual: Sequence[Mask]) -> Matrix:
    import numpy as np

    these, those = ([raster(one.picture) for one in side] for side in (expected, actual))
    shapes = [one.shape for one in (*these, *those) if one is not None]
    size = tuple(np.max(shapes, axis=0)) if shapes else (1, 1)
    these, those = ([_scaled(one, size) for one in side] for side in (these, those))
    iou = np.array([[_of_two(this, that) for that in those] for this in these])
    for row, col in np.ndindex(iou.shape):
        if expected[row] == actual[col]:  # also where neither can be read
            iou[row, col] = 1
    return iou


def _of_two(this: Raster | None, that: Raster | None) -> float:
    if this is None or that is None:
        return 0
    shared = (this & that).sum()
    either = this.sum() + that.sum() - shared
    return float(shared / either) if either else 1


def _scaled(mask: Raster | None, size: tuple[int, ...]) -> Raster | None:
    """A mask in another size, each pixel taken from where it lies in the old one."""
    import numpy as np

    if mask is None or mask.shape == size:
        return mask
    rows, cols = (
        ((np.arange(new) + 0.5) * old / new).astype(int)
        for new, old in zip(size, mask.shape, strict=True)
    )
    return mask[np.ix_(rows, cols)]


def _ratio(shared: Matrix, either: Matrix) -> Matrix:
    import numpy as np

    return np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)


_IOU: dict[type, Callable[[Any, Any], Matrix]] = {
    Box: _of_boxes,
    Polygon: _of_polygons,
    Mask: _of_masks,
}

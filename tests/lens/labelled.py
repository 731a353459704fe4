"""Annotations, pictures and worlds for the tests of the lens."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeAlias

# Loaded here, as what takes so long is no part of any example.
import scipy.optimize  # noqa: F401 - as said
import shapely  # noqa: F401 - as said
from clarifai_grpc.grpc.api.resources_pb2 import Annotation
from hypothesis import strategies as st
from PIL import Image

from fakeannot.contract.json_reader import read_json
from fakeannot.lens import Source, compare

Json: TypeAlias = dict[str, Any]
Pixels: TypeAlias = Callable[[int, int], bool]


def box(top: float, left: float, bottom: float, right: float) -> Json:
    sides = {"top_row": top, "left_col": left, "bottom_row": bottom, "right_col": right}
    return {"bounding_box": sides}


def polygon(*points: tuple[float, float]) -> Json:
    return {"polygon": {"points": [{"row": row, "col": col} for row, col in points]}}


def point(row: float, col: float) -> Json:
    return {"point": {"row": row, "col": col}}


def mask(picture: bytes) -> Json:
    return {"mask": {"image": {"base64": b64encode(picture).decode()}}}


def region(info: Json, concept: str = "dog", value: float = 1) -> Json:
    """The data of an annotation with a labelled region."""
    said = {"concepts": [{"id": concept, "value": value}]} if concept else {}
    return {"regions": [{"region_info": info, "data": said}]}


def whole(concept: str, value: float = 1) -> Json:
    """The data of an annotation with a concept of the whole input."""
    return {"concepts": [{"id": concept, "value": value}]}


def annotation(data: Json, input_id: str = "street", **fields: Any) -> Annotation:
    return read_json(Annotation, {"input_id": input_id, "data": data, **fields})


def png(width: int, height: int, covered: Pixels | None = None) -> bytes:
    """A picture, white where it is covered and black elsewhere; all white if that is not said."""
    picture = Image.new("L", (width, height), "white")
    for x in range(width):
        for y in range(height):
            if covered is not None and not covered(x, y):
                picture.putpixel((x, y), 0)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


# Boxes in cells of their own, so that none of them overlaps another one.
CELLS = 5
concepts = st.sampled_from(["dog", "cat", "tree"])


@st.composite
def apart(draw: st.DrawFn, least: int = 1) -> list[Annotation]:
    """Annotations, on two inputs, of boxes that do not overlap."""
    cells = st.tuples(st.integers(0, CELLS - 1), st.integers(0, CELLS - 1))
    chosen = draw(st.lists(cells, min_size=least, max_size=8, unique=True))
    return [annotation(region(_in_cell(draw, *cell), draw(concepts)), "i") for cell in chosen]


def _in_cell(draw: st.DrawFn, row: int, col: int) -> Json:
    sizes = st.floats(0.3, 0.8)
    height, width = draw(sizes), draw(sizes)
    top, left = row + 0.1, col + 0.1
    return box(*(side / CELLS for side in (top, left, top + height, left + width)))


def shifted(one: Annotation, down: float) -> Annotation:
    """The same annotation with its box further down, by so many of its heights."""
    copied = Annotation.FromString(one.SerializeToString())
    sides = copied.data.regions[0].region_info.bounding_box
    by = down * (sides.bottom_row - sides.top_row)
    sides.top_row, sides.bottom_row = sides.top_row + by, sides.bottom_row + by
    return copied


def relabelled(one: Annotation, concept: str) -> Annotation:
    """The same annotation of another concept."""
    copied = Annotation.FromString(one.SerializeToString())
    copied.data.regions[0].data.concepts[0].id = concept
    return copied


def kinds(actual: Source, expected: Source, **thresholds: float) -> list[str]:
    """Of which kinds the differences are."""
    return [one.kind for one in compare(actual, expected, **thresholds).differences]  # type: ignore[arg-type]  # none of them is a flag

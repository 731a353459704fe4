"""A golden file: the annotations that are expected, as a seed that people can read and edit."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypedDict

from fakeannot.contract.json_writer import write_json
from fakeannot.interchange.files import BadFile, read_json
from fakeannot.interchange.layout import laid_out
from fakeannot.interchange.seed import seed_of
from fakeannot.interchange.shapes import Json
from fakeannot.lens.comparison import Comparison, comparison_of
from fakeannot.lens.pairing import Thresholds, order
from fakeannot.lens.sources import Side, Source, Taken, side_of
from fakeannot.seeds import BadSeed
from fakeannot.store.rows import MEDIA_FIELDS

# Set by the pytest option `--fakeannot-rewrite-golden`.
REWRITE = "FAKEANNOT_REWRITE_GOLDEN"
# How deep the lists of inputs and annotations lie: each of these gets a line.
_DEPTH = 4
_INFOS = {"image": "image_info", "video": "video_info"}


class Options(TypedDict, total=False):
    """What `assert_annotations` takes by name."""

    iou: float
    distance: float
    value: float
    input_level: bool
    models: bool
    rewrite: bool
    svg: str | Path | None


def assert_annotations(
    actual: Source,
    golden: str | Path,
    *,
    iou: float = 0.9,
    distance: float = 0.02,
    value: float = 0.001,
    input_level: bool = True,
    models: bool = False,
    rewrite: bool = False,
    svg: str | Path | None = None,
) -> None:
    """Fail unless the annotations are those of a golden file, see `compare`.

    Args:
        golden: a seed, or any other file that `compare` takes; relative to the working directory.
        rewrite: make the file what the annotations are now, unless it already agrees with them.
            `pytest --fakeannot-rewrite-golden` does it for all.
        svg: where the differences are drawn on failure; in a new temporary directory if not given.

    Raises:
        AssertionError: they differ, or there is no such file; what to do is said.
        BadFile: the file cannot be read, or is to be rewritten and is no seed.
        LensUnavailable: a library of the extra is not installed.
    """
    __tracebackhide__ = True
    limits, taken = Thresholds(iou, distance, value).checked(), Taken(input_level, models)
    path, found = Path(golden), side_of(actual, taken)
    if rewrite or os.environ.get(REWRITE):
        _rewrite(path, found, limits, taken)
        return
    if not path.exists():
        raise AssertionError(
            f"There is no {golden}. Make it of the annotations as they are now: "
            "pytest --fakeannot-rewrite-golden, or rewrite=True."
        )
    compared = comparison_of(side_of(path, taken), found, limits)
    if not compared.same:
        raise AssertionError(_failure(path, compared, svg))


def _failure(path: Path, compared: Comparison, svg: str | Path | None) -> str:
    file = Path(svg) if svg is not None else Path(mkdtemp(prefix="fakeannot-")) / f"{path.stem}.svg"
    compared.svg().save(file)
    return (
        f"The annotations are not those of {path}: {compared.table()}\n"
        f"Drawn in {file}. If they are right, rewrite the file: "
        "pytest --fakeannot-rewrite-golden, or rewrite=True."
    )


def _rewrite(path: Path, found: Side, limits: Thresholds, taken: Taken) -> None:
    """Write the file, unless it agrees, and so keeps its wording; or is of another tool."""
    if path.exists():
        _require_seed(path)
        try:
            if comparison_of(side_of(path, taken), found, limits).same:
                return
        except (BadFile, BadSeed):  # such as one with the marks of a merge in it
            pass
    path.parent.mkdir(parents=True, exist_ok=True)
    plainly = partial(json.dumps, ensure_ascii=False)
    text = laid_out(golden_of(found), _DEPTH, dumps=plainly)
    path.write_text(f"{text}\n", encoding="utf-8")


def _require_seed(path: Path) -> None:
    try:
        content = read_json(path)
    except BadFile:
        return
    if not (isinstance(content, dict) and "apps" in content):
        raise BadFile(f"{path}: it is no seed, so it is not rewritten; name another golden file")


def golden_of(side: Side) -> Json:
    """A seed of the default app with an annotation for each label, in an order of its own."""
    numbers = {input_id: number for number, input_id in enumerate(side.inputs)}
    labels = sorted(side.labels, key=lambda one: (numbers[one.input_id], order(one)))
    inputs = [{"id": id_, **_data_of(one.data)} for id_, one in side.inputs.items()]
    annotations = [
        {"input_id": one.input_id, "data": json.loads(write_json(one.data()))} for one in labels
    ]
    return seed_of("", "", inputs, annotations)


def _data_of(data: Any) -> Json:
    """An input's medium by its URL, with its size if that is known."""
    made: Json = {}
    for kind in MEDIA_FIELDS:
        if data.HasField(kind):
            medium = getattr(data, kind)
            made[kind] = {"url": medium.url, "allow_duplicate_url": True}
            info = getattr(medium, _INFOS[kind]) if kind in _INFOS else None
            if info is not None and info.width and info.height:
                made[kind][_INFOS[kind]] = {"width": info.width, "height": info.height}
    return {"data": made} if made else {}

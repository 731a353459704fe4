"""What calls are made of: few ids and few values, so that calls meet one another's things.

Ids are short names, such as `i1`; see `Names` for what they become.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fakeannot.conformance.names import (
    ANNOTATIONS,
    CONCEPTS,
    DATASETS,
    INPUTS,
    POSTED_CONCEPTS,
    REGIONS,
    TASKS,
    VERSIONS,
)

SOMEBODY = "fakeannot-somebody"
MODEL_VERSION = "fakeannot-model-version"
STATUSES = ("ANNOTATION_PENDING", "ANNOTATION_SUCCESS", 24157, "ANNOTATION_REVIEW_DENIED")
ACTIONS = ("merge", "overwrite", "remove")

Strategy = st.SearchStrategy[Any]


def some(*values: Any) -> Strategy:
    """One of a few values; the first is the simplest."""
    return st.sampled_from(values)


def _object(required: dict[str, Strategy], **optional: Strategy) -> Strategy:
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def _few(draw: st.DrawFn, /, required: dict[str, Strategy], **optional: Strategy) -> Any:
    """An object with all that is required and at most two of the rest.

    With more, hardly any call would be right, and hardly any filter let something through.
    """
    names = st.lists(st.sampled_from(list(optional)), max_size=2, unique=True)
    chosen = draw(names) if optional else ()
    wanted = {**required, **{name: optional[name] for name in chosen}}
    return {name: draw(wanted[name]) for name in wanted}


def _box(top: float, left: float, bottom: float, right: float) -> dict[str, Any]:
    sides = {"top_row": top, "left_col": left, "bottom_row": bottom, "right_col": right}
    return {"bounding_box": sides}


_SHAPES = (
    _box(0.1, 0.2, 0.3, 0.4),
    _box(0, 0, 0.5, 1),
    {"point": {"row": 0.5, "col": 0}},
    {"polygon": {"points": [{"row": 0, "col": 0}, {"row": 1, "col": 0}, {"row": 1, "col": 0.5}]}},
    {"mask": {"image": {"url": "IMAGE"}}},
    _box(0.1, 0.2, 0.3, 1.5),
    _box(0.3, 0.2, 0.1, 0.4),
    {"point": {"row": 1.5, "col": 0}},
)

concept = _object({"id": some(*CONCEPTS)}, value=some(0, 1, 0.5, True, False))
concepts = st.lists(concept, min_size=1, max_size=3, unique_by=lambda one: one["id"])
labels = _object({"concepts": concepts})
region = st.one_of(
    _object({"region_info": some(*_SHAPES[:5])}, id=some(*REGIONS), data=labels),
    _object({"region_info": some(*_SHAPES)}, id=some(*REGIONS), data=labels),
    _object({"id": some(*REGIONS), "data": labels}),
)
frame = _object(
    {"frame_info": some({"time": 0}, {"time": 40, "index": 1})},
    data=st.one_of(labels, st.builds(lambda one: {"regions": [one]}, region)),
)
metadata = some(
    {"camera": 7}, {"camera": 8, "tags": ["wet", None]}, {"deep": {"one": 1}}, {}, {"camera": True}
)
data = st.one_of(
    labels,
    st.builds(lambda one: {"regions": [one]}, region),
    _object({"concepts": concepts}, regions=st.lists(region, min_size=1, max_size=2)),
    _object({}, metadata=metadata, concepts=concepts),
    st.builds(lambda frames: {"frames": frames}, st.lists(frame, min_size=1, max_size=2)),
    some({"concepts": [{"name": "nameless"}]}, {"concepts": [{"id": "c1", "value": 0}]}, {}),
)

annotation = _few(
    {"input_id": some("i1", "i2", "i1", "i2", "i3", "none")},
    id=some(*ANNOTATIONS),
    data=data,
    status=st.builds(lambda code: {"code": code}, some(*STATUSES, "INPUT_SUCCESS")),
    task_id=some(*TASKS),
    user_id=some("me", SOMEBODY),
    annotation_info=some({"split": "train"}, {"split": "test", "n": 1}),
    embed_model_version_id=some("fakeannot-embedder"),
)
_plain = _object({"input_id": some("i1", "i2"), "data": data}, id=some(*ANNOTATIONS))
posted_annotations = st.lists(st.one_of(_plain, annotation), min_size=1, max_size=3)
_rest: dict[str, Strategy] = {
    "status": st.builds(lambda code: {"code": code}, some(*STATUSES)),
    "task_id": some(*TASKS),
    "user_id": some(SOMEBODY),
    "annotation_info": some({"split": "test"}, {}),
}
patched_rest = st.one_of(_few({"data": labels}), _few({"data": data}, **_rest), _few({}, **_rest))

_POINTS = ({"latitude": 10, "longitude": 20}, {"latitude": 10.5, "longitude": 20.5})
_PLACES = tuple({"geo_point": point} for point in _POINTS)
_media = some(
    {"image": {"url": "IMAGE", "allow_duplicate_url": True}},
    {"image": {"url": "IMAGE?PREFIX"}},
    {"text": {"raw": "some words"}},
    {"image": {"url": " IMAGE?PREFIX "}},
    {},
)
posted_inputs = st.lists(
    st.builds(
        lambda fields, medium, rest: {**fields, "data": {**medium, **rest}},
        _object({}, id=some(*INPUTS)),
        _media,
        _object({}, concepts=concepts, metadata=metadata, geo=some(*_PLACES)),
    ),
    min_size=1,
    max_size=2,
)
patched_inputs = st.lists(
    _object({"id": some("i1", "i2", "i3", "none")}, data=_object({}, concepts=concepts,
                                                                 metadata=metadata)),
    min_size=1,
    max_size=2,
)  # fmt: skip

page = some(
    {},
    {"per_page": 1000},
    {"per_page": 2},
    {"page": 2},
    {"page": 2, "per_page": 2},
    {"page": 3, "per_page": 5},
    {"page": 0, "per_page": 0},
    {"page": 9},
    {"page": 1, "per_page": 3},
    {"per_page": 1001},
)
filters = _few(
    {},
    input_ids=st.lists(some("i1", "i2", "none"), min_size=1, max_size=2),
    user_ids=some(["me"], [SOMEBODY], ["me", SOMEBODY], ["nobody"]),
    model_version_ids=some([MODEL_VERSION]),
    statuses=st.lists(
        st.builds(lambda code: {"code": code}, some(*STATUSES)), min_size=1, max_size=2
    ),
    list_all_annotations=st.booleans(),
    task_id=some(*TASKS),
)

posted_concepts = st.lists(
    _object(
        {"id": some(*POSTED_CONCEPTS)},
        name=some("PREFIX-kelp", "PREFIX-kale"),
        definition=some("a weed"),
        metadata=metadata,
    ),
    max_size=2,
)
predicates = some("hyponym", "hypernym", "synonym", "cousin")
datasets = st.lists(
    _object(
        {"id": some(*DATASETS)}, description=some("one", "two"), notes=some("n"), metadata=metadata
    ),
    max_size=2,
)
_searched_places = st.one_of(
    st.builds(
        lambda place, limit: {**place, "geo_limit": limit},
        some(*_PLACES),
        some({"type": "withinKilometers", "value": 70}, {"type": "withinMiles", "value": 70}),
    ),
    some({"geo_box": list(_PLACES)}, {"geo_box": list(_PLACES[:1])}),
)
_about = st.one_of(
    _object({"data": st.builds(lambda one: {"concepts": [one]}, concept)}),
    _object({"data": st.builds(lambda one: {"metadata": one}, metadata)}),
    _object({"data": st.builds(lambda one: {"geo": one}, _searched_places)}),
    _few({}, status=some({"code": 24151}, {"code": 24150}), task_id=some(*TASKS),
         input_id=some("i1", "i2", "none"), id=some(*ANNOTATIONS)),
)  # fmt: skip
_of_input = some({"dataset_ids": ["d1"]}, {"data": {"text": {}}}, {"data": {"image": {}}})
_negate = some(False, True)
search_filters = st.one_of(
    _object({"annotation": _about}, negate=_negate), _object({"input": _of_input}, negate=_negate)
)
one_filter = st.lists(search_filters, max_size=1)
app_fields = _object(
    {},
    name=some("PREFIX-app"),
    description=some("patched"),
    notes=some("n", "m"),
    metadata=metadata,
)
languages = st.lists(
    _object({"id": some("es", "ja", "en")}, name=some("PREFIX-kombu"), definition=some("a weed")),
    max_size=2,
)
versions = _few(
    {"id": some(*VERSIONS)},
    description=some("first"),
    metadata=metadata,
    annotation_filter_config=some({"ignore_empty_inputs": True}),
)
metrics_types = some(["CONCEPT_ID"], ["INPUT_TYPE", "BOUNDING_BOXES_COUNT"], ["CONCEPTS_COUNT"], [])
exports = st.lists(some({"format": "COCO"}, {"format": "CLARIFAI_DATA_PROTOBUF"}, {}), max_size=2)

PAST_THE_LAST = 10
numbers = st.integers(0, 11)
"""Which of the known annotations; from `PAST_THE_LAST` on, one that there is not."""

"""Journeys about datasets, the inputs in them, and versions with their metrics and exports."""

from __future__ import annotations

from typing import Any

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.wording import (
    BOX,
    DATASET,
    ONE,
    TWO,
    Fields,
    add,
    an_input,
    annotation,
    datasets,
    drawn,
    elsewhere,
    filtered,
    labels,
    of,
    post,
    put_in,
    region,
)


def _patch(action: str, *changed: Fields) -> ApiCall:
    return of("PatchDatasets", datasets=list(changed), action=action)


def _in(dataset_id: str, **page: Any) -> ApiCall:
    return of("ListDatasetInputs", dataset_id=dataset_id, **page)


def _found_in(dataset_id: str, *filters: Fields, **how: Any) -> ApiCall:
    search = {"query": {"filters": list(filters)}}
    return of("PostDatasetInputs", dataset_id=dataset_id, search=search, **how)


def _versions(*versions: Fields, of_dataset: str = "d1") -> ApiCall:
    return of("PostDatasetVersions", dataset_id=of_dataset, dataset_versions=list(versions))


def _version(id_: str, of_dataset: str = "d1") -> ApiCall:
    return of("GetDatasetVersion", dataset_id=of_dataset, dataset_version_id=id_)


def _patch_version(action: str, **version: Any) -> ApiCall:
    sent = {"dataset_id": "d1", "action": action, "dataset_versions": [version]}
    return of("PatchDatasetVersions", **sent)


def _delete_versions(*ids: str) -> ApiCall:
    return of("DeleteDatasetVersions", dataset_id="d1", dataset_version_ids=list(ids))


def _metrics(version: str, **how: Any) -> ApiCall:
    named = {"dataset_id": "d1", "dataset_version_id": version}
    return of("ListDatasetVersionMetricsGroups", **named, **how)


def _exports(version: str, *formats: str | None) -> ApiCall:
    named = {"dataset_id": "d1", "dataset_version_id": version}
    wanted = [{} if one is None else {"format": one} for one in formats]
    return of("PutDatasetVersionExports", **named, exports=wanted)


D1, D2 = DATASET, {"id": "d2"}
_METADATA = {"n": 7, "deep": {"x": 1}}

DATASETS_TOUR: tuple[tuple[ApiCall, ...], ...] = (
    (
        of("ListDatasets"),
        datasets({**D1, "description": "one", "notes": "n", "metadata": _METADATA}, D2),
        of("GetDataset", dataset_id="d1"),
        of("GetDataset", dataset_id="none"),
        datasets(D1),
        datasets(D2, {"id": "PREFIX-d3"}),
        datasets({"description": "no id"}),
        datasets(),
        of("ListDatasets"),
        of("ListDatasets", sort_by_id=True, sort_ascending=True, per_page=1, page=2),
        _patch("merge", {**D1, "metadata": {"deep": {"y": 2}}}),
        _patch("overwrite", {**D1, "metadata": {"m": 1}}, D2),
        _patch("overwrite", {**D1, "description": "two"}, {"id": "none"}),
        _patch("mend", D1),
        _patch("remove", D1),
        of("ListDatasets", search="tw"),
        of("ListDatasets", id="PREFIX-D*"),
        of("ListDatasets"),
        elsewhere(of("ListDatasets")),
        of("DeleteDatasets", dataset_ids=["d1", "none"]),
        of("GetDataset", dataset_id="d1"),
        of("ListDatasets"),
        of("DeleteDatasets", dataset_ids=[]),
    ),
    (
        TWO,
        datasets(D1, D2),
        put_in("d1", "i2", "i1"),
        put_in("d1", "i2", "none"),
        put_in("d1", "none"),
        put_in("none", "i1"),
        put_in("d1"),
        _in("d1"),
        _in("d1", page=2, per_page=1),
        _in("d2"),
        _in("none"),
        of("GetDatasetInput", dataset_id="d1", input_id="i1"),
        of("GetDatasetInput", dataset_id="d2", input_id="i1"),
        of("DeleteDatasetInputs", dataset_id="d1", input_ids=["i2", "none"]),
        _in("d1"),
        of("GetInput", input_id="i2"),
        of("DeleteInput", input_id="i1"),
        _in("d1"),
    ),
    (
        TWO,
        datasets(D1, D2),
        put_in("d1", "i2"),
        _found_in("d2", {"input": {"dataset_ids": ["d1"]}}),
        _found_in("d2", filtered(labels(c1=1))),
        _found_in("d2", {"input": {"data": {"image": {}}}}),
        _in("d2"),
        _found_in("d2", filtered(labels("none"))),
        _found_in("d2", filtered(labels(c1=1)), dataset_inputs=[{"input": {"id": "i1"}}]),
        _in("d2"),
    ),
    (
        datasets(D1),
        add({**an_input("i1"), "dataset_ids": ["d1"]}, {**an_input("i2"), "dataset_ids": ["none"]}),
        _in("d1"),
        of("DeleteDatasets", dataset_ids=["d1"]),
        of("GetInput", input_id="i1"),
    ),
    (
        TWO,
        datasets(D1),
        put_in("d1", "i1"),
        _versions({"id": "v1", "description": "first", "metadata": {"n": 1}}),
        _versions({"id": "v1"}),
        _versions({"id": "v1"}, of_dataset="none"),
        _versions(),
        _version("v1"),
        _version("v2"),
        _version("v1", of_dataset="none"),
        _versions({"id": "v2"}),
        of("ListDatasetVersions", dataset_id="d1"),
        of("ListDatasetVersions", dataset_id="d1", page=2, per_page=1),
        of("ListDatasetVersions", dataset_id="none"),
        of("GetDataset", dataset_id="d1"),
        _patch_version("overwrite", id="v1", description="patched", metadata={"m": 2}),
        _patch_version("merge", id="v1", description="merged"),
        _patch_version("overwrite", id="none", description="patched"),
        _version("v1"),
        _delete_versions("v2", "none"),
        _delete_versions(),
        of("ListDatasetVersions", dataset_id="d1"),
        of("GetDataset", dataset_id="d1"),
    ),
    (
        add(an_input("i1", None, metadata=_METADATA, **labels("c1", c2=0)), an_input("i2")),
        add(an_input("i3")),
        post(
            annotation("i1", "a1", drawn(region(BOX, "r1", "c1"))),
            annotation("i1", "a2", labels("c3"), status={"code": "ANNOTATION_PENDING"}),
        ),
        datasets(D1),
        put_in("d1", "i1", "i2", "i3"),
        _versions({"id": "v1"}),
        _metrics("v1"),
        _metrics("v1", types=["CONCEPT_ID"]),
        _metrics("v1", types=["INPUT_TYPE", "BOUNDING_BOXES_COUNT"], per_page=2),
        _metrics("v1", page=9),
        _metrics("v2"),
        post(annotation("i2", "a3", labels("c3"))),
        of("DeleteAnnotation", input_id="i1", annotation_id="a1"),
        _metrics("v1"),
        _versions({"id": "v2", "annotation_filter_config": {"ignore_empty_inputs": True}}),
        of("DeleteInput", input_id="i2"),
        _metrics("v2"),
    ),
    (
        ONE,
        datasets(D1),
        put_in("d1", "i1"),
        _versions({"id": "v1"}),
        _exports("v1", "COCO"),
        _version("v1"),
        _exports("v1", "CLARIFAI_DATA_PROTOBUF", "CLARIFAI_DATA_JSON"),
        _exports("v1", None),
        _exports("v1"),
        _exports("v2", "COCO"),
        of("ListDatasetVersions", dataset_id="d1"),
        of("GetDataset", dataset_id="d1"),
    ),
)  # fmt: skip

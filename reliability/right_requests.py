"""Requests that are right, of every RPC that is built, for garbage to begin with.

They are those of the journey that the tests make through every door, and some that go deeper.
"""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from fakeannot import FakeClarifai
from fakeannot.contract.json_reader import read_json
from fakeannot.contract.operations import Operation, operation
from fakeannot.doors.rpc import RpcDoor
from fakeannot.service import BUILT
from tests.journey.test_all_doors import SEED, journey, request

USER, APP = "owner", "street"
KEYS = ("owner-pat", "labeler-pat")
Json = dict[str, Any]
Calls = Iterator[tuple[str, Json]]


class Right(NamedTuple):
    """An RPC, and a request of it on the wire."""

    operation: Operation
    request: bytes


def new_fake(**settings: Any) -> FakeClarifai:
    """A fake of which all of these have been asked, with a detector and an embedder."""
    fake = FakeClarifai(user_id=USER, app_id=APP, journal_bytes=1_000_000, **settings)
    fake.load(SEED)
    fake.workflow(lambda given: {"id": "seen"} if given.id == "car" else None, model_version_id="v")
    fake.embedder(lambda given: [1.0, float(len(given.id))])
    door, metadata = RpcDoor(fake._dispatcher, "right"), {"authorization": f"Key {KEYS[0]}"}
    for asked, sent in right_requests():
        list(door.stream(asked.grpc_path, metadata, sent))
    return fake


@cache
def right_requests() -> tuple[Right, ...]:
    """All of them."""
    told = [(rpc, request(rpc, fields)) for rpc, fields in journey()]
    app = {"user_app_id": {"user_id": USER, "app_id": APP}}
    for calls in (_inputs, _annotations, _searches, _tasks, _datasets, _the_rest):
        for rpc, fields in calls():
            told.append((rpc, read_json(operation(rpc).request_type, {**app, **fields})))
    return tuple(Right(operation(rpc), one.SerializeToString()) for rpc, one in told)


_GIF = b64encode(
    bytes.fromhex("47494638396101000100800000ffffff0000002c00000000010001000002024401003b")
).decode()
_BOX = {"bounding_box": {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.3, "right_col": 0.4}}
_POLYGON = {"polygon": {"points": [{"row": r, "col": c} for r, c in ((0, 0), (0, 1), (1, 0.5))]}}
_MASK = {"mask": {"image": {"base64": _GIF}}}
_GEO = {"geo_point": {"latitude": 10, "longitude": 20}}
_NEAR = {**_GEO, "geo_limit": {"type": "withinMiles", "value": 9}}
_CORNERS = [{"geo_point": {"latitude": side, "longitude": side}} for side in (-30, 30)]
_TREE = {"concepts": [{"id": "tree", "value": 1}]}
_UPLOADED = {"image": {"base64": _GIF}, "metadata": {"a": 1}}


def _inputs() -> Calls:
    for data in (
        {"image": {"url": "https://example.com/1.jpg"}},
        {"text": {"raw": "words"}, "geo": _GEO},
        _UPLOADED,
    ):
        yield "PostInputs", {"inputs": [{"id": "car", "data": data}]}
        yield "PostInputs", {"inputs": [{"data": data, "dataset_ids": ["train"]}]}
    yield "StreamInputs", {"per_page": 2}
    yield "PostModelOutputs", {"model_id": "m", "inputs": [{"id": "car", "data": _UPLOADED}]}


def _annotations() -> Calls:
    regions = [
        {"regions": [{"region_info": shape, "data": _TREE}]} for shape in (_BOX, _POLYGON, _MASK)
    ]
    frames = [{"frame_info": {"time": 40}, "data": regions[0]}]
    metadata = {"camera": {"floor": 2}}
    for data in (*regions, {"frames": frames}, {"metadata": metadata}, {**_TREE, "geo": _GEO}):
        named = {"id": "a", "input_id": "car", "data": data, "annotation_info": {"n": [1, None]}}
        yield "PostAnnotations", {"annotations": [named]}
        yield "PostAnnotations", {"annotations": [{"input_id": "car", "data": data}]}
        for action in ("merge", "remove", "overwrite"):
            yield "PatchAnnotations", {"annotations": [named], "action": action}
    # Earlier contracts have another name for it.
    (stream,) = BUILT & {"StreamAnnotations", "StreamTrackAnnotationsSearches"}
    yield stream, {"input_id": "car", "annotation_type": "BOUNDING_BOX"}
    yield "GetAnnotation", {"input_id": "car", "annotation_id": "a"}


def _searches() -> Calls:
    by_people = {"user_id": "owner", "status": {"code": 24150}, "task_id": "t"}
    annotations = [
        *({"data": _TREE}, {"data": {"concepts": [{"name": "tr*"}]}}, by_people),
        *({"data": {"metadata": {"camera": {"floor": 2}}}}, {"annotation_info": {"n": [1]}}),
        *({"data": {"geo": _NEAR}}, {"data": {"geo": {"geo_box": _CORNERS}}}, {"input_id": "car"}),
    ]
    ranked = [{"data": _TREE}, {"input_id": "car"}, {"data": {"image": {"base64": _GIF}}}]
    since = {"start_time": "2020-01-01T00:00:00Z"}
    of_inputs = {"data": {"text": {}}, "status": {"code": 30000}, "dataset_ids": ["train"]}
    queries: list[Json] = [
        *({"filters": [{"annotation": one}]} for one in annotations),
        *({"filters": [{"annotation": one, "negate": True}]} for one in annotations),
        *({"ranks": [{"annotation": one}]} for one in ranked),
        {"filters": [{"input": of_inputs}], "ranks": [{"annotation": {"data": _TREE}}]},
        {"filters": [{"last_updated_time_range": since}]},
    ]
    for query in queries:
        for rpc in ("PostInputsSearches", "PostAnnotationsSearches"):
            yield rpc, {"searches": [{"query": query}]}


def _tasks() -> Calls:
    agreed = {"consensus_strategy_info": {"approval_threshold_labelers": 2}}
    for strategy in ("PARTITIONED", "FULL", "DYNAMIC"):
        for review in ({"strategy": "MANUAL"}, {"strategy": "CONSENSUS", **agreed}):
            worker = {"strategy": strategy, "user_ids": ["owner", "labeler"]}
            task = {"id": "t", "worker": worker, "review": {**review, "user_ids": ["owner"]}}
            yield "PostTasks", {"tasks": [task]}
            yield "PatchTasks", {"tasks": [task], "action": "overwrite"}
    labelled = {"input_id": "car", "task_id": "t", "data": _TREE}
    yield "PostAnnotations", {"annotations": [labelled]}
    for action in ("LABEL_START", "LABEL_SUBMIT", "REVIEW_START"):
        yield "PutTaskAssignments", {"task_id": "t", "action": action}
    yield "PutTaskAssignments", {"task_id": "t", "input_id": "car"}
    workers = {"workers": [{"user": {"id": one}} for one in ("owner", "labeler")]}
    for action in ("REVIEW_APPROVE", "REVIEW_REQUEST_CHANGES", "REVIEW_REJECT"):
        config = {f"{action.lower()}_config": workers}
        yield "PutTaskAssignments", {"task_id": "t", "action": action, **config}


def _datasets() -> Calls:
    train = {"dataset_id": "train"}
    version = {**train, "dataset_version_id": "v"}
    yield "PostDatasets", {"datasets": [{"id": "train"}]}
    yield "PostDatasetInputs", {**train, "dataset_inputs": [{"input": {"id": "car"}}]}
    yield "PostDatasetVersions", {**train, "dataset_versions": [{"id": "v"}]}
    yield "ListDatasetVersionMetricsGroups", {**version, "types": ["CONCEPT_ID"]}
    for form in ("COCO", "CLARIFAI_DATA_PROTOBUF", "CLARIFAI_DATA_JSON"):
        yield "PutDatasetVersionExports", {**version, "exports": [{"format": form}]}


def _the_rest() -> Calls:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("one.txt", "some words")
    content = file.getvalue()
    upload = {"id": "z", "content_length": len(content), "content_name": "a.zip"}
    yield "PostInputsUploads", {"inputs_uploads": [{"upload": upload}]}
    part = {"range_start": 0, "data": b64encode(content).decode()}
    yield "PutUploadContentParts", {"upload_id": "z", "content_parts": [part]}
    yield "PatchApps", {"action": "overwrite", "apps": [{"id": APP, "metadata": {"a": [1]}}]}

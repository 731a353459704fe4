"""One journey through all doors: the same answers, message for message, and the same world after.

The clock stands still and ids depend on the order of calls alone, so that times, generated ids and
request ids have to agree too.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status import status_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation
from fakeannot.service import BUILT
from tests.journey import (
    apps_and_concepts,
    datasets,
    models_and_workflows,
    searches,
    tasks_and_tracks,
)
from tests.rpcs import DOORS, opened
from tests.state import state_of

APP = resources_pb2.UserAppIDSet(user_id="owner", app_id="street")
NOW = 1_795_305_600_123_456_789
SEED = {
    "users": [{"id": "owner", "pat": "owner-pat"}, {"id": "labeler", "pat": "labeler-pat"}],
    "apps": [{"id": "street", "user_id": "owner", "collaborators": ["labeler"]}],
}
BOX = {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.3, "right_col": 0.4}
PENDING = status_pb2.Status(code=StatusCode.ANNOTATION_PENDING)
DONE = status_pb2.Status(code=StatusCode.ANNOTATION_SUCCESS)


def concepts(**values: float) -> list[resources_pb2.Concept]:
    return [resources_pb2.Concept(id=id_, value=value) for id_, value in values.items()]


def data(**values: float) -> resources_pb2.Data:
    return resources_pb2.Data(concepts=concepts(**values))


def image(id_: str, **fields: Any) -> resources_pb2.Input:
    url = resources_pb2.Image(url=f"https://example.com/{id_}.jpg")
    return resources_pb2.Input(id=id_, data=resources_pb2.Data(image=url, **fields))


def annotation(id_: str, input_id: str, **fields: Any) -> resources_pb2.Annotation:
    return resources_pb2.Annotation(id=id_, input_id=input_id, **fields)


def box(**values: float) -> resources_pb2.Data:
    info = resources_pb2.RegionInfo(bounding_box=BOX)
    region = resources_pb2.Region(id="r1", region_info=info, data=data(**values), track_id="t1")
    return resources_pb2.Data(regions=[region])


def on_frame(time: int) -> resources_pb2.Data:
    frame = resources_pb2.Frame(
        frame_info=resources_pb2.FrameInfo(time=time, number=time // 40), data=box(car=1)
    )
    return resources_pb2.Data(frames=[frame])


def journey() -> list[tuple[str, dict[str, Any]]]:
    """Each call: its RPC, and the fields of its request besides the app."""
    metadata = Struct()
    metadata.update({"camera": 7, "tags": ["wet", None, True]})
    many = [annotation(f"n{n:02}", "bike", data=data(n=1)) for n in range(25)]
    bike = {"input_ids": ["bike"], "per_page": 10}
    return [
        ("PostInputs", {"inputs": [image("car"), image("bus", metadata=metadata), image("bike")]}),
        ("PostInputs", {"inputs": [image("car"), image("new", concepts=concepts(street=1))]}),
        ("PostInputs", {"inputs": []}),
        ("ListInputs", {"per_page": 2, "page": 2}),
        ("StreamInputs", {"last_id": "car", "per_page": 2}),
        ("StreamInputs", {"order_by_id": True, "descending": True}),
        ("GetInput", {"input_id": "bus"}),
        ("GetInput", {"input_id": "none"}),
        ("GetInputCount", {}),
        ("PatchInputs", {"action": "merge", "inputs": [image("bus", concepts=concepts(wet=0))]}),
        ("PostAnnotations", {"annotations": [annotation("", "car", data=data(tree=1, water=0))]}),
        ("PostAnnotations", {"annotations": [annotation("box", "car", data=box(wheel=0.5))]}),
        ("PostAnnotations", {"annotations": [annotation("f1", "bus", data=on_frame(40))]}),
        ("PostAnnotations", {"annotations": [annotation("f0", "bus", data=on_frame(0))]}),
        ("PostTrackAnnotationsSearches", {"input_id": "bus", "track_id": "t1"}),
        (
            "PostAnnotations",
            {"annotations": [annotation("task", "bus", user_id="labeler", status=PENDING)]},
        ),
        ("PostAnnotations", {"annotations": [annotation("x", "none", data=data(tree=1)), *many]}),
        ("PostAnnotations", {"annotations": many * 6}),
        *[("ListAnnotations", {**bike, "page": page}) for page in (1, 2, 3, 4)],
        ("ListAnnotations", {}),
        ("ListAnnotations", {"per_page": 1001}),
        ("ListAnnotations", {"user_ids": ["labeler"], "list_all_annotations": True}),
        ("ListAnnotations", {"statuses": [PENDING]}),
        ("ListAnnotations", {"input_ids": ["car"], "ids": ["box"]}),
        ("ListAnnotations", {"input_ids": ["car"], "ids": ["box", "task"]}),
        ("GetAnnotation", {"input_id": "car", "annotation_id": "box"}),
        *[
            ("PatchAnnotations", {"action": action, "annotations": [one]})
            for action, one in (
                ("merge", annotation("box", "car", data=box(door=1))),
                ("overwrite", annotation("n00", "bike", data=data(m=1))),
                ("remove", annotation("n00", "bike", data=data(m=1))),
                ("merge", annotation("task", "bus", status=DONE)),
                ("merge", annotation("none", "bus", status=DONE)),
                ("mend", annotation("task", "bus", status=DONE)),
            )
        ],
        (
            "PatchAnnotationsStatus",
            {"user_ids": ["labeler"], "action": "overwrite", "task_id": "t", "status_code": 24151},
        ),
        ("ListConcepts", {}),
        ("GetConcept", {"concept_id": "wheel"}),
        ("DeleteAnnotation", {"input_id": "car", "annotation_id": "box"}),
        ("GetAnnotation", {"input_id": "car", "annotation_id": "box"}),
        ("DeleteAnnotations", {"ids": ["n00", "n01"], "input_ids": ["bike", "bike"]}),
        ("DeleteAnnotations", {"ids": ["n02", "n03"], "input_ids": ["bike"]}),
        ("DeleteAnnotations", {"input_ids": ["bike"]}),
        ("DeleteAnnotations", {}),
        ("DeleteInput", {"input_id": "new"}),
        ("DeleteInputs", {"ids": ["car", "none"]}),
        ("DeleteInputs", {"ids": []}),
        ("ListAnnotations", {"per_page": 100}),
        *datasets.calls(),
        *searches.calls(),
        *models_and_workflows.calls(),
        *tasks_and_tracks.calls(),
        *apps_and_concepts.calls(),
    ]


def walked(door: str) -> tuple[list[Message], object]:
    """The answers of the journey through a door, and the world it leaves behind."""
    fake = FakeClarifai(clock=lambda: NOW, strict=True, user_id="owner", app_id="street")
    fake.load(SEED)
    models_and_workflows.add_detector(fake)
    with opened(fake, door, "owner-pat") as call:
        answers = [call(rpc, request(rpc, fields)) for rpc, fields in journey()]
    return answers, state_of(fake)


def request(rpc: str, fields: dict[str, Any]) -> Message:
    request_type = operation(rpc).request_type
    named = {"user_app_id": APP} if "user_app_id" in request_type.DESCRIPTOR.fields_by_name else {}
    made: Message = request_type(**{**named, **fields})
    return made


@cache
def reference() -> tuple[list[Message], object]:
    return walked("wsgi")


@pytest.mark.parametrize("door", [door for door in DOORS if door != "wsgi"])
def test_every_door_answers_the_journey_message_for_message(door: str) -> None:
    answers, state = walked(door)
    for (rpc, fields), answer, expected in zip(journey(), answers, reference()[0], strict=True):
        assert answer == expected, f"{rpc} {fields}"
    assert state == reference()[1]


def test_the_journey_makes_every_call_that_is_built_and_does_not_stream() -> None:
    streamed = {name for name in BUILT if operation(name).streams_replies}
    assert {rpc for rpc, _ in journey()} == BUILT - streamed


def test_the_journey_is_refused_as_well_as_served() -> None:
    codes = {answer.status.code for answer in reference()[0]}  # type: ignore[attr-defined]  # all have one
    assert codes >= {10000, 10010, 10020, 11100, 11101, 11102}

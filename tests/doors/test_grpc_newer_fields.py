"""What a client with a newer contract sends is kept and given back, though nobody here knows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation
from fakeannot.doors.rpc import RpcDoor
from tests.api import api_of

pytestmark = pytest.mark.rule("grpc.newer_fields")

M = TypeVar("M", bound=Message)
KEY = b"\x82\xe2\x09"  # field 20000, with a length
SHAPE = {"bounding_box": {"top_row": 0.1, "left_col": 0.1, "bottom_row": 0.5, "right_col": 0.5}}


def newer(message: M, text: str) -> M:
    """The message, with a text in a field that the contract has not."""
    message.MergeFromString(KEY + bytes([len(text)]) + text.encode())
    return message


def found(message: Message, path: str = "") -> dict[str, list[str]]:
    """The texts of such fields, by where they are: `data.concepts.0`."""
    own = [field.data.decode() for field in UnknownFieldSet(message)]  # type: ignore[attr-defined]  # known at run time only
    texts = {path: own} if own else {}
    for place, inner in _within(message):
        texts |= found(inner, f"{path}.{place}".lstrip("."))
    return texts


def _within(message: Message) -> Iterator[tuple[str, Message]]:
    for field, value in message.ListFields():
        if isinstance(value, Message):
            yield field.name, value
        elif field.message_type is not None:
            yield from ((f"{field.name}.{n}", one) for n, one in enumerate(value))


def concept(name: str, text: str = "") -> resources_pb2.Concept:
    made = resources_pb2.Concept(id=name, value=1)
    return newer(made, text) if text else made


def data(*concepts: resources_pb2.Concept, text: str = "", **fields: Any) -> resources_pb2.Data:
    made = resources_pb2.Data(concepts=concepts, **fields)
    return newer(made, text) if text else made


def label(text: str = "", **fields: Any) -> resources_pb2.Annotation:
    made = resources_pb2.Annotation(id="label", input_id="car", **fields)
    return newer(made, text) if text else made


class World:
    """A fake with an input, called over gRPC by its default app's key."""

    def __init__(self) -> None:
        self.fake = FakeClarifai()
        self.fake.app().add_input("car")
        self._door = RpcDoor(self.fake._dispatcher, "rpc")

    def ask(self, rpc: str, **fields: Any) -> Any:
        """The reply of a successful call."""
        request = getattr(service_pb2, f"{rpc}Request")(**fields)
        metadata = {"authorization": f"Key {self.fake.api_key}"}
        path, sent = operation(rpc).grpc_path, request.SerializeToString()
        reply = operation(rpc).reply_type.FromString(self._door.answer(path, metadata, sent))
        assert reply.status.code == 10000, reply  # type: ignore[attr-defined]  # known at run time only
        return reply

    def post(self, annotation: resources_pb2.Annotation) -> dict[str, list[str]]:
        return found(self.ask("PostAnnotations", annotations=[annotation]).annotations[0])

    def patch(
        self, action: str, annotation: resources_pb2.Annotation, **fields: Any
    ) -> dict[str, list[str]]:
        fields = {"annotations": [annotation], "action": action, **fields}
        patched = found(self.ask("PatchAnnotations", **fields).annotations[0])
        assert patched == self.label()
        return patched

    def label(self) -> dict[str, list[str]]:
        """What is found in the annotation "label", however it is read."""
        got = self.ask("GetAnnotation", input_id="car", annotation_id="label").annotation
        (listed,) = self.ask("ListAnnotations", input_ids=["car"], ids=["label"]).annotations
        assert got == listed
        return found(got)


@pytest.fixture
def world() -> World:
    return World()


def whole() -> resources_pb2.Annotation:
    """An annotation with newer fields wherever a patch may come by."""
    region = resources_pb2.Region(id="r", region_info=SHAPE, data=data(concept("hub", "hub")))
    newer(newer(region, "region").region_info, "shape")
    newer(region.region_info.bounding_box, "box")
    inner = data(concept("tree", "tree"), concept("sky"), text="data", regions=[region])
    return label("annotation", data=inner)


WHOLE = {
    "": ["annotation"],
    "data": ["data"],
    "data.concepts.0": ["tree"],
    "data.regions.0": ["region"],
    "data.regions.0.region_info": ["shape"],
    "data.regions.0.region_info.bounding_box": ["box"],
    "data.regions.0.data.concepts.0": ["hub"],
}


def test_an_annotation_comes_back_with_them(world: World) -> None:
    assert world.post(whole()) == WHOLE
    assert world.label() == WHOLE


def test_an_input_and_its_annotation_come_back_with_them(world: World) -> None:
    image = newer(resources_pb2.Image(url="https://example.com/bus.jpg"), "image")
    bus = resources_pb2.Input(
        id="bus", data=data(concept("road", "road"), text="data", image=image)
    )
    in_data = {"data": ["data"], "data.image": ["image"], "data.concepts.0": ["road"]}
    expected = {"": ["input"], **in_data}
    answers = [
        world.ask("PostInputs", inputs=[newer(bus, "input")]).inputs[0],
        world.ask("GetInput", input_id="bus").input,
        world.ask("ListInputs", ids=["bus"]).inputs[0],
    ]
    assert [found(answer) for answer in answers] == [expected] * 3
    (level,) = world.ask("ListAnnotations", input_ids=["bus"]).annotations
    assert found(level) == in_data


@pytest.mark.parametrize("action", ["merge", "remove"])
def test_a_patch_of_a_part_keeps_those_of_the_rest(world: World, action: str) -> None:
    world.post(whole())
    region = resources_pb2.Region(id="r", data=data(concept("rim")))
    named = data(concept("sky"), regions=[region] if action == "merge" else [])
    assert world.patch(action, label(data=named)) == WHOLE


def test_a_merge_adds_those_it_brings_to_what_it_names(world: World) -> None:
    world.post(whole())
    region = newer(resources_pb2.Region(id="r", data=data(concept("hub", "hub 2"))), "region 2")
    brought = data(concept("tree", "tree 2"), concept("pond", "pond"), regions=[region])
    assert world.patch("merge", label(data=newer(brought, "data 2"))) == {
        **WHOLE,
        "data": ["data", "data 2"],
        "data.concepts.0": ["tree", "tree 2"],
        "data.concepts.2": ["pond"],
        "data.regions.0": ["region", "region 2"],
        "data.regions.0.data.concepts.0": ["hub", "hub 2"],
    }


def test_an_overwrite_replaces_those_in_data(world: World) -> None:
    world.post(whole())
    brought = data(concept("pond", "pond"), text="data 2")
    replaced = {"": ["annotation"], "data": ["data 2"], "data.concepts.0": ["pond"]}
    assert world.patch("overwrite", label(data=brought)) == replaced


def test_a_remove_takes_those_of_what_it_names_and_brings_none(world: World) -> None:
    world.post(whole())
    region = resources_pb2.Region(id="r")
    gone = data(concept("tree", "tree 2"), text="data 2", regions=[region])
    assert world.patch("remove", label(data=gone)) == {"": ["annotation"], "data": ["data"]}


@pytest.mark.parametrize("action", ["merge", "overwrite", "remove"])
def test_those_outside_data_arrive_whatever_the_action(world: World, action: str) -> None:
    world.post(whole())
    assert world.patch(action, label("later")) == {**WHOLE, "": ["annotation", "later"]}


@pytest.mark.rule("patch.delete_if_empty_data")
def test_data_with_one_is_not_empty(world: World) -> None:
    world.post(label(data=data(concept("tree"), text="data")))
    gone = label(data=data(concept("tree")))
    assert world.patch("remove", gone, delete_if_empty_data=True) == {"data": ["data"]}


@pytest.mark.rule("regions.known_id")
def test_a_shape_of_a_newer_kind_is_a_shape(world: World) -> None:
    region = resources_pb2.Region(id="new", region_info=newer(resources_pb2.RegionInfo(), "shape"))
    drawn = {"data.regions.0.region_info": ["shape"]}
    assert world.post(label(data=data(regions=[region]))) == drawn


def test_a_patch_of_an_input_keeps_and_adds_them(world: World) -> None:
    image = newer(resources_pb2.Image(url="https://example.com/bus.jpg"), "image")
    bus = resources_pb2.Input(id="bus", data=data(concept("road", "road"), image=image))
    world.ask("PostInputs", inputs=[newer(bus, "input")])
    patch = newer(resources_pb2.Input(id="bus", data=data(concept("sky"), text="data")), "later")
    expected = {
        "": ["input", "later"],
        "data": ["data"],
        "data.image": ["image"],
        "data.concepts.0": ["road"],
    }
    answer = world.ask("PatchInputs", inputs=[patch], action="merge").inputs[0]
    assert found(answer) == found(world.ask("GetInput", input_id="bus").input) == expected


def test_a_status_for_a_whole_task_leaves_them(world: World) -> None:
    annotation = whole()
    annotation.task_id = "task"
    world.post(annotation)
    fields = {"task_id": "task", "action": "overwrite", "status_code": 24151}
    assert world.ask("PatchAnnotationsStatus", **fields).updated_count == 1
    assert world.label() == WHOLE


def test_a_rest_client_does_not_see_them_and_leaves_them(world: World) -> None:
    world.post(whole())
    body = {"id": "label", "input_id": "car", "data": {"concepts": [{"id": "pond"}]}}
    patch = {"action": "merge", "annotations": [body]}
    answer = api_of(world.fake).patch("annotations", patch)
    assert [one["id"] for one in answer["annotations"][0]["data"]["concepts"]][-1] == "pond"
    assert b"20000" not in answer.body
    assert world.label() == WHOLE

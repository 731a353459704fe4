"""The table of operations: all of the contract's RPCs, as their descriptors say."""

from __future__ import annotations

import pytest
from clarifai_grpc.grpc.api import service_pb2
from google.protobuf.message import Message

from fakeannot.contract.operations import (
    Binding,
    UnknownOperation,
    operation,
    operations,
)

ROOT, SCOPED = "/v2", "/v2/users/{user_app_id.user_id}/apps/{user_app_id.app_id}"


def test_every_rpc_of_the_service_is_in_the_table_in_its_order() -> None:
    methods = service_pb2.DESCRIPTOR.services_by_name["V2"].methods
    assert [*operations()] == [method.name for method in methods]
    assert len(operations()) >= 273


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        operations()["New"] = operation("GetInput")  # type: ignore[index]  # on purpose


@pytest.mark.parametrize(
    ("name", "methods_and_paths"),
    [
        ("PostAnnotations", [("POST", "/annotations")]),
        ("PatchAnnotations", [("PATCH", "/annotations")]),
        ("ListAnnotations", [("GET", "/annotations")]),
        ("GetAnnotation", [("GET", "/inputs/{input_id}/annotations/{annotation_id}")]),
        ("DeleteAnnotation", [("DELETE", "/inputs/{input_id}/annotations/{annotation_id}")]),
        ("DeleteAnnotations", [("DELETE", "/annotations"), ("DELETE", "/inputs/annotations")]),
        ("PostInputs", [("POST", "/inputs")]),
        ("PatchInputs", [("PATCH", "/inputs")]),
        ("GetInput", [("GET", "/inputs/{input_id}")]),
        ("ListInputs", [("GET", "/inputs")]),
        ("GetInputCount", [("GET", "/inputs/status")]),
        ("DeleteInputs", [("DELETE", "/inputs")]),
        ("ListConcepts", [("GET", "/concepts")]),
        ("GetConcept", [("GET", "/concepts/{concept_id}")]),
    ],
)
def test_what_is_documented_is_bound_with_and_without_user_and_app(
    name: str, methods_and_paths: list[tuple[str, str]]
) -> None:
    bound = {(binding.method, binding.template) for binding in operation(name).bindings}
    wanted = {(m, base + path) for m, path in methods_and_paths for base in (ROOT, SCOPED)}
    assert wanted <= bound


def test_the_status_of_a_task_is_bound_with_user_and_app_only() -> None:
    (binding,) = operation("PatchAnnotationsStatus").bindings
    assert binding == Binding("PATCH", f"{SCOPED}/task/{{task_id}}/annotations/status", True)


def test_a_binding_knows_whether_it_takes_a_body() -> None:
    with_body = {b.method for o in operations().values() for b in o.bindings if b.has_body}
    assert {"POST", "PATCH"} <= with_body
    assert not any(b.has_body for b in operation("ListAnnotations").bindings)
    assert all(b.has_body for b in operation("DeleteAnnotations").bindings)


def test_an_operation_knows_its_messages() -> None:
    post = operation("PostAnnotations")
    assert post.request_type is service_pb2.PostAnnotationsRequest
    assert post.reply_type is service_pb2.MultiAnnotationResponse


def test_every_operation_has_messages_and_answers_with_a_status_first() -> None:
    for one in operations().values():
        assert isinstance(one.request_type(), Message)
        assert next(iter(one.descriptor.output_type.fields)).name == "status"


def test_scopes_and_keys_are_read_from_the_options() -> None:
    assert "Annotations_Get" in operation("ListAnnotations").scopes
    assert "Annotations_Delete" in operation("DeleteAnnotations").scopes
    assert "Annotations_Delete" not in operation("PostAnnotations").scopes
    assert operation("ListAnnotations").needs_key
    assert not operation("ListStatusCodes").needs_key


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("PatcchAnnotations", "PatchAnnotations"),
        ("getInput", "GetInput"),
        ("ListInput", "ListInputs"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownOperation) as refused:
        operation(name)
    message = f"{name!r} is not an RPC of clarifai.api.V2. Did you mean {nearest!r}?"
    assert str(refused.value) == message


def test_a_name_near_to_none_suggests_nothing() -> None:
    with pytest.raises(UnknownOperation) as refused:
        operation("0123")
    assert str(refused.value) == "'0123' is not an RPC of clarifai.api.V2."

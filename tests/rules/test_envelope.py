"""The envelope of every answer: status, request id, and the lists that are always there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from clarifai_grpc.grpc.api.utils import extensions_pb2

from fakeannot import FakeClarifai
from fakeannot.contract.field_traits import is_repeated
from fakeannot.contract.operations import Binding, Operation
from tests.api import Api, by_wsgi
from tests.bindings import all_bindings, path_of

HEX32 = re.compile(r"[0-9a-f]{32}")

LISTS = {
    "PostAnnotations": "annotations",
    "PatchAnnotations": "annotations",
    "ListAnnotations": "annotations",
    "PostInputs": "inputs",
    "PatchInputs": "inputs",
    "ListInputs": "inputs",
    "ListConcepts": "concepts",
}
WITHOUT_LISTS = [
    "GetAnnotation",
    "DeleteAnnotation",
    "DeleteAnnotations",
    "GetInput",
    "GetInputCount",
    "DeleteInput",
    "DeleteInputs",
    "GetConcept",
    "PatchAnnotationsStatus",
]
FIRST_BINDINGS = {operation.name: (operation, b) for operation, b in reversed([*all_bindings()])}


@pytest.fixture
def anonymous(fake: FakeClarifai) -> Api:
    return Api(by_wsgi(fake), "")


def _shown_lists(operation: Operation) -> list[str]:
    fields: Any = operation.descriptor.output_type.fields
    shown = extensions_pb2.cl_show_if_empty
    return [f.name for f in fields if is_repeated(f) and f.GetOptions().Extensions[shown]]


@pytest.mark.rule("envelope.status_first", "envelope.details_if_any")
def test_a_success_says_ok_first_and_has_no_details(api: Api, car: str) -> None:
    answer = api.get("annotations")
    assert list(answer.json) == ["status", "annotations"]
    assert list(answer["status"]) == ["code", "description", "req_id"]
    assert answer["status"]["code"] == 10000
    assert type(answer["status"]["code"]) is int
    assert answer["status"]["description"] == "Ok"


@pytest.mark.rule("envelope.status_first")
@pytest.mark.parametrize(
    ("path", "payload"),
    [("inputs/car", "input"), ("inputs", "inputs"), ("inputs/status", "counts")],
)
def test_the_status_stands_before_what_was_asked_for(
    api: Api, car: str, path: str, payload: str
) -> None:
    assert list(api.get(path).json) == ["status", payload]


@pytest.mark.rule("envelope.status_first")
def test_a_delete_answers_with_the_status_alone(api: Api, car: str) -> None:
    assert list(api.delete("inputs/car").json) == ["status"]


@pytest.mark.rule("envelope.details_if_any")
def test_a_refusal_gives_its_reason_between_description_and_req_id(api: Api) -> None:
    status = api.get("inputs/none")["status"]
    assert list(status) == ["code", "description", "details", "req_id"]
    assert status["code"] == 11101
    assert status["description"] == "Resource does not exist"
    assert "'none'" in status["details"]


@pytest.mark.rule("envelope.details_if_any")
def test_an_item_without_a_problem_has_no_details(api: Api, car: str) -> None:
    sent = {"annotations": [{"input_id": car}, {"input_id": "none"}]}
    first, second = api.post("annotations", sent)["annotations"]
    assert first["status"] == {"code": 24150, "description": "Annotation success"}
    assert list(second["status"]) == ["code", "description", "details"]


@pytest.mark.rule("envelope.lists_always")
@pytest.mark.parametrize("rpc", [*LISTS])
def test_a_refused_call_still_has_its_empty_list(anonymous: Api, rpc: str) -> None:
    _, binding = FIRST_BINDINGS[rpc]
    answer = anonymous.call(binding.method, path_of(binding))
    assert answer.outcome == (401, 11102)
    assert list(answer.json) == ["status", LISTS[rpc]]
    assert answer[LISTS[rpc]] == []


@pytest.mark.rule("envelope.lists_always")
@pytest.mark.parametrize("rpc", WITHOUT_LISTS)
def test_a_refused_call_that_answers_with_no_list_has_the_status_alone(
    anonymous: Api, rpc: str
) -> None:
    _, binding = FIRST_BINDINGS[rpc]
    assert list(anonymous.call(binding.method, path_of(binding)).json) == ["status"]


@pytest.mark.rule("envelope.lists_always")
@pytest.mark.parametrize(("operation", "binding"), FIRST_BINDINGS.values(), ids=[*FIRST_BINDINGS])
def test_every_rpc_refuses_with_the_lists_its_contract_shows_when_empty(
    api: Api, operation: Operation, binding: Binding
) -> None:
    answer = api.call(binding.method, path_of(binding), headers={"Authorization": "key wrong"})
    shown: dict[str, object] = {name: [] for name in _shown_lists(operation)}
    assert {key: value for key, value in answer.json.items() if key != "status"} == shown


@pytest.mark.rule("envelope.lists_always")
@pytest.mark.parametrize(
    ("method", "body", "outcome"),
    [
        ("POST", b"{", (400, 11100)),
        ("POST", {"annotations": []}, (400, 11100)),
        ("PATCH", {"annotations": [{}], "action": "explode"}, (400, 11100)),
    ],
)
def test_the_empty_list_is_there_whatever_was_wrong(
    api: Api, method: str, body: object, outcome: tuple[int, int]
) -> None:
    answer = api.call(method, "annotations", body)
    assert answer.outcome == outcome
    assert answer["annotations"] == []


@pytest.mark.rule("envelope.lists_always")
def test_an_empty_app_lists_nothing_with_success(api: Api) -> None:
    for path in ("annotations", "inputs", "concepts"):
        answer = api.get(path)
        assert answer.outcome == (200, 10000)
        assert answer[path] == []


@pytest.mark.rule("envelope.req_id")
def test_every_answer_has_an_id_of_its_own(api: Api) -> None:
    answers = [api.get("inputs"), api.get("inputs/none"), api.get("nowhere"), api.get("inputs")]
    ids = [answer["status"]["req_id"] for answer in answers]
    assert all(HEX32.fullmatch(id_) for id_ in ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.rule("envelope.req_id")
def test_statuses_of_items_have_no_req_id(api: Api, car: str) -> None:
    sent = {"inputs": [{"id": "x", "data": {"image": {"url": "u"}}}, {"id": car}]}
    answer = api.post("inputs", sent)
    assert answer.outcome == (207, 10010)
    assert "req_id" in answer["status"]
    assert not any("req_id" in item["status"] for item in answer["inputs"])


@pytest.mark.rule("envelope.req_id_prefix")
@pytest.mark.parametrize("path", ["inputs", "inputs/none", "nowhere"])
def test_a_clients_prefix_stands_before_the_id(api: Api, path: str) -> None:
    headers = {"X-Clarifai-Request-ID-Prefix": "sdk-python-12.5.0"}
    answer = api.call("GET", path, headers=headers)
    prefix, _, rest = answer["status"]["req_id"].rpartition("-")
    assert prefix == "sdk-python-12.5.0"
    assert HEX32.fullmatch(rest)
    assert answer.headers["X-Clarifai-Request-Id"] == answer["status"]["req_id"]

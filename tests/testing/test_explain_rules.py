"""Each rule that refuses is explained: where, and with which edit the call succeeds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

import fakeannot
from fakeannot import FakeClarifai
from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.operations import SERVICE
from fakeannot.contract.query import query_to_json
from fakeannot.contract.routes import find_route
from fakeannot.contract.wordings import Wording
from fakeannot.doors.rpc import RpcFailure
from fakeannot.testing.explanation import Explanation
from fakeannot.testing.explanation.advice import ADVICE
from fakeannot.testing.explanation.proposals import PROPOSERS
from tests.testing import refused_items, refused_tasks
from tests.testing.furnished import furnished
from tests.testing.refused_calls import Refused, arranged
from tests.testing.refused_datasets import DATASET_CALLS
from tests.testing.refused_items import ITEMS
from tests.testing.refused_neighbours import NEIGHBOURS
from tests.testing.refused_requests import REQUESTS
from tests.testing.refused_searches import SEARCH_CALLS
from tests.testing.refused_tasks import TASK_CALLS

CODE = Path(fakeannot.__file__).parent
CALLS = (*REQUESTS, *ITEMS, *NEIGHBOURS, *DATASET_CALLS, *SEARCH_CALLS, *TASK_CALLS)
ARRANGED = {**refused_items.ARRANGED, **refused_tasks.ARRANGED}
ALL = [pytest.param(call, id=call.rule) for call in CALLS]


def edit_of(explanation: Explanation) -> tuple[str, ...] | None:
    return None if explanation.edit is None else tuple(map(str, explanation.edit.changes))


def check(explanation: Explanation, call: Refused) -> None:
    (reason,) = explanation.reasons
    assert (reason.rule.id, reason.path) == (call.rule, call.at)
    assert edit_of(explanation) == call.edit, str(explanation)


@pytest.mark.parametrize("call", ALL)
def test_a_refused_call_is_explained_with_its_place_and_its_smallest_edit(call: Refused) -> None:
    fake = call.fake()
    call.send(fake)
    check(fake.explain(), call)


@pytest.mark.parametrize("rule", ARRANGED)
def test_so_is_one_that_has_to_be_arranged(rule: str) -> None:
    fake = furnished({})
    call = ARRANGED[rule](fake)
    call.send(fake)
    told = fake.explain()
    check(told, call)
    assert ("No edit that succeeds was found" in str(told)) == (call.edit is None)


def requests_of(call: Refused) -> tuple[str, bytes] | None:
    """The same call over gRPC, if it can be said there."""
    method, path = call.call.split(" ")
    path, _, query = path.partition("?")
    full = path if path.startswith("/v2") else f"/v2/{path}"
    try:
        route = find_route(method, full.strip("/").split("/"))
        message_type = route.operation.request_type
        said = call.body or query_to_json(message_type, parse_qsl(query))
        message = read_json(message_type, said)
    except (LookupError, InvalidJson):
        return None
    message.MergeFrom(message_type(**route.fields))
    return route.operation.name, message.SerializeToString()


OVER_GRPC = {
    *("grpc.not_built", "grpc.unknown_method", "grpc.garbage", "grpc.message_limit"),
    *("concepts.finite_value", "tasks.strategies"),
}
WITHOUT = {"access.rate_limit": "a fault, and told as one"}

SAYABLE = [call for call in CALLS if not call.rule.startswith("http.") and requests_of(call)]
SAID = [pytest.param(call, id=call.rule) for call in SAYABLE]


@pytest.mark.parametrize("call", SAID)
def test_it_is_explained_alike_over_grpc(call: Refused) -> None:
    fake, said = call.fake(), requests_of(call)
    assert said is not None
    rpc, request = said
    metadata = {"authorization": call.header}
    if call.rule == "api.not_built":
        with pytest.raises(RpcFailure):
            fake._rpc_door.answer(f"/{SERVICE}/{rpc}", metadata, request)
        assert fake.explain().reasons[0].rule.id == "grpc.not_built"
        return
    with suppress(RpcFailure):  # so end those that are refused with 10040
        fake._rpc_door.answer(f"/{SERVICE}/{rpc}", metadata, request)
    (reason,) = fake.explain().reasons
    assert (reason.rule.id, reason.path) == (call.rule, call.at)
    found, wanted = edit_of(fake.explain()), call.edit
    assert (found is None) == (wanted is None), str(fake.explain())


def called(fake: FakeClarifai, path: str, request: bytes) -> Explanation:
    with suppress(RpcFailure):
        fake._rpc_door.answer(f"/{SERVICE}/{path}", {"authorization": "Key any"}, request)
    return fake.explain()


def test_a_method_that_there_is_not_is_explained_with_those_that_are_near() -> None:
    told = called(arranged({}), "PostAnotations", b"")
    assert told.reasons[0].rule.id == "grpc.unknown_method"
    assert f"/{SERVICE}/PostAnnotations" in told.nearest
    assert told.edit is not None
    assert told.edit.changes[0].before == "PostAnotations"


def test_bytes_that_are_no_message_have_no_edit() -> None:
    told = called(arranged({}), "PostAnnotations", b"\xff\xff")
    assert (told.reasons[0].rule.id, told.reasons[0].path) == ("grpc.garbage", "the message")
    assert told.edit is None


def test_a_message_that_is_too_large_is_cut_down() -> None:
    items = [resources_pb2.Annotation(input_id="street")] * 4
    request = service_pb2.PostAnnotationsRequest(annotations=items)
    fake = arranged({"max_body_bytes": 15})
    told = called(fake, "PostAnnotations", request.SerializeToString())
    assert told.reasons[0].rule.id == "grpc.message_limit"
    assert told.edit is not None
    assert len(told.edit.changes[0].after) == 1


def test_a_value_that_is_no_number_is_made_one() -> None:
    concepts = [resources_pb2.Concept(id=one, value=float("nan")) for one in "ab"]
    data = resources_pb2.Data(concepts=concepts)
    items = [resources_pb2.Annotation(input_id="street", data=data)]
    request = service_pb2.PostAnnotationsRequest(annotations=items)
    told = called(arranged({}), "PostAnnotations", request.SerializeToString())
    assert told.reasons[0].rule.id == "concepts.finite_value"
    assert edit_of(told) == (
        "annotations[0].data.concepts[0].value: nothing -> 1",
        "annotations[0].data.concepts[1].value: nothing -> 1",
    )


def test_a_strategy_that_there_is_not_becomes_the_nearest_that_there_is() -> None:
    worker = resources_pb2.TaskWorker()
    worker.strategy = 9  # of a later contract
    task = resources_pb2.Task(worker=worker, review=resources_pb2.TaskReview(strategy="MANUAL"))
    place = resources_pb2.UserAppIDSet(user_id="fake-user", app_id="fake-app")
    request = service_pb2.PostTasksRequest(user_app_id=place, tasks=[task])
    told = called(arranged({}), "PostTasks", request.SerializeToString())
    assert (told.reasons[0].rule.id, told.reasons[0].got) == ("tasks.strategies", 9)
    assert edit_of(told) == ("tasks[0].worker.strategy: 9 -> 4",)


def refusing() -> Iterator[str]:
    """The rules that refusals name."""
    for file in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            values = []
            if isinstance(node, ast.Call) and not _is_wording(node):
                values = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
            elif isinstance(node, ast.FunctionDef):
                named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                values = [default for arg, default in named if arg.arg == "rule" and default]
            for value in values:
                if isinstance(value, ast.Constant) and "." in str(value.value):
                    yield str(value.value)


def _is_wording(call: ast.Call) -> bool:
    """Whether a call says how a status is worded, and refuses nothing."""
    return isinstance(call.func, ast.Name) and call.func.id == Wording.__name__


REFUSING = sorted(set(refusing()))


@pytest.mark.parametrize("rule", REFUSING)
def test_every_rule_that_refuses_has_an_example_and_an_advice(rule: str) -> None:
    shown = {call.rule for call in CALLS} | ARRANGED.keys() | OVER_GRPC | WITHOUT.keys()
    assert rule in shown, f"no example of {rule} in one of the tests' modules refused_*"
    assert rule in ADVICE, f"no advice on {rule} in explanation/advice.py"


def test_no_advice_and_no_edit_is_left_over() -> None:
    assert ADVICE.keys() == set(REFUSING)
    assert PROPOSERS.keys() <= set(REFUSING)

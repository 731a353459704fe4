"""The whole contract can be called: what is not built says so, and can be supplied."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot import FakeClarifai, Refusal
from fakeannot.contract.operations import Binding, Operation, UnknownOperation, operations
from fakeannot.service import BUILT
from fakeannot.service.call import BY_DETECTORS
from tests.api import Answer, Api, api_of
from tests.bindings import all_bindings, path_of

BINDINGS = [*all_bindings()]


def predict(api: Api) -> Answer:
    return api.post("models/m/outputs", {"inputs": [{"data": {"image": {"url": "u"}}}]})


@pytest.mark.rule("api.not_built")
@pytest.mark.parametrize(
    ("operation", "binding"),
    BINDINGS,
    ids=[f"{o.name}-{b.method}{path_of(b)}" for o, b in BINDINGS],
)
def test_every_rpc_is_reached_by_every_binding(operation: Operation, binding: Binding) -> None:
    fake = FakeClarifai()
    api = api_of(fake, "k" * 32)
    answer = api.call(binding.method, path_of(binding), {} if binding.has_body else None)
    if operation.name in BUILT - BY_DETECTORS:
        assert fake.not_built == []
        fake.reply(operation.name, {"status": {"details": "reached"}})
        answer = api.call(binding.method, path_of(binding))
        told = answer["result"] if operation.streams_replies else answer.json
        assert (told["status"]["code"], told["status"]["details"]) == (10000, "reached")
        return
    assert answer.outcome == (501, 10040)
    assert f"no handler for {operation.name}." in answer.details
    assert f'fake.reply("{operation.name}", ' in answer.details
    assert f'@fake.handler("{operation.name}")' in answer.details
    assert fake.not_built == [operation.name]


def test_only_what_the_contract_gives_an_earlier_rpc_cannot_be_reached() -> None:
    reached = {operation.name for operation, _ in BINDINGS}
    assert len(operations()) >= 273
    assert set(operations()) - reached <= {"PatchRunners", "StreamLogEntries"}


@pytest.mark.rule("api.not_built")
def test_what_was_called_though_it_is_not_built_is_told_once_and_in_order_until_reset(
    fake: FakeClarifai, api: Api
) -> None:
    predict(api)
    api.get("models/types")
    predict(api)
    assert fake.not_built == ["PostModelOutputs", "ListModelTypes"]
    fake.reset()
    assert fake.not_built == []


@pytest.mark.rule("api.not_built")
def test_who_may_not_call_is_told_that_first(fake: FakeClarifai) -> None:
    assert predict(Api(api_of(fake)._send, "")).outcome == (401, 11102)
    assert fake.not_built == []


@pytest.mark.rule("api.supplied")
@pytest.mark.parametrize(
    "reply",
    [
        {"outputs": [{"id": "o", "data": {"concepts": [{"id": "cat", "value": 0.5}]}}]},
        service_pb2.MultiOutputResponse(
            outputs=[
                resources_pb2.Output(
                    id="o",
                    data=resources_pb2.Data(concepts=[resources_pb2.Concept(id="cat", value=0.5)]),
                )
            ]
        ),
    ],
)
def test_a_supplied_reply_is_the_answer_from_then_on(
    fake: FakeClarifai, api: Api, reply: Any
) -> None:
    fake.reply("PostModelOutputs", reply)
    for _ in range(2):
        answer = predict(api)
        assert answer.outcome == (200, 10000)
        assert list(answer.json) == ["status", "outputs"]
        assert answer["status"]["description"] == "Ok"
        assert len(answer["status"]["req_id"]) == 32
        assert answer["outputs"][0]["data"]["concepts"] == [{"id": "cat", "value": 0.5}]
    assert fake.not_built == []


@pytest.mark.rule("api.supplied", "api.supplied_status")
def test_a_supplied_reply_with_a_status_of_its_own_is_a_refusal(
    fake: FakeClarifai, api: Api
) -> None:
    status = {"code": "MODEL_DOES_NOT_EXIST", "details": "no m"}
    fake.reply("PostModelOutputs", {"status": status})
    answer = predict(api)
    assert answer.outcome == (404, 21200)
    assert answer["status"]["description"] == "Model does not exist"
    assert answer.details == "no m"
    assert answer["outputs"] == []
    fake.reply("PostModelOutputs", {"status": {**status, "description": "Gone fishing"}})
    assert predict(api)["status"]["description"] == "Gone fishing"


@pytest.mark.rule("api.supplied")
def test_a_supplied_handler_sees_the_request(fake: FakeClarifai, api: Api) -> None:
    seen: list[service_pb2.PostModelOutputsRequest] = []

    @fake.handler("PostModelOutputs")
    def _(request: service_pb2.PostModelOutputsRequest) -> dict[str, Any]:
        seen.append(request)
        return {"outputs": [{"input": {"id": "x"}}]}

    assert predict(api)["outputs"][0]["input"]["id"] == "x"
    assert seen[0].model_id == "m"
    assert seen[0].inputs[0].data.image.url == "u"


@pytest.mark.rule("api.supplied")
def test_a_supplied_handler_wins_over_a_built_one_and_may_refuse(
    fake: FakeClarifai, api: Api
) -> None:
    class Down(Refusal):
        code = 10030

    @fake.handler("ListInputs")
    def _(_request: object) -> object:
        raise Down("try later", rule="api.supplied")

    answer = api.get("inputs")
    assert answer.outcome == (500, 10030)
    assert (answer["status"]["description"], answer.details) == (
        "Try the request again",
        "try later",
    )
    assert answer["inputs"] == []


@pytest.mark.rule("api.supplied")
def test_an_error_of_a_supplied_handler_is_the_tests_to_see(fake: FakeClarifai, api: Api) -> None:
    @fake.handler("PostModelOutputs")
    def _(_request: object) -> object:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        predict(api)


@pytest.mark.rule("api.supplied")
def test_a_supplied_handler_may_use_the_fake_from_another_thread(
    fake: FakeClarifai, api: Api
) -> None:
    @fake.handler("PostModelOutputs")
    def _(_request: object) -> dict[str, Any]:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(fake.app().add_input, "made").result(timeout=5)
        return {}

    assert predict(api).http == 200
    assert [i.id for i in fake.app().inputs()] == ["made"]


@pytest.mark.rule("api.supplied")
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"output": []}, "output: no such field"),
        ({"outputs": [{"data": {"concepts": [{"value": "x"}]}}]}, "outputs[0].data.concepts[0]"),
        (None, "MultiOutputResponse or a dict"),
        (service_pb2.MultiInputResponse(), "MultiOutputResponse or a dict"),
        ([], "MultiOutputResponse or a dict"),
    ],
)
def test_what_is_supplied_must_keep_the_contract(
    fake: FakeClarifai, api: Api, answer: Any, told: str
) -> None:
    with pytest.raises(TypeError) as reply_refused:
        fake.reply("PostModelOutputs", answer)
    fake.handler("PostModelOutputs")(lambda _: answer)
    with pytest.raises(TypeError) as handler_refused:
        predict(api)
    for refused in (reply_refused, handler_refused):
        assert "PostModelOutputs" in str(refused.value)
        assert told in str(refused.value)


@pytest.mark.rule("api.supplied")
def test_a_reply_is_kept_as_it_was_given(fake: FakeClarifai, api: Api) -> None:
    reply = service_pb2.MultiOutputResponse()
    fake.reply("PostModelOutputs", reply)
    reply.outputs.add(id="late")
    assert predict(api)["outputs"] == []
    assert not reply.status.req_id


@pytest.mark.parametrize("supply", ["reply", "handler"])
def test_an_unknown_rpc_cannot_be_supplied_and_suggests_the_nearest(
    fake: FakeClarifai, supply: str
) -> None:
    with pytest.raises(UnknownOperation, match=r"Did you mean 'PostModelOutputs'\?"):
        fake.handler("PostModelOutput") if supply == "handler" else fake.reply(
            "PostModelOutput", {}
        )

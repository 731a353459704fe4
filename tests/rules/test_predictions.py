"""PostModelOutputs and PostWorkflowResults: a user's detectors answer, if there are any."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai
from fakeannot.service.models.detection import BadDetection
from tests.api import Answer, Api, api_of
from tests.rules.annotating import nothing_changed
from tests.rules.conftest import concepts
from tests.rules.detecting import FACE

URL = {"data": {"image": {"url": "https://x.y/1.jpg"}}}
BYTES = {"id": "sent", "data": {"image": {"base64": "aGVq"}}}
OUTPUTS, RESULTS = "models/m/outputs", "workflows/w/results"


def seeing(id_: str, _: resources_pb2.Input) -> object:
    return concepts(id_)


def predict(api: Api, *inputs: dict[str, Any], path: str = OUTPUTS) -> Answer:
    return api.post(path, {"inputs": [*inputs]})


@pytest.mark.rule("api.not_built", "predictions.by_detectors")
@pytest.mark.parametrize("path", [OUTPUTS, RESULTS])
def test_without_a_detector_predictions_are_not_built(
    fake: FakeClarifai, api: Api, path: str
) -> None:
    answer = predict(api, URL, path=path)
    assert answer.outcome == (501, 10040)
    assert "a detector with fake.workflow(...)" in answer.details
    assert len(fake.not_built) == 1
    fake.workflow(lambda _: None)
    assert predict(api, URL, path=path).outcome == (200, 10000)
    assert len(fake.not_built) == 1


@pytest.mark.rule("predictions.outputs", "timestamps.nanoseconds_on_write")
def test_an_output_is_dated_to_the_nanosecond() -> None:
    fake = FakeClarifai(clock=lambda: 1_700_000_000_123_456_789)
    fake.workflow(lambda _: None)
    (output,) = predict(api_of(fake), URL)["outputs"]
    assert output["created_at"].startswith("2023-11-14T22:13:20.123")
    assert not output["created_at"].endswith("000Z")
    assert len(output["created_at"]) == len("2023-11-14T22:13:20.123456789Z")


@pytest.mark.rule("predictions.outputs", "predictions.completed")
def test_an_output_has_what_the_detectors_see_of_its_input(fake: FakeClarifai, api: Api) -> None:
    seen: list[str] = []
    shape = FACE["region_info"]

    @fake.workflow
    def _(given: resources_pb2.Input) -> object:
        seen.append(given.data.image.url)
        return [{"region_info": shape}, {"id": "cat", "name": "Cat", "value": 0.25}]

    fake.workflow(lambda _: {"concepts": [{"id": "dog", "app_id": "main"}]})
    answer = predict(api, URL, {**URL, "id": "mine"})
    assert answer.outcome == (200, 10000)
    first, second = answer["outputs"]
    assert list(first) == ["id", "status", "created_at", "model", "input", "data"]
    assert (len(first["id"]), first["status"]) == (32, {"code": 10000, "description": "Ok"})
    assert (first["model"]["id"], first["model"]["app_id"]) == ("m", fake.app_id)
    assert len(first["model"]["model_version"]["id"]) == 32
    assert (len(first["input"]["id"]), second["input"]["id"]) == (32, "mine")
    assert first["input"]["data"] == URL["data"]
    ((region,), (cat, dog)) = first["data"]["regions"], first["data"]["concepts"]
    assert len(region["id"]) == 32
    assert cat == {"id": "cat", "name": "Cat", "value": 0.25, "app_id": fake.app_id}
    assert dog == {"id": "dog", "name": "dog", "value": 1, "app_id": "main"}
    assert seen == ["https://x.y/1.jpg"] * 2
    assert fake.app().inputs() == []


@pytest.mark.rule("predictions.by_detectors")
def test_the_detectors_of_the_version_asked_for_answer(fake: FakeClarifai, api: Api) -> None:
    for id_ in ("a", "b"):
        fake.workflow(partial(seeing, id_), model_version_id=id_)
    fake.workflow(lambda _: concepts("w"), workflow_version_id="w")

    def found(version: str) -> tuple[str, list[str]]:
        (output,) = predict(api, URL, path=f"models/m{version}/outputs")["outputs"]
        named = [concept["id"] for concept in output["data"]["concepts"]]
        return output["model"]["model_version"]["id"], named

    assert found("/versions/b") == ("b", ["b"])
    assert found("/versions/x") == ("x", ["a", "b", "w"])
    assert found("") == ("a", ["a", "b", "w"])


@pytest.mark.rule("predictions.results", "predictions.by_detectors")
def test_a_result_of_a_workflow_has_an_output_for_each_model(fake: FakeClarifai, api: Api) -> None:
    fake.workflow(lambda _: concepts("a"), model_version_id="v")
    fake.workflow(lambda _: concepts("b"), workflow_version_id="w1")
    scoped = api_of(fake, fake.pat, user_id=fake.user_id, app_id=fake.app_id)
    answer = predict(scoped, URL, path=RESULTS)
    assert list(answer.json) == ["status", "workflow", "results"]
    assert answer["workflow"]["id"] == "w"
    assert "version" not in answer["workflow"]
    (result,) = answer["results"]
    assert list(result) == ["id", "status", "created_at", "input", "outputs"]
    versions = [one["model"].get("model_version") for one in result["outputs"]]
    assert versions == [{"id": "v"}, None]
    named = [[one["id"] for one in output["data"]["concepts"]] for output in result["outputs"]]
    assert named == [["a"], ["b"]]
    own = predict(scoped, URL, path="workflows/w/versions/w1/results")
    assert own["workflow"]["version"]["id"] == "w1"
    assert len(own["results"][0]["outputs"]) == 1


@pytest.mark.rule("predictions.inputs")
def test_an_input_of_the_app_is_known_by_its_id_to_who_may_see_it(
    fake: FakeClarifai, api: Api
) -> None:
    fake.workflow(lambda given: {"id": given.data.image.url})
    fake.app().add_input("car", url="https://x.y/car.jpg")
    (output,) = predict(api, {"id": "car"})["outputs"]
    assert output["data"]["concepts"][0]["id"] == "https://x.y/car.jpg"
    assert list(output["input"]) == ["id", "data"]
    fake.app().add_collaborator("lee")
    callers = [
        api_of(fake, fake.add_user(user_id), user_id=fake.user_id, app_id=fake.app_id)
        for user_id in ("lee", "stranger")
    ]
    codes = [predict(caller, {"id": "car"}).code for caller in callers]
    assert codes == [10000, 10020]
    assert predict(api_of(fake, fake.pat, user_id="clarifai", app_id="main"), URL).code == 10000


@pytest.mark.rule("predictions.inputs", "bulk.mixed", "bulk.all_failed", "bulk.not_empty")
def test_an_input_without_a_medium_is_refused_on_its_output(fake: FakeClarifai, api: Api) -> None:
    fake.workflow(lambda _: concepts("a"))
    text = {"data": {"text": {"raw": "hello"}}}
    with nothing_changed(fake):
        answer = predict(api, {}, text, {"id": "none"}, {"data": {"image": {}}})
    assert answer.outcome == (207, 10010)
    assert [one["status"]["code"] for one in answer["outputs"]] == [30104, 10000, 11101, 30104]
    assert answer["outputs"][2]["input"]["id"] == "none"
    assert answer["outputs"][1]["input"]["data"] == text["data"]
    assert "data" not in answer["outputs"][0]
    assert predict(api, {}).outcome == (400, 10020)
    assert predict(api, {}, path=RESULTS)["results"][0]["status"]["code"] == 30104
    assert predict(api).code == 11100
    assert predict(api, *[URL] * 129).code == 11100


@pytest.mark.rule("predictions.bytes_echoed")
def test_bytes_are_seen_by_the_detector_and_echoed_as_true(fake: FakeClarifai, api: Api) -> None:
    seen: list[bytes] = []
    fake.workflow(lambda given: seen.append(given.data.image.base64))
    for path, field in ((OUTPUTS, "outputs"), (RESULTS, "results")):
        (one,) = predict(api, BYTES, path=path)[field]
        assert one["input"]["data"]["image"]["base64"] == "dHJ1ZQ=="
    assert seen == [b"hej"] * 2


@pytest.mark.rule("models.checked")
def test_what_no_annotation_may_hold_is_told_to_the_test(fake: FakeClarifai, api: Api) -> None:
    fake.workflow(lambda _: {"concepts": [{"name": "no id"}]})
    with pytest.raises(BadDetection):
        predict(api, URL)

"""What a live app gives to a test is what an app of the fake would."""

from __future__ import annotations

import pytest

from fakeannot.conformance.calls import ApiCall, Outcome
from fakeannot.testing.live.app import LiveApp
from tests.conformance.worlds import Altered, inputs, sandbox
from tests.plugin.live import Real, standing_in
from tests.plugin.suites import Suite


def test_what_is_arranged_reads_back_as_from_the_fake(real: Real) -> None:
    real.run(
        """
from clarifai_grpc.grpc.api import resources_pb2
def test_it(fakeannot):
    app = fakeannot.app()
    assert (app.id, app.user_id) == (fakeannot.app_id, fakeannot.user_id)
    car = app.add_input("car", data={"concepts": [{"id": "car"}], "metadata": {"shelf": 3}})
    assert (car.id, car.status.code) == ("car", 30000)
    assert car.data.metadata["shelf"] == 3
    box = resources_pb2.BoundingBox(top_row=0.0, left_col=0.5, bottom_row=1.0, right_col=1.0)
    region = resources_pb2.Region(region_info=resources_pb2.RegionInfo(bounding_box=box))
    region.data.concepts.add(id="wheel", value=0)
    made = app.add_annotation(
        "car", resources_pb2.Data(regions=[region]), annotation_id="a", task_id="t1",
        status={"code": "ANNOTATION_PENDING"},
    )
    assert (made.id, made.task_id, made.status.code) == ("a", "t1", 24151)
    assert made.data.regions[0].region_info.bounding_box == box
    assert made.data.regions[0].data.concepts[0].value == 0
    assert app.annotations("car")[-1] == made
    assert len(app.annotations()) == 2
    assert app.add_input(url="https://example.com/2.jpg").data.image.url.endswith("2.jpg")
    assert {one.id for one in app.concepts()} == {"car", "wheel"}
    words = app.add_input("words", data={"text": {"raw": "a few"}}).data
    assert words.HasField("text") and not words.HasField("image")
    assert app.add_annotation("words").user_id == app.user_id
"""
    ).assert_outcomes(passed=1)


def test_lists_are_read_to_their_last_page(real: Real) -> None:
    real.run(
        """
def test_it(fakeannot):
    for start in (0, 100):
        upload(*(str(number) for number in range(start, start + 100)))
    assert len(fakeannot.app().inputs()) == len(fakeannot.app().annotations()) == 200
"""
    ).assert_outcomes(passed=1)
    assert real.inputs() == []


def test_what_the_api_refuses_is_a_refusal_in_its_own_words(real: Real) -> None:
    real.run(
        """
from fakeannot import Refusal
def test_it(fakeannot):
    with pytest.raises(Refusal, match="does not exist") as caught:
        fakeannot.app().add_annotation("no such input")
    assert caught.value.code == 11101
    fakeannot.app().add_input("twice")
    with pytest.raises(Refusal, match="duplicate ID"):
        fakeannot.app().add_input("twice")
    with pytest.raises(KeyError, match="no such input"):
        fakeannot.app().process_inputs("no such input")
"""
    ).assert_outcomes(passed=1)


def test_inputs_are_waited_for_until_they_are_processed(
    suite: Suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakeannot.conformance.sandbox.Sandbox._pauses", lambda _: [0.0] * 9)
    with standing_in(suite, pytester, monkeypatch, processing="reads:4") as real:
        real.run(
            """
def test_it(fakeannot):
    assert fakeannot.app().add_input("mine").status.code == 30000
    upload("theirs")
    fakeannot.app().process_inputs()
    assert call("GET", "inputs/theirs")["input"]["status"]["code"] == 30000
"""
        ).assert_outcomes(passed=1)


def test_an_input_that_is_never_processed_fails_the_test_and_is_deleted(
    suite: Suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakeannot.conformance.sandbox.Sandbox._pauses", lambda _: [0.0])
    with standing_in(suite, pytester, monkeypatch, processing="manual") as real:
        result = real.run("def test_it(fakeannot): fakeannot.app().add_input()")
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["Inputs were not processed within 60 seconds."])
        result.stdout.no_fnmatch_line("*sandbox.py*")
        assert real.inputs() == []


def test_a_list_or_a_thing_that_the_api_does_not_give_is_a_refusal(real: Real) -> None:
    real.service.reply("ListConcepts", {"status": {"code": 11102, "description": "Not now"}})
    real.service.reply("GetInput", {"status": {"code": 11101, "details": "Gone again"}})
    real.run(
        """
from fakeannot import Refusal
def test_it(fakeannot):
    with pytest.raises(Refusal, match="Not now") as caught:
        fakeannot.app().concepts()
    assert caught.value.code == 11102
    with pytest.raises(Refusal, match="Gone again"):
        fakeannot.app().add_input("i")
"""
    ).assert_outcomes(passed=1)


def test_what_models_have_found_is_listed_too(real: Real) -> None:
    real.service.workflow(lambda _: {"id": "found", "value": 0.5}, model_version_id="v1")
    real.run(
        """
def test_it(fakeannot):
    fakeannot.app().add_input("i")
    assert [one.model_version_id for one in fakeannot.app().annotations("i")] == ["", "v1"]
"""
    ).assert_outcomes(passed=1)


def test_fields_that_the_contract_does_not_have_yet_are_passed_over() -> None:
    def newer(_: ApiCall, outcome: Outcome) -> Outcome:
        items = [{**item, "newer": {"than": "this"}} for item in outcome.items("inputs")]
        return outcome._replace(body={**outcome.body, "inputs": items})

    with sandbox(Altered(newer)) as box:
        box.send(inputs("i"))
        (listed,) = LiveApp(box).inputs()
        assert listed.data.image.url

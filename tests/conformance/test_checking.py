"""Whole runs against fakes in this process: what is found, and what is said of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.conformance import Check, FakeTarget, Plan, check
from fakeannot.conformance.calls import ApiCall, Outcome, Wire
from fakeannot.conformance.exploration import explore
from fakeannot.conformance.report import Report
from fakeannot.conformance.sandbox import Sandbox
from fakeannot.conformance.session import Session
from fakeannot.conformance.side_by_side import side_by_side
from tests.conformance.worlds import OTHER, PLACE, PREFIX, Altered, quick

CALLS = 800


def of(target: Altered, **plan: Any) -> Report:
    wanted = {"max_calls": CALLS, "patience": 0, "enough": 1, **plan}
    return Check(target, Plan("user", "app", "other-app", **wanted), prefix="fa0000-").run()


def without(name: str, rpc: str) -> Altered:
    """A fake whose answers to an RPC lack a field of each annotation."""

    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        body = json.loads(json.dumps(outcome.body))
        for one in outcome._replace(body=body).items("annotations") if call.rpc == rpc else ():
            one.pop(name, None)
        return outcome._replace(body=body)

    return Altered(change)


@pytest.mark.parametrize("wire", ["rest", "grpc"])
def test_a_fake_agrees_with_itself(wire: Wire) -> None:
    report = of(Altered(wire=wire))
    assert report.findings == [], report.text()
    assert report.status == 0
    assert report.calls <= CALLS
    verdicts = report.verdicts()
    assert verdicts["annotations.oldest_first"] == verdicts["bulk.mixed"] == "confirmed"
    assert verdicts["access.scopes"] == "not exercised"
    assert verdicts["access.apps_appear"] == "not exercised", "that is the fake's alone"


def test_an_app_is_left_empty() -> None:
    target = Altered()
    of(target)
    for app in ("app", "other-app"):
        assert target.fake.app(app, "user").annotations() == []


def test_a_service_that_takes_its_time_with_inputs_agrees() -> None:
    target = Altered()
    target._inner.fake = FakeClarifai(user_id="user", app_id="app", processing="reads:2")
    allowance = quick(2 * CALLS)
    with Sandbox(target, allowance, [PLACE, OTHER], PREFIX, patience=60) as box:
        session = Session(box)
        explore(session, 0)
    assert session.findings == []


def test_one_app_will_do() -> None:
    target = Altered()
    plan = Plan("user", "app", max_calls=2 * CALLS, tour=False)
    assert Check(target, plan).run().status == 0
    assert not any(call.elsewhere for call in target.calls)


def test_the_same_seed_makes_the_same_calls() -> None:
    one, other, third = (Altered() for _ in range(3))
    for target, seed in ((one, 1), (other, 1), (third, 2)):
        of(target, seed=seed)
    assert [call.rpc for call in one.calls] == [call.rpc for call in other.calls]
    assert [call.rpc for call in one.calls] != [call.rpc for call in third.calls]


def test_a_difference_is_shown_by_few_calls_and_blamed_on_its_rule() -> None:
    report = of(without("input_level", "ListAnnotations"))
    (found,) = report.errors
    assert found.difference.at == "annotations[0].input_level"
    assert [one.call.rpc for one in found.calls] == ["PostInputs", "ListAnnotations"]
    assert set(found.rules) & {"input_level.made", "input_level.listed"}
    assert report.status == 1
    assert set(report.verdicts().values()) >= {"confirmed", "in doubt", "not exercised"}


def test_a_difference_met_by_chance_is_made_smaller_too() -> None:
    report = of(without("input_level", "ListAnnotations"), tour=False, max_calls=2_000)
    (found,) = report.errors
    assert len(found.calls) <= 4


def test_a_lesser_difference_is_told_and_is_no_failure() -> None:
    report = of(without("trusted", "ListAnnotations"))
    assert {one.difference.tier for one in report.findings} == {"warning"}
    assert report.status == 0
    assert "1 warnings" in report.text()


def test_several_differences_are_found_one_after_the_other() -> None:
    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        codes = {"GetInput": 11100, "GetAnnotation": 24155}
        if outcome.code == 11101 and call.rpc in codes:
            status = {**outcome.body["status"], "code": codes[call.rpc]}
            return outcome._replace(body={**outcome.body, "status": status})
        return outcome

    report = of(Altered(change), enough=5)
    refuted = {id_ for id_, verdict in report.verdicts().items() if verdict == "refuted"}
    assert refuted >= {"inputs.get_unknown", "annotations.get_unknown"}
    assert {one.difference.rpc for one in report.errors} == {"GetInput", "GetAnnotation"}


def test_only_the_rules_named_are_looked_at() -> None:
    target = without("input_level", "ListAnnotations")
    assert of(target, only=["lists.*", "inputs.*"]).findings == []


def test_a_law_is_checked_between_two_doors() -> None:
    other = Altered(lambda _, outcome: outcome._replace(body={**outcome.body, "annotations": []}))
    target = Altered()
    other._inner = target._inner
    plan = Plan("user", "app", max_calls=3_000, enough=1, tour=False, seed=1)
    report = Check(target, plan, also=other).run()
    assert [one.difference.kind for one in report.errors] == ["law"]


def test_an_app_in_use_is_a_fault() -> None:
    target = Altered()
    target.fake.app("app", "user").add_input("mine")
    report = of(target)
    assert report.status == 2
    assert "not empty" in report.fault
    assert report.fault in report.text()


def test_inputs_that_cannot_be_deleted_are_a_finding_and_left_over() -> None:
    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        if call.rpc == "ListInputs" and kept and "ids" not in call.fields:
            return outcome._replace(body={**outcome.body, "inputs": kept[:1]})
        kept.extend(outcome.items("inputs") if call.rpc == "PostInputs" else [])
        return outcome

    kept: list[Any] = []
    report = of(Altered(change), only=["inputs.delete_cascades"])
    assert report.status == 1
    assert report.errors[0].rules == ("inputs.delete_cascades",)


def test_any_implementation_can_be_checked_from_a_suite() -> None:
    fake = FakeClarifai(per_page=19)
    target = FakeTarget(fake)
    report = check(target, user_id=fake.user_id, app_id="a", max_calls=500, enough=1)
    assert [one.rules for one in report.errors] == [("lists.per_page_20",)]


def test_a_report_shows_both_answers_and_calls_to_paste() -> None:
    report = of(without("input_level", "ListAnnotations"))
    text = report.text()
    assert "1. error: removed of annotations[0].input_level in ListAnnotations" in text
    assert "-X POST https://api.clarifai.com/v2/users/user/apps/app/inputs" in text
    assert '-H "Authorization: Key $CLARIFAI_PAT"' in text
    assert "input_level.made: Every input gets" in text
    as_json = json.loads(json.dumps(report.as_json()))
    assert as_json["status"] == 1
    assert as_json["rules"]["envelope.req_id"]["verdict"] == "confirmed"
    (difference,) = as_json["differences"]
    assert difference["answers"]["fake"]["body"]["annotations"][0]["input_level"] is True
    assert "input_level" not in difference["answers"]["target"]["body"]["annotations"][0]


def test_values_stand_side_by_side_around_where_they_differ() -> None:
    fake = {"a": 1, "same": list(range(20)), "z": "x" * 80}
    shown = side_by_side(fake, {**fake, "z": "y"}).splitlines()
    assert shown[0].split() == ["fake", "target"]
    assert "..." in shown
    (marked,) = (line for line in shown if " | " in line)
    assert "xxx..." in marked
    assert '"z": "y"' in marked

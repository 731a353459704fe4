"""A run that was written down says what the target did, not whose it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.conformance import Check, Plan, replay
from fakeannot.conformance.calls import ApiCall, Outcome, Place, Wire
from fakeannot.conformance.trace import BadTrace, Recorder
from tests.conformance.worlds import Altered

WHO = "jane-doe-77"


def recorded(path: Path, target: Altered, **plan: Any) -> Path:
    wanted = {"max_calls": 500, "patience": 0, **plan}
    check = Check(target, Plan(WHO, f"{WHO}-app", "elsewhere-app", **wanted))
    with path.open("w", encoding="utf-8") as file:
        check.run(Recorder(file, check.plan.places, check.prefix, target.wire))
    assert check.report.calls > 400
    return path


def janes(change: Any = lambda _, outcome: outcome, wire: Wire = "rest") -> Altered:
    made = Altered(change, wire)
    made.fake = made._inner.fake = FakeClarifai(user_id=WHO, app_id="mine", id_seed=7)
    return made


@pytest.mark.parametrize("wire", ["rest", "grpc"])
def test_a_recorded_run_is_replayed_without_the_target(tmp_path: Path, wire: Wire) -> None:
    report = replay(recorded(tmp_path / "trace", janes(wire=wire)))
    assert report.findings == [], report.text()
    assert report.status == 0
    assert report.verdicts()["annotations.oldest_first"] == "confirmed"


def test_a_trace_does_not_say_whose_it_is(tmp_path: Path) -> None:
    target = janes()
    text = recorded(tmp_path / "trace", target).read_text("utf-8")
    assert WHO not in text
    assert "elsewhere-app" not in text
    generated = [one.id for one in target.fake.app("mine").annotations()]
    assert not any(id_ in text for id_ in generated)
    assert target.fake.pat not in text


def test_a_fake_that_differs_from_the_trace_is_told(tmp_path: Path) -> None:
    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        if call.rpc == "GetInput" and outcome.code == 11101:
            return outcome._replace(status=410)
        return outcome

    report = replay(recorded(tmp_path / "trace", janes(change)))
    assert report.status == 1
    assert {one.rules for one in report.errors} == {("inputs.get_unknown",)}
    assert "/users/user/apps/app/inputs/" in report.text()


def test_ids_keep_their_form_and_go_together() -> None:
    place = Place("u", "a")
    with Path("/dev/null").open("w", encoding="utf-8") as file:
        recorder = Recorder(file, [place], "fa12-", "rest")
    v4, plain = "0123456789ab4def8123456789abcdef", "f" * 32
    told = recorder.neutral(
        {"id": v4, "again": f"no '{v4}'", "region": plain, "u": "u of a: fa12-1"}
    )
    assert told["id"] not in (v4, plain)
    assert (told["id"][12], told["id"][16]) == ("4", "8")
    assert told["again"] == f"no '{told['id']}'"
    assert told["u"] == "user of app: run-1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no trace"),
        ("[]\n", "no trace"),
        ('{"a": 1}\n', "no trace"),
        ('{"fakeannot_trace": 99, "wire": "rest"}\n', "version 99"),
        ('{"fakeannot_trace": 1, "wire": "rest"}\n{"example": 1}\n', "damaged"),
        ('{"fakeannot_trace": 1, "wire": "rest"}\n{"exam', "damaged"),
    ],
)
def test_a_file_that_is_no_trace_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "trace"
    path.write_text(text, "utf-8")
    with pytest.raises(BadTrace, match=message):
        replay(path)


def test_a_line_of_a_trace_has_the_call_and_the_answer(tmp_path: Path) -> None:
    head, first, *_ = recorded(tmp_path / "trace", janes()).read_text("utf-8").splitlines()
    assert json.loads(head) == {"fakeannot_trace": 1, "wire": "rest"}
    assert set(json.loads(first)) == {"example", "call", "status", "body", "headers", "text"}

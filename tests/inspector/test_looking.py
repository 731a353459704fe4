"""What the page asks for, as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from fakeannot import FakeClarifai
from fakeannot.control import inspecting

BOX = {"region_info": {"bounding_box": {"bottom_row": 0.5, "right_col": 0.5}}}


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai()
    for number in range(5):
        made.app().add_input(f"car-{number}", url=f"https://example.com/Street{number}.jpg")
    made.app().add_annotation("car-1", {"regions": [BOX]}, annotation_id="box")
    return made


def asked(fake: FakeClarifai, path: str, world: str = "default", **options: object) -> Any:
    options = {"user": fake.user_id, "app": fake.app_id, **options}
    headers = {"X-Fakeannot-World": world}
    answer = fake.client().get(
        f"/__fakeannot/inspector/{path}?{urlencode(options)}", headers=headers
    )
    assert answer.status_code == 200, answer.text
    return answer.json


def test_apps_are_told_with_how_much_is_in_them(fake: FakeClarifai) -> None:
    fake.app("street", "owner").add_input("x")
    told = asked(fake, "apps")
    assert told["default"] == {"user_id": fake.user_id, "app_id": fake.app_id}
    assert [(a["user_id"], a["app_id"], a["inputs"], a["annotations"]) for a in told["apps"]] == [
        (fake.user_id, fake.app_id, 5, 6),
        ("owner", "street", 1, 1),
    ]


def test_inputs_come_in_pages_with_how_many_annotations_each_has(fake: FakeClarifai) -> None:
    told = asked(fake, "inputs", start=1, count=2)
    assert (told["total"], told["start"], told["annotations"]) == (5, 1, [2, 1])
    assert [one["id"] for one in told["inputs"]] == ["car-1", "car-2"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("CAR-3", ["car-3"]),
        ("street4", ["car-4"]),
        (".JPG", [f"car-{n}" for n in range(5)]),
        ("bus", []),
    ],
)
def test_inputs_are_found_by_id_and_url(fake: FakeClarifai, wanted: str, found: list[str]) -> None:
    told = asked(fake, "inputs", q=wanted)
    assert ([one["id"] for one in told["inputs"]], told["total"]) == (found, len(found))


def test_upper_case_ids_are_found_by_lower_case(fake: FakeClarifai) -> None:
    fake.app().add_input("BUS")
    assert asked(fake, "inputs", q="bus")["total"] == 1


def test_no_page_is_longer_than_it_may_be(
    fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspecting, "_MOST", 2)
    assert len(asked(fake, "inputs", count=5)["inputs"]) == 2


def test_found_inputs_come_in_pages_too(fake: FakeClarifai) -> None:
    told = asked(fake, "inputs", q="car", start=4, count=2)
    assert ([one["id"] for one in told["inputs"]], told["total"]) == (["car-4"], 5)


def test_annotations_of_an_input_come_with_it_in_pages(fake: FakeClarifai) -> None:
    told = asked(fake, "annotations", input="car-1", start=1, count=5)
    assert (told["total"], told["input"]["id"]) == (2, "car-1")
    assert [one["id"] for one in told["annotations"]] == ["box"]
    assert told["annotations"][0]["data"]["regions"][0]["region_info"]["bounding_box"]


def test_what_is_not_there_is_told_as_nothing(fake: FakeClarifai) -> None:
    told = asked(fake, "annotations", input="bus")
    assert told == {"total": 0, "start": 0, "input": None, "annotations": []}
    assert asked(fake, "inputs", app="nowhere")["total"] == 0
    assert (fake.user_id, "nowhere") not in fake._dispatcher.world.apps


def test_concepts_are_told_by_id_and_name(fake: FakeClarifai) -> None:
    fake.app().add_annotation("car-1", {"concepts": [{"id": "<b>x</b>", "name": "tree"}]})
    assert asked(fake, "concepts")["concepts"] == [{"id": "<b>x</b>", "name": "tree"}]


def test_looking_makes_no_world_and_is_told_if_there_is_none(fake: FakeClarifai) -> None:
    headers = {"X-Fakeannot-World": "w1"}
    answer = fake.client().get("/__fakeannot/inspector/news", headers=headers)
    assert answer.status_code == 404
    assert "w1" not in fake.worlds
    fake.worlds["w1"].app().add_input("cat")
    assert asked(fake, "inputs", "w1")["inputs"][0]["id"] == "cat"


def test_an_upload_is_given_and_where_there_is_none_nothing_is(fake: FakeClarifai) -> None:
    made = fake.app().add_input("cat", data={"image": {"base64": "R0lGODlhAQ=="}})
    digest = made.data.image.hosted.suffix.rpartition("/")[2]
    client = fake.client()
    answer = client.get(f"/__fakeannot/inspector/media/{digest}")
    assert (answer.data[:4], answer.content_type) == (b"GIF8", "image/gif")
    assert client.get("/__fakeannot/inspector/media/0").status_code == 204


@pytest.mark.parametrize("options", ["start=-1", "count=x", "start=9999999999", "count=²"])
def test_a_number_that_is_none_is_refused_in_words(fake: FakeClarifai, options: str) -> None:
    answer = fake.client().get(f"/__fakeannot/inspector/inputs?{options}")
    assert answer.status_code == 400
    assert "a whole number from 0 is wanted" in answer.text


def test_one_call_is_told_with_the_rule_it_was_refused_by_and_as_a_command(
    fake: FakeClarifai,
) -> None:
    fake.client().get("/v2/inputs?pgae=1", headers={"Authorization": f"Key {fake.api_key}"})
    told = asked(fake, "call", number=1, base="http://127.0.0.1:8080")
    (rule,) = {one["rule"] for one in told["refused"]}
    assert told["rules"][rule]["evidence"] in ("observed", "documented", "inferred")
    assert told["curl"].startswith("curl")
    assert "http://127.0.0.1:8080/v2/inputs?pgae=1" in told["curl"]
    assert fake.api_key not in told["curl"]


@pytest.mark.parametrize("number", [0, 2])
def test_a_call_that_is_not_kept_is_told_so(fake: FakeClarifai, number: int) -> None:
    fake.client().get("/v2/inputs")
    answer = fake.client().get(f"/__fakeannot/inspector/call?number={number}")
    assert (answer.status_code, "not kept any more" in answer.text) == (404, True)


def test_a_grpc_call_that_nobody_can_read_has_no_command(fake: FakeClarifai) -> None:
    fake._rpc_door.answer("/clarifai.api.V2/ListInputs", {}, b"")
    record = next(fake._dispatcher.state.calls.since(0))[1]
    fake._dispatcher.state.calls.add(record._replace(request=b"\xff"))
    assert asked(fake, "call", number=1)["curl"].startswith("curl")
    assert asked(fake, "call", number=2)["curl"] == ""


def test_forms_are_told_what_there_is_to_choose_from(fake: FakeClarifai) -> None:
    told = asked(fake, "choices")
    assert "PostAnnotations" in told["rpcs"]
    assert "reply_lost" in told["faults"]
    assert [24151, "ANNOTATION_PENDING"] in told["statuses"]

"""An explanation as text, and over HTTP."""

from __future__ import annotations

import json

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of

UNKNOWN = {"annotations": [{"input_id": "strret"}]}


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai()
    made.app().add_input("street")
    return made


@pytest.fixture
def api(fake: FakeClarifai) -> Api:
    return api_of(fake)


def test_an_explanation_is_a_readable_block(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", UNKNOWN)
    assert str(fake.explain()).splitlines() == [
        "Call 1: POST /v2/annotations -> 400 FAILURE",
        "annotations[0] is refused: 11101 CONN_DOES_NOT_EXIST",
        "  details  Input 'strret' does not exist in the app 'fake-app'.",
        "  at       annotations[0].input_id",
        '  got      "strret"',
        "  rule     annotations.input_known: An annotation of an unknown input is refused with "
        "11101 on the item.",
        "           inferred: as observed for concepts",
        "  instead  Post the input first, or name one that there is.",
        "The smallest edit found that succeeds, with 200 10000 Ok:",
        '  annotations[0].input_id: "strret" -> "street"',
        "  curl -X POST https://api.clarifai.com/v2/annotations \\",
        '    -H "Authorization: Key $CLARIFAI_PAT" \\',
        "    -H 'Content-Type: application/json' \\",
        """    -d '{"annotations": [{"input_id": "street"}]}'""",
    ]


def test_a_server_explains_a_call_by_its_req_id(fake: FakeClarifai, api: Api) -> None:
    req_id = api.post("annotations", UNKNOWN)["status"]["req_id"]
    client = fake.client()
    told = client.get(f"/__fakeannot/explain/{req_id}").json
    assert told is not None
    assert told["reasons"][0]["rule"]["id"] == "annotations.input_known"
    assert told["edit"]["changes"][0]["after"] == "street"
    assert client.get("/__fakeannot/explain").json == told
    text = client.get(f"/__fakeannot/explain/{req_id}?text").text
    assert text == client.get("/__fakeannot/explain", headers={"Accept": "text/plain"}).text
    assert text == f"{fake.explain()}\n"


def test_a_server_says_of_an_unknown_req_id_that_it_is_one(fake: FakeClarifai) -> None:
    answer = fake.client().get("/__fakeannot/explain/none")
    assert answer.status_code == 404
    assert "has the req_id 'none'" in json.loads(answer.data)["error"]

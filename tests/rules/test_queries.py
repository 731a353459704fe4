"""Queries: lists, booleans and nested messages as the official clients write them, and the path."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of, by_wsgi
from tests.state import unchanged


@pytest.fixture
def inputs(fake: FakeClarifai) -> list[str]:
    """The ids of three inputs; each has an input-level annotation, and `b` a model's besides."""
    app = fake.app()
    app.add_input("a")
    fake.workflow(lambda _: [{"id": "seen"}], model_version_id="model")
    app.add_input("b")
    app.add_annotation("a", annotation_id="pending", status={"code": "ANNOTATION_PENDING"})
    return ["a", "b"]


def _ids(answer: Answer) -> list[str]:
    assert answer.outcome == (200, 10000), answer.json
    return [item["input_id"] for item in answer["annotations"]]


@pytest.mark.rule("json.query")
@pytest.mark.parametrize("key", ["input_ids", "inputIds"])
def test_a_list_repeats_its_key(api: Api, inputs: list[str], key: str) -> None:
    assert _ids(api.get("annotations", (key, "a"), (key, "b"))) == ["a", "b", "a"]
    assert _ids(api.get("annotations", (key, "b"))) == ["b"]


@pytest.mark.rule("json.query")
@pytest.mark.parametrize(
    ("word", "count"), [("True", 4), ("true", 4), ("1", 4), ("False", 3), ("false", 3), ("0", 3)]
)
def test_booleans_may_be_written_as_python_writes_them(
    api: Api, inputs: list[str], word: str, count: int
) -> None:
    assert len(_ids(api.get("annotations", ("list_all_annotations", word)))) == count


@pytest.mark.rule("json.query", "json.wrong_value")
@pytest.mark.parametrize("word", ["yes", "TRUE", ""])
def test_other_words_for_a_boolean_are_refused(api: Api, word: str) -> None:
    answer = api.get("annotations", ("list_all_annotations", word))
    assert answer.outcome == (400, 11100)
    assert "'list_all_annotations' in request: expected true or false" in answer.details


@pytest.mark.rule("json.query")
@pytest.mark.parametrize("prefix", ["user_app_id.user_id", "userAppId.userId"])
def test_the_user_and_app_may_stand_in_the_query_too(
    fake: FakeClarifai, inputs: list[str], prefix: str
) -> None:
    app_key = "user_app_id.app_id" if "_" in prefix else "userAppId.appId"
    pairs = (prefix, fake.user_id), (app_key, fake.app_id)
    assert _ids(api_of(fake, fake.pat).get("annotations", *pairs)) == ["a", "b", "a"]


@pytest.mark.rule("json.query", "http.path_wins")
def test_without_a_path_the_query_names_the_app(fake: FakeClarifai) -> None:
    fake.app("other").add_input("there")
    api = Api(api_of(fake)._send, f"Key {fake.pat}")
    pairs = ("user_app_id.user_id", "me"), ("user_app_id.app_id", "other")
    assert _ids(api.get("annotations", *pairs)) == ["there"]


@pytest.mark.rule("http.path_wins")
def test_the_path_wins_over_the_query(fake: FakeClarifai) -> None:
    fake.app("other").add_input("there")
    api = api_of(fake, fake.pat, app_id="other")
    pairs = ("user_app_id.user_id", "somebody"), ("user_app_id.app_id", "elsewhere")
    assert _ids(api.get("annotations", *pairs)) == ["there"]


@pytest.mark.rule("http.path_wins")
def test_the_path_wins_over_the_body(fake: FakeClarifai) -> None:
    api = api_of(fake, fake.pat, app_id="other")
    named = {"user_id": "somebody", "app_id": "elsewhere"}
    sent = {"inputs": [{"id": "x", "data": {"image": {"url": "u"}}}], "user_app_id": named}
    assert api.post("inputs", sent).outcome == (200, 10000)
    assert [i.id for i in fake.app("other").inputs()] == ["x"]
    assert fake.app("elsewhere", "somebody").inputs() == []


@pytest.mark.rule("http.path_wins")
def test_ids_in_the_path_win_over_those_in_body_and_query(api: Api, fake: FakeClarifai) -> None:
    for input_id in ("kept", "gone"):
        fake.app().add_input(input_id)
    assert api.get("inputs/kept", ("input_id", "gone"))["input"]["id"] == "kept"
    assert api.delete("inputs/gone", {"input_id": "kept"}).outcome == (200, 10000)
    assert [i.id for i in fake.app().inputs()] == ["kept"]


@pytest.mark.rule("http.path_wins", "json.any_content_type")
def test_a_delete_of_one_thing_may_name_the_app_in_its_body(fake: FakeClarifai) -> None:
    fake.app("other").add_input("there")
    api = Api(api_of(fake)._send, f"Key {fake.pat}")
    named = {"user_app_id": {"user_id": "me", "app_id": "other"}}
    assert api.delete("/v2/inputs/there", b"{").outcome == (400, 11100)
    assert api.delete("/v2/inputs/there", named).outcome == (200, 10000)
    assert fake.app("other").inputs() == []


@pytest.mark.rule("http.path_wins")
def test_ids_in_the_path_are_percent_decoded(api: Api, fake: FakeClarifai) -> None:
    fake.app().add_input("Müller & Söhne 100%")
    answer = api.get("inputs/M%C3%BCller%20%26%20S%C3%B6hne%20100%25")
    assert answer["input"]["id"] == "Müller & Söhne 100%"


@pytest.mark.rule("json.query")
@pytest.mark.parametrize(
    ("pair", "count"),
    [
        (("statuses", "ANNOTATION_PENDING"), 1),
        (("statuses", "24151"), 1),
        (("statuses.code", "24151"), 1),
        # What the official JSON channel makes of a list of statuses says nothing at all.
        (("statuses", "code"), 3),
    ],
)
def test_statuses_may_be_given_by_code(
    api: Api, inputs: list[str], pair: tuple[str, str], count: int
) -> None:
    assert len(_ids(api.get("annotations", pair))) == count


@pytest.mark.rule("json.wrong_value", "lists.page_from_1")
@pytest.mark.parametrize("path", ["annotations", "inputs", "concepts"])
@pytest.mark.parametrize("key", ["page", "per_page"])
@pytest.mark.parametrize(
    "value", ["-1", "two", "1.5", "0x10", "1e1", "4294967296", "None", "\u0662"]
)
def test_a_page_that_is_no_whole_number_from_0_is_refused(
    fake: FakeClarifai, api: Api, path: str, key: str, value: str
) -> None:
    with unchanged(fake):
        answer = api.get(path, (key, value))
    assert answer.outcome == (400, 11100)
    assert answer.details.startswith(f"Invalid value at json path '{key}' in request: ")
    assert value in answer.details
    assert answer[path] == []


@pytest.mark.rule("lists.at_most_1000")
@pytest.mark.parametrize("path", ["annotations", "inputs", "concepts"])
def test_over_1000_results_a_page_are_refused(api: Api, path: str) -> None:
    answer = api.get(path, ("per_page", 1001))
    assert answer.outcome == (400, 11102)
    assert "1001" in answer.details
    assert "1000" in answer.details
    assert api.get(path, ("per_page", 1000)).outcome == (200, 10000)


@pytest.mark.rule("json.unknown_field")
@pytest.mark.parametrize("key", ["per_pages", "user_app_id.name", "input_ids.x", "page.x", ""])
def test_an_unknown_query_key_is_refused_by_name(fake: FakeClarifai, api: Api, key: str) -> None:
    answer = api.get("annotations", (key, "1"))
    assert answer.outcome == (400, 11100)
    assert answer.details == f"Invalid json path '{key}' in request."
    lax = FakeClarifai(unknown_fields="ignore")
    assert api_of(lax).get("annotations", (key, "1")).outcome == (200, 10000)


@pytest.mark.rule("json.query")
@pytest.mark.parametrize("query", ["%", "%zz", "&&&", "page=", "per_page=&page=", "=", "%ff=%fe"])
def test_a_strange_query_gets_a_clarifai_answer(api: Api, query: str) -> None:
    answer = api.call("GET", f"annotations?{query}")
    assert answer.outcome in [(200, 10000), (400, 11100)]


@pytest.mark.rule("json.query", "http.path_wins")
def test_a_call_with_a_body_takes_user_and_app_from_the_query_if_nothing_else_names_them(
    fake: FakeClarifai,
) -> None:
    client = Api(by_wsgi(fake), f"Key {'b' * 32}")
    image = {"image": {"url": "https://x.test/1"}}
    query = "user_app_id.user_id=me&user_app_id.app_id=other"
    for path, named, app_id in (
        ("/v2/inputs", {}, "other"),
        ("/v2/inputs", {"user_app_id": {"user_id": "me", "app_id": "third"}}, "third"),
        ("/v2/users/me/apps/fourth/inputs", {}, "fourth"),
    ):
        client.post(f"{path}?{query}", {"inputs": [{"data": image}], **named})
        assert len(fake.app(app_id).inputs()) == 1
    assert fake.app().inputs() == []

"""The names of concepts in other languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Answer, Api

PATH = "concepts/tree/languages"
OWN = {"id": "en", "name": "Tree", "definition": "a plant"}


@pytest.fixture
def api(api: Api) -> Api:
    """An app with a concept."""
    api.post("concepts", {"concepts": [{"id": "tree", "name": "Tree", "definition": "a plant"}]})
    return api


def post(api: Api, *languages: Any) -> Answer:
    return api.post(PATH, {"concept_languages": languages})


def patch(api: Api, action: str, *languages: Any) -> Answer:
    return api.patch(PATH, {"concept_languages": languages, "action": action})


def listed(api: Api, *pairs: tuple[str, object]) -> list[Any]:
    answer = api.get(PATH, *pairs)
    assert answer.outcome == (200, 10000)
    languages: list[Any] = answer["concept_languages"]
    return languages


@pytest.mark.rule("languages.list", "languages.post")
def test_a_concepts_own_language_is_listed_first(api: Api) -> None:
    assert listed(api) == [OWN]
    more = [{"id": "ja", "name": "ki"}, {"id": "de", "name": "Baum", "definition": "Pflanze"}]
    answer = post(api, *more)
    assert answer.outcome == (200, 10000)
    assert answer["concept_languages"] == more
    assert listed(api) == [OWN, *more]
    assert listed(api, ("per_page", 2), ("page", 2)) == more[1:]
    assert listed(api, ("page", 2)) == []


@pytest.mark.rule("languages.list", "things.unknown")
def test_one_language_is_read_by_its_code(api: Api) -> None:
    post(api, {"id": "ja", "name": "ki"})
    assert api.get(f"{PATH}/en")["concept_language"] == OWN
    assert api.get(f"{PATH}/ja")["concept_language"] == {"id": "ja", "name": "ki"}
    answer = api.get(f"{PATH}/fr")
    assert answer.outcome == (404, 11101)
    assert answer.details == "Language 'fr' does not exist in the app 'fake-app'."


@pytest.mark.rule("languages.post", "languages.need_id", "things.id_unique")
@pytest.mark.parametrize(
    ("ids", "code"),
    [(["fr", "en"], 40010), (["fr", "ja"], 40010), (["fr", "fr"], 40010), (["fr", ""], 11100),
     ([], 11100)],
)  # fmt: skip
def test_languages_are_all_added_or_none_is(api: Api, ids: list[str], code: int) -> None:
    post(api, {"id": "ja", "name": "ki"})
    answer = post(api, *[{"id": id_, "name": "x"} for id_ in ids])
    assert answer.outcome == (400, code)
    assert listed(api) == [OWN, {"id": "ja", "name": "ki"}]


@pytest.mark.rule("languages.patch", "things.patch")
@pytest.mark.parametrize(
    ("action", "sent", "left"),
    [
        ("overwrite", {"name": "jumoku"}, {"name": "jumoku"}),
        ("merge", {"name": "jumoku"}, {"name": "jumoku", "definition": "shokubutsu"}),
        ("remove", {"definition": "x"}, {"name": "ki", "definition": "x"}),
    ],
)
@pytest.mark.parametrize("language", ["de", "en", "ja"])
def test_names_are_patched_by_action(
    api: Api, action: str, sent: Any, left: Any, language: str
) -> None:
    before = {"name": "ki", "definition": "shokubutsu"}
    if language == "en":
        api.patch("concepts", {"concepts": [{"id": "tree", **before}], "action": "overwrite"})
    else:
        post(api, {"id": language, **before})
    answer = patch(api, action, {"id": language, **sent})
    assert answer["concept_languages"] == [{"id": language, **left}]
    assert api.get(f"{PATH}/{language}")["concept_language"] == {"id": language, **left}


@pytest.mark.rule("languages.patch")
def test_in_its_own_language_the_concept_is_renamed(api: Api) -> None:
    patch(api, "merge", {"id": "en", "name": "TREE"})
    assert api.get("concepts/tree")["concept"]["name"] == "TREE"
    patch(api, "overwrite", {"id": "en"})
    concept = api.get("concepts/tree")["concept"]
    assert concept["name"] == "tree"
    assert "definition" not in concept


@pytest.mark.rule("languages.patch", "things.unknown", "patch.actions")
@pytest.mark.parametrize("unknown", ["de", "ja"])
def test_languages_are_all_patched_or_none_is(api: Api, unknown: str) -> None:
    refused = patch(api, "merge", {"id": "en", "name": "x"}, {"id": unknown, "name": "x"})
    assert refused.outcome == (404, 11101)
    assert patch(api, "replace", {"id": "en", "name": "x"}).outcome == (400, 11100)
    assert patch(api, "merge").outcome == (400, 11100)
    assert listed(api) == [OWN]


@pytest.mark.rule("concepts.get_unknown")
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/en"), ("POST", ""), ("PATCH", "")],
)
def test_a_concept_that_is_not_there_has_no_languages(api: Api, method: str, path: str) -> None:
    assert api.call(method, f"concepts/none/languages{path}").outcome == (404, 11101)

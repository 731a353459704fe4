"""PostConceptsSearches and GetConceptCounts."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of


@pytest.fixture
def api(api: Api) -> Api:
    """An app with four concepts, two of them with names in Japanese."""
    names = {"t": "Tree", "tr": "train track", "s": "street", "k": "kite"}
    sent = [{"id": id_, "name": name} for id_, name in names.items()]
    assert api.post("concepts", {"concepts": sent}).http == 200
    for id_, name in (("t", "ki"), ("s", "kaido")):
        language = {"id": "ja", "name": name, "definition": f"{name} in Japanese"}
        api.post(f"concepts/{id_}/languages", {"concept_languages": [language]})
    return api


def found(api: Api, query: dict[str, Any], **page: int) -> list[str]:
    answer = api.post("concepts/searches", {"concept_query": query, "pagination": page})
    assert answer.outcome == (200, 10000)
    return [one["id"] for one in answer["concepts"]]


@pytest.mark.rule("concepts.search")
@pytest.mark.parametrize(
    ("name", "ids"),
    [("tr", ["t", "tr"]), ("TREE", ["t"]), ("*tr*", ["t", "tr", "s"]), ("s*t", ["s"]),
     ("ree", []), ("", ["t", "tr", "s", "k"]), ("t*t*k", ["tr"]), ("(", []), ("ki", ["k"])],
)  # fmt: skip
def test_concepts_are_found_by_name(api: Api, name: str, ids: list[str]) -> None:
    assert found(api, {"name": name}) == ids
    assert found(api, {"name": name, "language": "en"}) == ids


@pytest.mark.rule("concepts.search", "concepts.search_language")
def test_concepts_are_found_by_their_names_in_another_language(api: Api) -> None:
    assert found(api, {"name": "k*", "language": "ja"}) == ["t", "s"]
    assert found(api, {"name": "tree", "language": "ja"}) == []
    assert found(api, {"language": "fr"}) == []
    query = {"name": "ki", "language": "ja"}
    (concept,) = api.post("concepts/searches", {"concept_query": query})["concepts"]
    told = (concept["id"], concept["name"], concept["language"], concept["definition"])
    assert told == ("t", "ki", "ja", "ki in Japanese")
    assert api.get("concepts/t")["concept"]["name"] == "Tree"


@pytest.mark.rule("concepts.search", "lists.past_the_end", "lists.at_most_1000")
def test_found_concepts_come_in_pages(api: Api) -> None:
    assert found(api, {}, per_page=3) == ["t", "tr", "s"]
    assert found(api, {}, per_page=3, page=2) == ["k"]
    assert found(api, {}, page=2) == []
    body = {"pagination": {"per_page": 1001}}
    assert api.post("concepts/searches", body).outcome == (400, 11102)


@pytest.mark.rule("concepts.search_sources")
@pytest.mark.parametrize("query", [{"ignore_app_concepts": True}, {"use_cases": [1]}])
def test_without_the_apps_own_there_are_no_concepts(api: Api, query: dict[str, Any]) -> None:
    assert found(api, query) == []
    assert found(api, {"model": {"id": "m"}}) == ["t", "tr", "s", "k"]


def count(positive: int, negative: int) -> dict[str, int]:
    return {"positive": positive, "negative": negative}


@pytest.mark.rule("concepts.counts")
def test_concepts_are_counted_by_the_inputs_that_have_them() -> None:
    fake = FakeClarifai(processing="manual")
    app = fake.app()
    app.add_input("done", data={"concepts": [{"id": "tree"}]})
    app.add_input("failed", data={"concepts": [{"id": "tree", "value": 0}]})
    app.process_inputs("done")
    app.process_inputs("failed", failure="no picture")
    app.add_input("waiting")
    region = {"region_info": {}, "data": {"concepts": [{"id": "tree", "value": 0.2}]}}
    for _ in range(2):
        app.add_annotation("waiting", {"regions": [region]})
    app.add_annotation("waiting", {"concepts": [{"id": "tree", "value": 0}, {"id": "car"}]})
    tree, car = api_of(fake).get("concepts/status")["concept_counts"]
    assert tree == {
        "id": "tree",
        "name": "tree",
        "concept_type_count": count(2, 2),
        "detail_concept_count": {
            "processed": count(1, 0),
            "to_process": count(1, 1),
            "errors": count(0, 1),
            "processing": count(0, 0),
        },
    }
    assert (car["id"], car["concept_type_count"]) == ("car", count(1, 0))


@pytest.mark.rule("concepts.counts")
def test_what_models_see_is_not_counted(fake: FakeClarifai) -> None:
    fake.workflow(lambda _: [{"id": "seen"}])
    fake.app().add_input("car", data={"concepts": [{"id": "tree"}]})
    counts = api_of(fake).get("concepts/status")["concept_counts"]
    assert {one["id"]: one["concept_type_count"]["positive"] for one in counts} == {
        "tree": 1,
        "seen": 0,
    }


@pytest.mark.rule("concepts.counts", "lists.past_the_end")
def test_counts_come_in_pages(api: Api) -> None:
    def page(*pairs: tuple[str, object]) -> list[str]:
        return [one["id"] for one in api.get("concepts/status", *pairs)["concept_counts"]]

    assert page(("per_page", 3)) == ["t", "tr", "s"]
    assert page(("per_page", 3), ("page", 2)) == ["k"]
    assert page(("page", 2)) == []

"""Searches that are kept: saved, run by their ids, read, patched and deleted; and refused ones."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.searching import concept, data, hits, inputs, like, search

QUERY = {"filters": [concept(id="wet", value=1)]}
KINDS = ("inputs/searches", "annotations/searches", "searches")


@pytest.fixture
def street(fake: FakeClarifai) -> None:
    fake.app().add_input("car", data={"concepts": [{"id": "wet"}]})
    fake.app().add_input("bus")


@pytest.mark.rule("searches.save", "searches.saved_run", "searches.by_id", "searches.any_saved")
@pytest.mark.parametrize("path", KINDS)
def test_a_search_is_saved_and_run_by_its_id(api: Api, street: None, path: str) -> None:
    sent = {"id": "wet", "name": "Wet ones", "save": True, "query": QUERY}
    answer = api.post(path, {"searches": [sent]})
    assert answer.outcome == (200, 10000)
    (made,) = answer["searches"]
    assert answer["hits"] == []
    assert made == {
        **sent,
        "application_id": "fake-app",
        "created_at": made["created_at"],
        "modified_at": made["created_at"],
    }
    assert api.get("searches/wet")["search"]["query"] == QUERY
    assert [one["id"] for one in api.get("searches")["searches"]] == ["wet"]
    for run in KINDS:
        assert [h["input"]["id"] for h in hits(api.post(run, {"searches": [{"id": "wet"}]}))] == [
            "car"
        ]
    answer = api.post("searches/wet", {"pagination": {"per_page": 1}})
    assert [hit["input"]["id"] for hit in hits(answer)] == ["car"]
    assert answer["searches"] == [api.get("searches/wet")["search"]]
    counted = {"searches": [{"id": "wet"}], "only_count": True}
    assert api.post("inputs/searches", counted)["hit_counts"] == [{"estimated_total": 1}]


@pytest.mark.rule("searches.save")
def test_saved_searches_are_in_a_saved_world(fake: FakeClarifai, api: Api) -> None:
    api.post("searches", {"searches": [{"id": "wet", "save": True, "query": QUERY}]})
    other = FakeClarifai()
    other.load(fake.document())
    assert api_of(other).get("searches")["searches"] == api.get("searches")["searches"]


@pytest.mark.rule("searches.saved_run")
def test_a_query_of_its_own_wins_over_a_saved_one(api: Api, street: None) -> None:
    api.post("searches", {"searches": [{"id": "wet", "save": True, "query": QUERY}]})
    assert inputs(api, id="wet") == ["car", "bus"]


@pytest.mark.rule("searches.save", "things.id_unique", "things.id_given_or_made")
def test_searches_are_saved_all_or_none(api: Api) -> None:
    saved = [{"id": "a", "save": True}, {"save": True}]
    made = api.post("inputs/searches", {"searches": saved})["searches"]
    assert [one["id"] for one in api.get("searches")["searches"]] == [one["id"] for one in made]
    again = [{"id": "b", "save": True}, {"id": "a", "save": True}]
    assert api.post("annotations/searches", {"searches": again}).outcome == (400, 40010)
    assert api.get("searches/b").outcome == (404, 11101)


@pytest.mark.rule("searches.patch", "things.patch")
@pytest.mark.parametrize("path", KINDS)
def test_a_saved_search_is_overwritten(api: Api, street: None, path: str) -> None:
    api.post("searches", {"searches": [{"id": "wet", "name": "Wet", "save": True}]})
    body = {"searches": [{"id": "wet", "query": QUERY}], "action": "overwrite"}
    (changed,) = api.patch(path, body)["searches"]
    assert (changed["query"], changed["application_id"]) == (QUERY, "fake-app")
    assert "name" not in changed
    assert len(hits(api.post("searches/wet"))) == 1
    answer = api.patch(path, {**body, "action": "merge"})
    assert answer.outcome == (400, 11100)
    unknown = {"searches": [{"id": "none"}], "action": "overwrite"}
    assert api.patch(path, unknown).outcome == (404, 11101)


@pytest.mark.rule("searches.any_saved", "things.unknown")
def test_a_saved_search_is_deleted(api: Api) -> None:
    api.post("searches", {"searches": [{"id": "wet", "save": True}]})
    assert api.delete("searches/wet").outcome == (200, 10000)
    for answer in (
        api.get("searches/wet"),
        api.delete("searches/wet"),
        api.post("searches/wet"),
        api.post("inputs/searches", {"searches": [{"id": "wet"}]}),
    ):
        assert answer.outcome == (404, 11101)


NOT_SEARCHED = [
    ("filters", data(colors=[{}]), "annotation.data.colors"),
    ("filters", like(created_at="2026-01-01T00:00:00Z"), "annotation.created_at"),
    ("filters", concept(id="a", definition="b"), "annotation.data.concepts[0].definition"),
    ("filters", data(text={"raw": "a"}), "annotation.data.text.raw"),
    ("filters", {"input": {"data": {"image": {"url": "u"}}}}, "input.data.image.url"),
    ("filters", {"input": {"data": {"metadata": {"a": 1}}}}, "input.data.metadata"),
    ("ranks", data(metadata={"a": 1}), "annotation.data.metadata"),
]


@pytest.mark.rule("searches.fields")
@pytest.mark.parametrize(("part", "wanted", "path"), NOT_SEARCHED)
def test_a_field_that_is_not_searched_by_is_refused(
    api: Api, part: str, wanted: Any, path: str
) -> None:
    for save in (False, True):
        search_ = {"query": {part: [{}, wanted]}, "save": save}
        answer = api.post("inputs/searches", {"searches": [search_]})
        assert answer.outcome == (400, 11100)
        told = f"Invalid json path 'searches[0].query.{part}[1].{path}' in request."
        assert answer.details.startswith(told)
    assert api.get("searches")["searches"] == []


@pytest.mark.rule("searches.fields")
@pytest.mark.parametrize(
    ("one", "path", "known"),
    [
        (
            {"input": {"data": {"regions": [{}]}}},
            "input.data.regions",
            "concepts, geo, image, metadata.",
        ),
        ({"annotation": {"id": "a"}}, "annotation.id", "annotation_info, data, input_id,"),
        ({"output": {"data": {"geo": {}}}}, "output.data.geo", "are concepts."),
    ],
)
def test_legacy_searches_name_the_place_too(api: Api, one: Any, path: str, known: str) -> None:
    answer = api.post("searches", {"query": {"ands": [one]}})
    assert answer.details.startswith(f"Invalid json path 'query.ands[0].{path}' in request.")
    assert known in answer.details


@pytest.mark.rule("searches.ands")
def test_newer_searches_know_no_ands(api: Api) -> None:
    answer = api.post("inputs/searches", {"searches": [{"query": {"ands": [{}]}}]})
    assert answer.outcome == (400, 11100)
    assert "write 'filters'" in answer.details


@pytest.mark.rule("searches.algorithms")
def test_algorithms_are_known_and_do_not_matter(api: Api, street: None) -> None:
    for algorithm in ("nearest_neighbor", "brute_force", "avg_concept_brute_force"):
        assert inputs(api, algorithm=algorithm) == ["car", "bus"]
    assert search(api, "inputs", algorithm="quantum").outcome == (400, 11100)
    cosine = {"metric": "COSINE_DISTANCE"}
    assert inputs(api, algorithm="brute_force", **cosine) == ["car", "bus"]
    answer = search(api, "inputs", **cosine)
    assert answer.outcome == (400, 11100)
    assert "brute_force" in answer.details


@pytest.mark.rule("searches.not_built")
def test_the_past_and_clusters_are_not_searched(api: Api) -> None:
    answer = search(api, "inputs", as_of="2026-01-01T00:00:00Z")
    assert answer.outcome == (501, 10040)
    answer = search(api, "inputs", ranks=[data(clusters=[{"id": "c"}])])
    assert answer.outcome == (501, 10040)
    assert "clusters" in answer.details

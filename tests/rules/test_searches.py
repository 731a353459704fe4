"""Searches for inputs, for annotations, and legacy ones: what they find, and their hits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.searching import (
    annotated,
    concept,
    data,
    hits,
    inputs,
    legacy,
    like,
    scores,
    search,
    without,
)

WET = {"data": {"concepts": [{"id": "wet"}]}}


@pytest.fixture
def street(fake: FakeClarifai) -> FakeClarifai:
    """Three inputs, the second with two annotations besides its own."""
    app = fake.app()
    app.add_input("car", url="https://x.y/car", data=WET["data"])
    app.add_input("bus", url="https://x.y/bus")
    app.add_annotation("bus", WET["data"], id="first")
    app.add_annotation("bus", {"concepts": [{"id": "wet", "value": 0.5}]}, id="second")
    app.add_input("bike", url="https://x.y/bike")
    return fake


@pytest.mark.rule("searches.hits", "searches.score", "searches.inputs")
def test_a_hit_of_an_input_tells_of_it(street: FakeClarifai, api: Api) -> None:
    (_, hit, _) = hits(search(api, "inputs"))
    assert hit == {
        "score": 1,
        "input": api.get("inputs/bus")["input"],
        "user_id": street.user_id,
        "app_id": street.app_id,
    }


@pytest.mark.rule("searches.hits", "searches.annotations")
def test_a_hit_of_an_annotation_tells_of_its_input_too(street: FakeClarifai, api: Api) -> None:
    (hit,) = hits(search(api, "annotations", like(id="first")))
    assert hit["input"] == api.get("inputs/bus")["input"]
    assert hit["annotation"] == api.get("inputs/bus/annotations/first")["annotation"]
    assert annotated(api) == [row.id for row in street.app().annotations()]


@pytest.mark.rule("searches.hit_annotation")
def test_a_hit_of_an_input_tells_which_annotation_made_it_one(
    street: FakeClarifai, api: Api
) -> None:
    def shown(*filters: Any, **how: Any) -> list[Any]:
        found = hits(search(api, "inputs", *filters, **how))
        return [hit.get("annotation", {}).get("id") for hit in found if hit["input"]["id"] == "bus"]

    assert shown(concept(id="wet")) == ["first"]
    assert shown(without(concept(id="dry")), concept(id="wet")) == ["first"]
    assert shown({"input": {"data": {"image": {}}}}, ranks=[concept(id="wet")]) == ["first"]
    assert shown(like(id="second"), ranks=[concept(id="wet")]) == ["second"]
    assert shown(without(concept(id="dry"))) == [None]


@pytest.mark.rule("searches.filters", "searches.inputs", "searches.annotations")
def test_filters_all_have_to_hold_and_may_be_turned_round(street: FakeClarifai, api: Api) -> None:
    wet, of_bus = concept(id="wet"), like(input_id="bus")
    assert inputs(api, wet) == ["car", "bus"]
    assert inputs(api, wet, of_bus) == ["bus"]
    assert inputs(api, wet, without(of_bus)) == ["car"]
    assert inputs(api, without(wet), without(of_bus)) == ["bike"]
    assert annotated(api, wet, of_bus) == ["first", "second"]
    assert annotated(api, without(like(id="first")), of_bus)[1:] == ["second"]
    assert inputs(api, like(), {"input": {}}, {}) == ["car", "bus", "bike"]
    assert inputs(api, {"negate": True}) == []
    whole = {"input": {"id": "car"}, **like(data=WET["data"])}
    assert (inputs(api, whole), inputs(api, without(whole))) == (["car"], ["bus", "bike"])


@pytest.mark.rule("searches.pages", "lists.past_the_end", "lists.at_most_1000")
def test_hits_come_in_pages(street: FakeClarifai, api: Api) -> None:
    assert inputs(api, page={"per_page": 2}) == ["car", "bus"]
    assert inputs(api, page={"per_page": 2, "page": 2}) == ["bike"]
    assert inputs(api, page={"page": 2}) == []
    assert search(api, "inputs", page={"per_page": 1001}).outcome == (400, 11102)
    for number in range(130):
        street.app().add_input(f"n{number}")
    assert len(inputs(api)) == 128


@pytest.mark.rule("searches.only_count")
def test_hits_can_just_be_counted(street: FakeClarifai, api: Api) -> None:
    queries = [
        {"query": {"filters": [one]}} for one in (concept(id="wet", value=1), like(id="none"))
    ]
    answer = api.post("inputs/searches", {"searches": [*queries, {}], "only_count": True})
    assert answer["hits"] == []
    counts = [count.get("estimated_total", 0) for count in answer["hit_counts"]]
    assert counts == [2, 0, 3]
    assert answer["searches"] == [*queries, {}]


@pytest.mark.rule("searches.one", "bulk.not_empty")
@pytest.mark.parametrize("path", ["inputs/searches", "annotations/searches", "searches"])
def test_one_search_is_run_at_a_time(street: FakeClarifai, api: Api, path: str) -> None:
    answer = api.post(path, {"searches": [{}, {"id": "s", "save": True}]})
    assert answer.outcome == (400, 11100)
    assert answer.details.startswith("2 searches came")
    assert api.get("searches")["searches"] == []
    assert api.post(path, {}).outcome == (400, 11100)
    assert api.post("searches", {"searches": [{}], "query": {}}).outcome == (400, 11100)


@pytest.mark.rule("searches.legacy", "searches.image_url", "searches.ands")
def test_legacy_searches_filter_by_inputs_and_annotations(street: FakeClarifai, api: Api) -> None:
    street.workflow(lambda _: {"id": "seen"})
    street.app().add_input("new", url="https://x.y/new")
    url = {"data": {"image": {"url": "https://x.y/car"}}}
    assert legacy(api, {"input": url}) == ["car"]
    assert legacy(api, {"annotation": url}) == ["car"]
    assert legacy(api, {"input": {**url, "id": "bus"}}) == []
    assert legacy(api, {"input": {"id": "bus", "data": {"image": {}}}}) == ["bus"]
    assert legacy(api, {"input": WET}) == ["car", "bus"]
    assert legacy(api, {"input": WET}, {"annotation": {"input_id": "bus"}}) == ["bus"]
    assert legacy(api, {"input": {"id": "new"}, "negate": True}) == ["car", "bus", "bike"]
    seen = {"data": {"concepts": [{"id": "seen"}]}}
    assert legacy(api, {"input": seen}) == [], "no model is trusted"
    assert legacy(api, {"annotation": seen}) == ["new"]


@pytest.mark.rule("searches.legacy", "searches.ands")
def test_legacy_searches_rank_by_outputs(street: FakeClarifai, api: Api) -> None:
    street.embedder(lambda given: [len(given.data.image.url), 1])

    def ranked(**output: Any) -> dict[str, float]:
        return scores(api.post("searches", {"query": {"ands": [{"output": output}]}}))

    assert ranked(data=WET["data"]) == {"car": 1, "bus": 1}
    assert [*ranked(input={"id": "bike", "data": {"image": {}}})] == ["bike", "car", "bus"]
    assert [*ranked(input={"data": {"image": {"url": "https://x.y/a"}}})] == ["car", "bus", "bike"]
    assert ranked(data=WET["data"], input={"id": "bus"}) == {"car": 1, "bus": 1}


@pytest.mark.rule("searches.legacy")
def test_legacy_searches_repeat_what_they_were_asked(street: FakeClarifai, api: Api) -> None:
    query = {"filters": [like(id="first")]}
    answer = api.post("searches", {"query": query})
    assert (answer["query"], len(answer["id"])) == (query, 32)
    assert "searches" not in answer.json
    answer = api.post("searches", {"searches": [{"query": query}]})
    assert answer["searches"] == [{"query": query}]
    assert [hit["annotation"]["id"] for hit in answer["hits"]] == ["first"]
    answer = api.post("searches", {"searches": [{"query": {"ands": [{"input": {"id": "bus"}}]}}]})
    assert [hit["input"]["id"] for hit in answer["hits"]] == ["bus"]


WORDS = ("wet", "dry")
LABELS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(WORDS), st.sampled_from([0, 1]), st.booleans()),
    max_size=6,
)
ONE = st.one_of(
    st.builds(
        lambda id_, value: concept(id=id_, value=value), st.sampled_from(WORDS), st.integers(0, 1)
    ),
    st.builds(lambda n: like(input_id=f"i{n}"), st.integers(0, 3)),
    st.builds(lambda n: {"input": {"id": f"i{n}"}}, st.integers(0, 3)),
    st.builds(lambda user: like(user_id=user), st.sampled_from(["lee", "fake-user"])),
    st.just(like(input_level=True)),
    st.just(data()),
)


@pytest.mark.rule("searches.filters", "searches.annotations", "searches.inputs")
@given(labels=LABELS, filters=st.lists(ONE, min_size=1, max_size=3), turned=st.integers(0, 2))
def test_what_a_filter_finds_and_what_it_does_not_is_everything(
    labels: list[tuple[int, str, int, bool]], filters: list[Any], turned: int
) -> None:
    fake = FakeClarifai()
    api, app = api_of(fake), fake.app()
    for number in range(3):
        app.add_input(f"i{number}")
    for number, word, value, by_lee in labels:
        user = {"user_id": "lee"} if by_lee else {}
        app.add_annotation(f"i{number}", {"concepts": [{"id": word, "value": value}]}, **user)
    place = turned % len(filters)
    others = [one for index, one in enumerate(filters) if index != place]
    for find in (inputs, annotated):
        found = find(api, *filters)
        rest = find(api, *others, without(filters[place]))
        assert not set(found) & set(rest)
        assert sorted(found + rest) == sorted(find(api, *others))
        assert found == [id_ for id_ in find(api) if id_ in found], "oldest first"

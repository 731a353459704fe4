"""Who has annotated in an app, and the filters that say which annotations count."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.annotating import collaborator, ids_of, post

FILTERS = "annotation_filters"


def listed(api: Api, *query: tuple[str, object]) -> Any:
    answer = api.get("annotations/workers", *query)
    assert answer.outcome == (200, 10000), answer.json
    return answer["workers"]


@pytest.mark.rule("annotation_workers.list", "lists.past_the_end")
@pytest.mark.parametrize("profile", ["documented", "current"])
def test_users_models_and_workflows_are_listed_by_their_first_annotation(profile: Any) -> None:
    fake = FakeClarifai(profile=profile)
    api = collaborator(fake, "ann")
    assert listed(api) == []
    fake.workflow(lambda _: {"id": "seen"}, workflow_version_id="w")
    fake.workflow(lambda _: {"id": "seen"}, model_version_id="m")
    for input_id in ("car", "bus"):
        fake.app().add_input(input_id)
    for input_id in ("car", "bus"):
        post(api, {"input_id": input_id, "data": {"concepts": [{"id": "c"}]}})
    workers = [
        {"user": {"id": "fake-user"}},
        {"workflow": {"version": {"id": "w"}, "use_cases": [], "check_consents": []}},
        {"model": {"app_id": "", "model_version": {"id": "m"}}},
        {"user": {"id": "ann"}},
    ]
    assert listed(api) == workers
    assert listed(api, ("additional_fields", "names")) == workers
    assert listed(api, ("trusted_only", "true")) == [workers[0], workers[3]]
    assert listed(api, ("per_page", 3), ("page", 2)) == workers[3:]
    assert listed(api, ("page", 2)) == []


@pytest.mark.rule("annotation_workers.list")
def test_only_names_can_be_asked_for(api: Api) -> None:
    answer = api.get("annotations/workers", ("additional_fields", "name"))
    assert answer.outcome == (400, 11100)
    assert answer.details == "'name' is no additional field. Did you mean 'names'?"


def search(name: str) -> dict[str, Any]:
    return {"name": name, "query": {"filters": [{"annotation": {"task_id": "t"}}]}}


@pytest.mark.rule("annotation_filters.keep", "things.oldest_first", "things.delete_unknown")
def test_filters_are_kept_listed_and_deleted(api: Api) -> None:
    sent = [{"id": "f", "search": search("a")}, {"search": search("b")}]
    answer = api.post(FILTERS, {FILTERS: sent})
    assert answer.outcome == (200, 10000)
    first, second = answer[FILTERS]
    assert (first["id"], first["user_id"], first["app_id"]) == ("f", "fake-user", "fake-app")
    assert len(second["id"]) == 32
    assert api.get(f"{FILTERS}/f")["annotation_filter"]["search"] == search("a")
    assert ids_of(api.get(FILTERS, ("per_page", 1), ("page", 2))[FILTERS]) == [second["id"]]
    assert api.delete(FILTERS, {"annotation_filter_ids": ["f", "x"]}).outcome == (200, 10000)
    assert ids_of(api.get(FILTERS)[FILTERS]) == [second["id"]]
    assert api.get(f"{FILTERS}/f").outcome == (404, 11101)
    assert api.delete(FILTERS, {}).outcome == (400, 11100)


@pytest.mark.rule("annotation_filters.patch", "things.patch")
def test_a_filters_search_is_replaced(api: Api) -> None:
    api.post(FILTERS, {FILTERS: [{"id": "f", "search": search("a")}]})
    changed = {FILTERS: [{"id": "f", "search": {"name": "b"}}]}
    answer = api.patch(FILTERS, {**changed, "action": "merge"})
    assert answer.outcome == (400, 11100)
    assert answer.details == "Invalid action 'merge'. Supported actions: overwrite."
    assert api.patch(FILTERS, {**changed, "action": "overwrite"}).outcome == (200, 10000)
    told = api.get(f"{FILTERS}/f")["annotation_filter"]
    assert (told["search"], told["user_id"]) == ({"name": "b"}, "fake-user")
    missing = {FILTERS: [{"id": "x"}], "action": "overwrite"}
    assert api.patch(FILTERS, missing).outcome == (404, 11101)

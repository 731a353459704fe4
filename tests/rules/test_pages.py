"""Pages of a list: where they start, how long they are, and which cannot be had."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.annotating import (
    listed,
)


@pytest.mark.rule("lists.per_page_20", "lists.page_from_1", "lists.past_the_end")
def test_pages_cut_the_list_without_gaps(fake: FakeClarifai, api: Api, car: str) -> None:
    made = [a.id for a in fake.app().annotations()]
    made += [fake.app().add_annotation(car).id for _ in range(44)]
    assert listed(api) == made[:20]
    assert listed(api, ("page", 1)) == listed(api, ("page", 0), ("per_page", 0)) == made[:20]
    assert listed(api, ("page", 2)) == made[20:40]
    assert listed(api, ("page", 3)) == made[40:]
    assert listed(api, ("page", 2), ("per_page", 7)) == made[7:14]
    assert listed(api, ("page", 5), ("per_page", 9)) == made[36:]
    assert listed(api, ("per_page", 1000)) == made
    for past in (4, 5, 4294967295):
        assert listed(api, ("page", past)) == []
        assert listed(api, ("page", past), ("per_page", 1000), ("input_ids", car)) == []


INPUTS, USERS, TASKS = ("car", "bus"), ("fake-user", "labeler"), ("", "t1", "t2")
STATUSES = (24150, 24151, 24158)
made = st.tuples(*map(st.sampled_from, (INPUTS, USERS, TASKS, STATUSES)))


def some(values: tuple[Any, ...]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=2)


@pytest.mark.rule("annotations.list_filters", "annotations.workers_union", "lists.past_the_end")
@settings(deadline=None)
@given(
    rows=st.lists(made, max_size=25),
    inputs=some((*INPUTS, "plane")),
    users=some((*USERS, "nobody")),
    statuses=some((*STATUSES, 24157)),
    task=st.sampled_from((*TASKS, "t3")),
    per_page=st.integers(1, 7),
)
def test_the_pages_of_a_filtered_list_are_all_that_fits_oldest_first(
    rows: list[tuple[str, str, str, int]],
    inputs: list[str],
    users: list[str],
    statuses: list[int],
    task: str,
    per_page: int,
) -> None:
    fake = FakeClarifai()
    app = fake.app()
    own = [(input_id, fake.user_id, "", 24150) for input_id in INPUTS]
    for input_id in INPUTS:
        app.add_input(input_id)
    for input_id, user_id, task_id, code in rows:
        app.add_annotation(input_id, user_id=user_id, task_id=task_id, status={"code": code})
    fits = [
        annotation.id
        for annotation, row in zip(app.annotations(), own + rows, strict=True)
        if row[0] in (inputs or row)
        and row[1] in (users or row)
        and row[2] == (task or row[2])
        and row[3] in (statuses or row)
    ]
    query: list[tuple[str, object]] = [("task_id", task), ("per_page", per_page)]
    query += [("input_ids", id_) for id_ in inputs] + [("user_ids", id_) for id_ in users]
    query += [("statuses", code) for code in statuses]
    pages = [listed(api_of(fake), *query, ("page", n)) for n in range(1, len(fits) // per_page + 3)]
    assert [id_ for page in pages for id_ in page] == fits
    assert all(len(page) == per_page for page in pages[: len(fits) // per_page])


@pytest.mark.rule("lists.per_page_20")
def test_the_usual_size_of_a_page_is_a_setting() -> None:
    fake = FakeClarifai(per_page=2)
    fake.app().add_input("car")
    ids = [a.id for a in fake.app().annotations()]
    ids += [fake.app().add_annotation("car").id for _ in range(3)]
    assert listed(api_of(fake), ("page", 2)) == ids[2:4]
    assert listed(api_of(fake), ("per_page", 3)) == ids[:3]


@pytest.mark.rule("lists.at_most_1000")
@pytest.mark.parametrize("path", ["annotations", "concepts", "inputs"])
def test_over_1000_a_page_are_refused(api: Api, path: str) -> None:
    assert api.get(path, ("per_page", 1000)).outcome == (200, 10000)
    answer = api.get(path, ("per_page", 1001))
    assert answer.outcome == (400, 11102)
    assert answer.details == "per_page is 1001; at most 1000 results per page can be had."
    assert answer[path] == []


@pytest.mark.rule("lists.page_from_1", "json.wrong_value")
@pytest.mark.parametrize("name", ["page", "per_page"])
@pytest.mark.parametrize("value", ["-1", "two", "1.5", "4294967296", "nan", "1e999"])
def test_a_page_that_is_no_natural_number_is_refused(api: Api, name: str, value: str) -> None:
    answer = api.get("annotations", (name, value))
    assert answer.outcome == (400, 11100)
    assert f"'{name}'" in answer.details
    assert value in answer.details
    assert answer["annotations"] == []


@pytest.mark.rule("lists.past_the_end", "envelope.lists_always")
def test_an_empty_app_has_an_empty_list(api: Api) -> None:
    answer = api.get("annotations")
    assert answer.outcome == (200, 10000)
    assert answer["annotations"] == []

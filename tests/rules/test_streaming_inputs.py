"""StreamInputs: all inputs, some at a time, by the last one seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api, api_of

IDS = ["b", "d", "a", "c"]


@pytest.fixture
def api() -> Api:
    fake = FakeClarifai()
    for id_ in IDS:
        fake.app().add_input(id_)
    return api_of(fake)


def stream(api: Api, **query: object) -> list[str]:
    return [one["id"] for one in api.get("inputs/stream", *query.items())["inputs"]]


@pytest.mark.rule("inputs.stream")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, ["b", "d", "a", "c"]),
        ({"per_page": 3}, ["b", "d", "a"]),
        ({"per_page": 2, "last_id": "d"}, ["a", "c"]),
        ({"last_id": "c"}, []),
        ({"descending": "true"}, ["c", "a", "d", "b"]),
        ({"descending": "true", "per_page": 2, "last_id": "a"}, ["d", "b"]),
        ({"descending": "true", "last_id": "b"}, []),
        ({"order_by_id": "true"}, ["a", "b", "c", "d"]),
        ({"order_by_id": "true", "per_page": 2, "last_id": "b"}, ["c", "d"]),
        ({"order_by_id": "true", "last_id": "bb"}, ["c", "d"]),
        ({"order_by_id": "true", "descending": "true"}, ["d", "c", "b", "a"]),
        ({"order_by_id": "true", "descending": "true", "last_id": "c"}, ["b", "a"]),
    ],
)
def test_a_stream_goes_on_after_the_last_id(
    api: Api, query: dict[str, object], ids: list[str]
) -> None:
    assert stream(api, **query) == ids


@pytest.mark.rule("inputs.stream")
def test_a_stream_gives_20_unless_it_is_told_how_many() -> None:
    fake = FakeClarifai()
    for _ in range(25):
        fake.app().add_input()
    assert len(stream(api_of(fake))) == 20


@pytest.mark.rule("lists.at_most_1000")
def test_a_stream_gives_at_most_1000(api: Api) -> None:
    answer = api.get("inputs/stream", ("per_page", 1001))
    assert answer.outcome == (400, 11102)


@pytest.mark.rule("inputs.stream", "inputs.get_unknown")
def test_a_last_id_there_is_none_of_is_refused_where_order_is_by_time(api: Api) -> None:
    answer = api.get("inputs/stream", ("last_id", "gone"))
    assert answer.outcome == (404, 11101)
    assert answer["inputs"] == []


@pytest.mark.rule("inputs.stream")
@given(
    count=st.integers(0, 30),
    per_page=st.integers(1, 8),
    flags=st.fixed_dictionaries(
        {}, optional={"descending": st.just("true"), "order_by_id": st.just("true")}
    ),
)
def test_streams_joined_are_all_inputs_once(
    count: int, per_page: int, flags: dict[str, str]
) -> None:
    fake = FakeClarifai()
    added = [fake.app().add_input().id for _ in range(count)]
    api = api_of(fake)
    seen: list[str] = []
    while page := stream(
        api, per_page=per_page, **({"last_id": seen[-1]} if seen else {}), **flags
    ):
        seen += page
    expected = sorted(added) if "order_by_id" in flags else added
    assert seen == (expected[::-1] if "descending" in flags else expected)

"""ListApps and PostAppsSearches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.service.wildcards import is_like
from tests.api import Api, by_wsgi

APPS = [
    {"id": "b", "name": "General Street", "notes": "wet", "description": "satisfied cars"},
    {"id": "a", "name": "park", "is_template": True, "visibility": {"gettable": "PUBLIC"}},
    {"id": "c", "name": "Aerial", "notes": "genuine"},
]


@pytest.fixture
def owner(fake: FakeClarifai, owner: Api) -> Api:
    """The default user with three apps; the default app is deleted."""
    fake.clock.freeze()
    owner.delete(f"apps/{fake.app_id}")
    for app in APPS:
        assert owner.post("apps", {"apps": [app]}).http == 200
    return owner


def listed(owner: Api, *pairs: tuple[str, object]) -> str:
    answer = owner.get("apps", *pairs)
    assert answer.outcome == (200, 10000)
    return "".join(app["id"] for app in answer["apps"])


@pytest.mark.rule("apps.list")
def test_the_latest_modified_app_comes_first(owner: Api) -> None:
    assert listed(owner) == "cab"
    owner.patch("apps/b", {"app": {"notes": "dry"}, "action": "overwrite"})
    assert listed(owner) == "bca"
    assert listed(owner, ("sort_ascending", True)) == "acb"


@pytest.mark.rule("apps.list")
def test_of_apps_modified_at_once_the_later_made_comes_first() -> None:
    fake = FakeClarifai(clock=lambda: 1_700_000_000_000_000_000)
    for id_ in "xy":
        fake.app(id_)
    owner = Api(by_wsgi(fake), f"Key {fake.pat}", "/v2/users/me")
    assert listed(owner, ("sort_by_created_at", True)) == f"yx{fake.app_id}"
    assert listed(owner) == f"yx{fake.app_id}"


@pytest.mark.rule("apps.list")
@pytest.mark.parametrize(
    ("sort", "ascending"),
    [("id", "abc"), ("name", "cba"), ("created_at", "bac"), ("modified_at", "bac"),
     ("star_count", "bac"), ("relevance", "bac")],
)  # fmt: skip
def test_apps_are_sorted_as_asked_for(owner: Api, sort: str, ascending: str) -> None:
    by = (f"sort_by_{sort}", True)
    assert listed(owner, by, ("sort_ascending", True)) == ascending
    assert listed(owner, by) == ascending[::-1]


@pytest.mark.rule("apps.list", "lists.past_the_end", "lists.at_most_1000")
def test_apps_come_in_pages(owner: Api) -> None:
    assert listed(owner, ("per_page", 2)) == "ca"
    assert listed(owner, ("per_page", 2), ("page", 2)) == "b"
    assert listed(owner, ("page", 2)) == ""
    assert owner.get("apps", ("per_page", 1001)).outcome == (400, 11102)


@pytest.mark.rule("apps.list")
def test_without_a_user_the_apps_are_those_of_the_key(fake: FakeClarifai, owner: Api) -> None:
    ann = Api(by_wsgi(fake), f"Key {fake.add_user('ann')}")
    assert listed(ann) == ""
    fake.app("z", "ann")
    assert listed(ann) == "z"
    assert [app["id"] for app in owner.call("GET", "/v2/apps")["apps"]] == ["c", "a", "b"]


@pytest.mark.rule("apps.filters")
@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("template_only", True, "a"),
        ("featured_only", True, ""),
        ("starred_only", True, ""),
        ("visibility.gettable", 50, "a"),
        ("visibility.gettable", 10, "cb"),
        ("id", "b*", "b"),
        ("name", "gen*", "cb"),
        ("name", "*street", "b"),
        ("name", "wet", "b"),
        ("search", "satis", "b"),
        ("search", "gen", "cb"),
        ("search", "GENERAL cars", "b"),
        ("search", "tisfied", ""),
        ("query", "street", "b"),
    ],
)
def test_lists_of_apps_are_narrowed(owner: Api, name: str, value: object, found: str) -> None:
    assert listed(owner, (name, value)) == found


@pytest.mark.rule("apps.search")
def test_apps_are_searched_by_name(owner: Api) -> None:
    def found(name: str, **page: int) -> str:
        body = {"app_query": {"name": name}, "pagination": page}
        return "".join(app["id"] for app in owner.post("apps/searches", body)["apps"])

    assert found("gen*") == "b"
    assert found("*a*") == "cab"
    assert found("", per_page=2, page=2) == "b"


@pytest.mark.rule("apps.others_visible")
def test_others_see_public_apps_and_those_they_work_in(fake: FakeClarifai, owner: Api) -> None:
    lee = Api(by_wsgi(fake), f"Key {fake.add_user('lee')}", f"/v2/users/{fake.user_id}")
    assert listed(lee) == "a"
    fake.app("b").add_collaborator("lee")
    assert listed(lee) == "ab"
    assert lee.call("GET", "/v2/users/nobody/apps").outcome == (404, 11101)


@pytest.mark.rule("apps.search", "concepts.search")
@given(st.lists(st.text("ab", max_size=3), min_size=1, max_size=4), st.text("abA*", max_size=3))
def test_a_pattern_is_like_every_text_made_of_it(parts: list[str], filling: str) -> None:
    assert is_like(filling.join(parts), "*".join(parts))
    assert is_like("".join(parts).upper() + filling, "".join(parts))


@pytest.mark.rule("apps.search", "concepts.search")
@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("ab", "a*b*b"),
        ("a", "*a*a*"),
        ("ab", "b"),
        ("ab", "*a"),
        ("ab", "b*"),
        ("aba", "ab*ba"),
        ("abc", "a*d*c"),
        ("ab", "abc"),
    ],
)
def test_other_texts_are_not_like_it(text: str, pattern: str) -> None:
    assert not is_like(text, pattern)

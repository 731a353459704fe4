"""Datasets are listed, for an app or for all apps of a user."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation
from tests.api import Api, api_of, by_wsgi
from tests.rules.datasets import make


def listed(api: Api, *query: tuple[str, object]) -> list[str]:
    return [one["id"] for one in api.get("datasets", *query)["datasets"]]


@pytest.mark.rule("datasets.list")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ([], ["b", "c", "a"]),
        ([("sort_ascending", True)], ["a", "c", "b"]),
        ([("sort_by_modified_at", True)], ["b", "c", "a"]),
        ([("sort_by_id", True)], ["c", "b", "a"]),
        ([("sort_by_created_at", True), ("sort_ascending", True)], ["b", "a", "c"]),
        ([("sort_by_star_count", True)], ["c", "a", "b"]),
        ([("sort_by_id", True), ("per_page", 2), ("page", 2)], ["a"]),
    ],
)
def test_datasets_are_listed_in_the_order_asked_for(
    api: Api, query: list[tuple[str, object]], ids: list[str]
) -> None:
    for id_ in "bac":
        make(api, id_)
    api.patch("datasets", {"datasets": [{"id": "b", "notes": "x"}], "action": "merge"})
    assert listed(api, *query) == ids


@pytest.mark.rule("datasets.filters")
@pytest.mark.parametrize(
    ("name", "value", "ids"),
    [
        ("search", "city tra", ["train"]), ("search", "NIGHT", ["test"]), ("search", "ity", []),
        ("id", "t*t", ["test"]), ("id", "train", ["train"]),
        ("starred_only", True, []), ("bookmark", True, []),
    ],
)  # fmt: skip
def test_datasets_are_filtered(api: Api, name: str, value: object, ids: list[str]) -> None:
    make(api, "train", description="of the city")
    make(api, "test", notes="at night")
    assert listed(api, (name, value)) == ids


@pytest.mark.rule("datasets.list_of_user", "access.strangers")
def test_without_an_app_the_datasets_of_all_apps_are_listed_that_one_may_see(
    fake: FakeClarifai, owner: Api
) -> None:
    for app_id in ("street", "park"):
        make(api_of(fake, fake.pat, app_id=app_id), f"of-{app_id}")
    fake.add_user("guest", pat="guest-pat")
    make(api_of(fake, "guest-pat", user_id="guest", app_id="own"), "of-guest")
    fake.app("park").add_collaborator("guest", operation("ListDatasets").scopes)
    fake.app("street").add_collaborator("guest", ["Annotations_Get"])
    assert listed(owner) == ["of-park", "of-street"]
    guest = Api(by_wsgi(fake), "Key guest-pat", f"/v2/users/{fake.user_id}")
    assert listed(guest) == ["of-park"]
    assert guest.get("apps/street/datasets").outcome == (403, 11007)


@pytest.mark.rule("access.apps_appear")
def test_an_app_appears_by_listing_its_datasets(fake: FakeClarifai) -> None:
    new = api_of(fake, fake.pat, app_id="new")
    assert listed(new) == []
    assert new.get("/v2/users/fake-user/apps/new").http == 200
    strict = FakeClarifai(strict=True)
    assert api_of(strict, strict.pat, app_id="new").get("datasets").outcome == (404, 11101)


@pytest.mark.rule("datasets.list_of_user")
@pytest.mark.parametrize("user_id", ["ann", "zoe"])
def test_a_list_for_a_user_has_nothing_to_do_with_apps_of_others(
    fake: FakeClarifai, owner: Api, user_id: str
) -> None:
    fake.app("theirs", user_id)
    assert listed(owner) == []
    assert "theirs" not in [app["id"] for app in owner.get("apps")["apps"]]

"""Apps, and concepts with all that is theirs, are saved and loaded as they are."""

from __future__ import annotations

from fakeannot import FakeClarifai
from fakeannot.seeds.files import json_text
from fakeannot.seeds.sources import Source
from tests.api import Api, by_wsgi

PATHS = (
    "apps?sort_by_id=true",
    "apps/street",
    "apps/street/concepts",
    "apps/street/concepts/honey/languages",
    "apps/street/concepts/relations",
    "apps/street/collaborators",
)


def owner_of(fake: FakeClarifai) -> Api:
    return Api(by_wsgi(fake), f"Key {fake.pat}", f"/v2/users/{fake.user_id}")


def filled() -> FakeClarifai:
    """A fake with an app, concepts, a language, a relation and a collaborator, all by its API."""
    fake = FakeClarifai(clock=lambda: 1_700_000_000_123_456_789)
    owner = owner_of(fake)
    app = {"id": "street", "metadata": {"a": 1, "b": [None]}, "default_workflow_id": "Universal"}
    relation = {"object_concept": {"id": "food"}, "predicate": "hypernym"}
    for path, body in (
        ("apps", {"apps": [app]}),
        ("apps/street/concepts", {"concepts": [{"id": "honey", "name": "H"}, {"id": "food"}]}),
        ("apps/street/concepts/honey/languages", {"concept_languages": [{"id": "ja"}]}),
        ("apps/street/concepts/honey/relations", {"concept_relations": [relation]}),
        ("apps/street/collaborators", {"collaborators": [{"user": {"id": "lee"}}]}),
    ):
        assert owner.post(path, body).outcome == (200, 10000)
    return fake


def test_what_the_api_was_told_is_there_after_loading() -> None:
    fake, loaded = filled(), FakeClarifai(clock=lambda: 1_800_000_000_000_000_000)
    told = [owner_of(fake).get(path).json for path in PATHS]
    loaded.load(Source(json_text(fake.document())))
    for path, before in zip(PATHS, told, strict=True):
        assert {**owner_of(loaded).get(path).json, "status": 0} == {**before, "status": 0}, path


def test_an_app_that_nobody_has_used_is_still_unused_after_loading() -> None:
    loaded = FakeClarifai(clock=lambda: 1_800_000_000_000_000_000)
    loaded.load(Source(json_text(FakeClarifai(clock=lambda: 5).document())))
    app = owner_of(loaded).get(f"apps/{loaded.app_id}")["app"]
    assert app["created_at"].startswith("2027-01-15")

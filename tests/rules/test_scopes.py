"""Scopes of keys and collaborators: what a caller may do, and which scopes a refusal misses."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operations
from tests.api import Answer, Api, api_of, by_wsgi
from tests.state import unchanged

READ = ["Annotations_Get", "Apps_Get", "Inputs_Get", "Concepts_Get", "Models_Get"]


@pytest.mark.rule("access.scopes")
def test_a_key_without_the_scopes_is_told_which_are_missing(fake: FakeClarifai) -> None:
    api = Api(by_wsgi(fake), f"Key {fake.add_key(scopes=['Inputs_Get', 'Apps_Get'])}")
    with unchanged(fake):
        answer = api.get("/v2/annotations")
    assert answer.outcome == (403, 11007)
    assert answer["status"]["description"] == "API key has insufficient scopes"
    missing = "Annotations_Get, Concepts_Get, Models_Get"
    assert answer.details == f"Missing scopes for ListAnnotations: {missing}"


@pytest.mark.rule("access.scopes")
@pytest.mark.parametrize(
    ("rpc", "needed"),
    [
        ("ListAnnotations", {*READ}),
        ("GetAnnotation", {*READ}),
        ("PostAnnotations", {*READ, "Annotations_Add", "Workflows_Get"}),
        ("PatchAnnotations", {*READ, "Annotations_Add", "Workflows_Get"}),
        (
            "DeleteAnnotations",
            {"Annotations_Delete", "Annotations_Add", "Annotations_Get", "Inputs_Get"},
        ),
    ],
)
def test_the_scopes_are_those_of_the_contract(rpc: str, needed: set[str]) -> None:
    assert needed <= operations()[rpc].scopes


@pytest.mark.rule("access.scopes")
@pytest.mark.parametrize(
    ("method", "path", "rpc"),
    [("GET", "annotations", "ListAnnotations"), ("POST", "inputs", "PostInputs"),
     ("DELETE", "inputs", "DeleteInputs"), ("POST", "models/m/outputs", "PostModelOutputs")],
)  # fmt: skip
def test_each_scope_that_an_rpc_needs_is_needed(
    fake: FakeClarifai, method: str, path: str, rpc: str
) -> None:
    needed = operations()[rpc].scopes
    for missing in needed:
        key = fake.add_key(scopes=needed - {missing})
        answer = Api(by_wsgi(fake), f"Key {key}").call(method, f"/v2/{path}")
        assert (answer.http, answer.details) == (403, f"Missing scopes for {rpc}: {missing}")
    for enough in (needed, {"All"}):
        key = fake.add_key(scopes=enough)
        assert Api(by_wsgi(fake), f"Key {key}").call(method, f"/v2/{path}").http != 403


@pytest.mark.rule("access.scopes", "concepts.created_by_use")
@pytest.mark.parametrize("path", ["annotations", "inputs"])
def test_new_concepts_need_a_scope_of_their_own(fake: FakeClarifai, path: str) -> None:
    fake.app().add_input("car", data={"concepts": [{"id": "known"}]})
    needed = operations()["PostAnnotations"].scopes | operations()["PostInputs"].scopes
    api = Api(by_wsgi(fake), f"Key {fake.add_key(scopes=needed)}")
    about: dict[str, Any] = (
        {"data": {"image": {"url": "u"}}} if path == "inputs" else {"input_id": "car"}
    )

    def post(concept: str) -> Answer:
        data = {**about.get("data", {}), "concepts": [{"id": concept}]}
        return api.post(f"/v2/{path}", {path: [{**about, "data": data}]})

    with unchanged(fake):
        refused = post("new")
    assert refused.outcome == (400, 10020)
    status = refused[path][0]["status"]
    assert (status["code"], status["details"]) == (11007, "Missing scopes: Concepts_Add")
    assert post("known").outcome == (200, 10000)


@pytest.mark.rule("access.scopes")
def test_a_key_that_may_add_concepts_brings_new_ones_in(fake: FakeClarifai, car: str) -> None:
    scopes = {*operations()["PostAnnotations"].scopes, "Concepts_Add"}
    client = api_of(fake, fake.add_key(scopes=scopes))
    body = {"annotations": [{"input_id": car, "data": {"concepts": [{"id": "new"}]}}]}
    assert client.post("annotations", body).outcome == (200, 10000)


@pytest.fixture
def shared() -> tuple[FakeClarifai, str]:
    """A fake with the app `street` of ann, and the PAT of lee, who has no part in it yet."""
    fake = FakeClarifai(strict=True)
    fake.add_user("ann")
    fake.app("street", "ann").add_input("car")
    return fake, fake.add_user("lee", pat="1" * 32)


@pytest.mark.rule("access.strangers")
def test_a_stranger_is_refused(shared: tuple[FakeClarifai, str]) -> None:
    fake, pat = shared
    answer = api_of(fake, pat, user_id="ann", app_id="street").get("inputs")
    assert answer.outcome == (403, 11007)
    assert answer.details == "User 'lee' is no collaborator of the app 'street'."


@pytest.mark.rule("access.strangers", "access.scopes")
def test_a_collaborator_may_do_what_both_grants_allow(shared: tuple[FakeClarifai, str]) -> None:
    fake, pat = shared
    api = api_of(fake, pat, user_id="ann", app_id="street")
    street = fake.app("street", "ann")
    post = {"annotations": [{"input_id": "car"}]}

    street.add_collaborator("lee")
    assert api.post("annotations", post).outcome == (200, 10000)

    street.add_collaborator("lee", scopes=READ)
    assert api.get("annotations").outcome == (200, 10000)
    refused = api.post("annotations", post)
    assert refused.outcome == (403, 11007)
    assert "Annotations_Add" in refused.details

    street.add_collaborator("lee", scopes=["All"])
    fake.add_user("lee", pat=pat, scopes=READ)
    assert api.get("annotations").outcome == (200, 10000)
    assert api.post("annotations", post).outcome == (403, 11007)

    street.add_collaborator("lee", scopes=operations()["PostAnnotations"].scopes - {"Models_Get"})
    assert api.get("annotations").details == "Missing scopes for ListAnnotations: Models_Get"


@pytest.mark.rule("access.strangers")
def test_a_collaborator_of_one_app_is_a_stranger_in_another(
    shared: tuple[FakeClarifai, str],
) -> None:
    fake, pat = shared
    fake.app("street", "ann").add_collaborator("lee")
    fake.app("park", "ann")
    assert api_of(fake, pat, user_id="ann", app_id="street").get("inputs").http == 200
    assert api_of(fake, pat, user_id="ann", app_id="park").get("inputs").outcome == (403, 11007)
    assert api_of(fake, pat, user_id="me", app_id="street").get("inputs").outcome == (404, 11101)

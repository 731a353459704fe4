"""GetUser, the status codes, and the paths that the contract lacks."""

from __future__ import annotations

import pytest
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot import FakeClarifai
from tests.api import Api, by_wsgi


@pytest.mark.rule("users.get", "access.me")
@pytest.mark.parametrize("user_id", ["me", "fake-user"])
def test_a_user_is_told_by_id(api: Api, user_id: str) -> None:
    answer = api.get(f"users/{user_id}")
    assert answer.outcome == (200, 10000)
    assert answer["user"] == {"id": "fake-user"}


@pytest.mark.rule("access.user_unknown", "users.get")
def test_a_user_who_is_not_there_is_refused(fake: FakeClarifai, owner: Api) -> None:
    answer = owner.get("/v2/users/bob")
    assert answer.outcome == (404, 11101)
    assert answer.details == "User 'bob' does not exist."
    fake.add_user("bob")
    assert owner.get("/v2/users/bob")["user"] == {"id": "bob"}


@pytest.mark.rule("users.get", "access.open")
def test_who_calls_with_any_key_is_there_without_being_brought_into_being(
    fake: FakeClarifai,
) -> None:
    anybody = Api(by_wsgi(fake), f"Key {'x' * 32}")
    assert anybody.get("users/bob")["user"] == {"id": "bob"}
    assert "bob" not in fake._dispatcher.world.users


@pytest.mark.rule("users.get", "access.user_unknown")
def test_where_users_are_strict_a_caller_has_to_be_one() -> None:
    fake = FakeClarifai(strict="users")
    anybody = Api(by_wsgi(fake), f"Key {'x' * 32}")
    assert anybody.get("users/bob").outcome == (404, 11101)


@pytest.mark.rule("status_codes.list", "access.no_auth")
def test_every_status_code_is_listed_once_with_its_description(fake: FakeClarifai) -> None:
    answer = Api(by_wsgi(fake), "").get("status_codes")
    assert answer.outcome == (200, 10000)
    statuses = answer["statuses"]
    assert [one["code"] for one in statuses] == sorted({*StatusCode.values()} - {0})
    assert {"code": 30000, "description": "Download complete"} in statuses
    assert all(one["description"] for one in statuses)


@pytest.mark.rule("status_codes.get", "access.no_auth")
@pytest.mark.parametrize("code", [10000, 30002, 11101])
def test_one_status_code_is_the_answers_own(fake: FakeClarifai, code: int) -> None:
    answer = Api(by_wsgi(fake), "").get(f"status_codes/{code}")
    assert answer.outcome == (200, code)
    listed = Api(by_wsgi(fake), "").get("status_codes")["statuses"]
    description = answer["status"]["description"]
    assert {"code": code, "description": description} in listed


@pytest.mark.rule("status_codes.unknown")
@pytest.mark.parametrize("code", ["7", "0", "SUCCESS", "010000"])
def test_a_status_code_that_there_is_not_is_refused(api: Api, code: str) -> None:
    answer = api.get(f"status_codes/{code}")
    assert answer.outcome == (404, 11101)
    assert repr(code) in answer.details


@pytest.mark.rule("users.auth_methods")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_auth_methods_answer_without_a_key(fake: FakeClarifai, method: str) -> None:
    answer = fake.client().open("/v2/auth/methods", method=method)
    assert answer.status_code == 200
    assert len(answer.headers["x-clarifai-request-id"]) == 32
    if method == "GET":
        assert answer.json["status"]["code"] == 10000  # type: ignore[index]  # it is an object


@pytest.mark.rule("users.organizations")
def test_a_user_has_no_organizations(owner: Api) -> None:
    answer = owner.get("organizations")
    assert answer.outcome == (200, 10000)
    assert list(answer.json) == ["status", "organizations"]
    assert answer["organizations"] == []


@pytest.mark.rule("users.organizations", "access.user_unknown", "access.header_malformed")
def test_who_may_not_ask_for_a_user_may_not_ask_for_their_organizations(
    fake: FakeClarifai, owner: Api
) -> None:
    assert owner.get("/v2/users/bob/organizations").outcome == (404, 11101)
    assert Api(by_wsgi(fake), "").get("users/me/organizations").outcome == (401, 11102)


@pytest.mark.rule("http.unknown_path", "users.organizations", "users.auth_methods")
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "auth/methods"), ("GET", "auth/other"), ("GET", "teams/me/organizations"),
     ("GET", "users/me/organization"),
     ("POST", "users/me/organizations"), ("GET", "users/me/organizations/x")],
)  # fmt: skip
def test_nothing_else_is_there(api: Api, method: str, path: str) -> None:
    assert api.call(method, f"/v2/{path}").outcome == (404, 11101)


def test_the_journal_has_these_calls_too(fake: FakeClarifai, owner: Api) -> None:
    owner.get("organizations")
    ((_, call),) = fake._dispatcher.state.calls.since(0)
    assert (call.status, call.caller) == (200, fake.user_id)

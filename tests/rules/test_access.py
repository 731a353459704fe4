"""Keys, users, apps and scopes: who is let in, and what a refusal says."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from fakeannot.service.access import Credentials
from tests.api import Answer, Api, api_of, by_wsgi
from tests.state import unchanged

MALFORMED = "Empty or malformed authorization header. Please provide an API key or session token."
INPUT = {"inputs": [{"id": "x", "data": {"image": {"url": "u"}}}]}


def with_header(fake: FakeClarifai, header: str, path: str = "/v2/inputs") -> Answer:
    return Api(by_wsgi(fake), header).get(path)


@pytest.mark.rule("access.header_malformed")
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    "header",
    ["", "Key", "Key ", "key {key}", "KEY {key}", "Bearer {key}", "{key}", "Key  {key}",
     "Key {key} ", "Key {key} x", "Basic a2V5Og=="],
)  # fmt: skip
def test_anything_but_key_and_a_key_is_malformed(strict: bool, header: str) -> None:
    fake = FakeClarifai(strict=strict)
    with unchanged(fake):
        answer = with_header(fake, header.format(key=fake.api_key))
    assert answer.outcome == (401, 11102)
    assert answer["status"]["description"] == "Invalid request"
    assert answer.details == MALFORMED
    assert answer["inputs"] == []


@pytest.mark.rule("access.session_token")
def test_a_session_token_stands_for_its_user_unless_a_key_is_sent_too() -> None:
    fake = FakeClarifai(strict=True)
    token, path = fake.add_user("ann"), "/v2/users/ann/apps/hers/inputs"
    fake.app("hers", "ann")
    api, session = Api(by_wsgi(fake), ""), {"X-Clarifai-Session-Token": token}
    assert api.call("GET", path, headers=session).outcome == (200, 10000)
    assert api.call("GET", path, headers={"X-Clarifai-Session-Token": ""}).code == 11102
    both = {**session, "Authorization": "Key None"}
    assert api.call("GET", path, headers=both).code == 11009


@pytest.mark.rule("access.key_none")
@pytest.mark.parametrize("strict", [False, True])
def test_the_key_none_is_not_found(strict: bool) -> None:
    answer = with_header(FakeClarifai(strict=strict), "Key None")
    assert answer.outcome == (401, 11009)
    assert answer["status"]["description"] == "API key not found"
    assert answer.details == "invalid key(None)"


@pytest.mark.rule("access.key_format")
@pytest.mark.parametrize("key", ["SOME_INVALID_KEY", "a" * 31, "a" * 33, "-" * 32, "é" * 32])
@pytest.mark.parametrize("strict", [True, "keys", "apps, keys", ["keys"]])
def test_a_key_of_the_wrong_shape_is_invalid_where_keys_are_strict(
    key: str, strict: bool | str | list[str]
) -> None:
    answer = with_header(FakeClarifai(strict=strict), f"Key {key}")
    assert answer.outcome == (401, 11008)
    description = "Invalid API key or Invalid API key/application pair"
    assert answer["status"]["description"] == description
    assert answer.details == "Invalid format of key."


@pytest.mark.rule("access.key_unknown")
@pytest.mark.parametrize("key", ["a" * 32, "A1" * 16])
def test_a_well_formed_unknown_key_is_not_found_where_keys_are_strict(key: str) -> None:
    answer = with_header(FakeClarifai(strict="keys"), f"Key {key}")
    assert answer.outcome == (401, 11009)
    assert answer.details == ""


@pytest.mark.rule("access.open")
@pytest.mark.parametrize("strict", [False, "apps", "users", ["apps", "users"]])
@pytest.mark.parametrize("key", ["anything", "a" * 32])
def test_an_unknown_key_opens_the_default_app_on_key_scoped_paths(
    strict: bool | str | list[str], key: str
) -> None:
    fake = FakeClarifai(strict=strict)
    fake.app().add_input("mine")
    assert with_header(fake, f"Key {key}")["inputs"][0]["id"] == "mine"


@pytest.mark.rule("access.open", "annotations.owner_is_caller")
def test_an_unknown_key_acts_for_the_owner_of_the_user_named(fake: FakeClarifai) -> None:
    fake.app("street", "ann").add_input("car")
    api = api_of(fake, "any", user_id="ann", app_id="street")
    made = api.post("annotations", {"annotations": [{"input_id": "car"}]})["annotations"][0]
    assert made["user_id"] == "ann"


@pytest.mark.rule("access.open", "access.pat_needs_app")
@pytest.mark.parametrize("user_id", ["ann", "zoe"])
def test_an_unknown_key_that_names_a_user_only_is_like_a_pat(
    fake: FakeClarifai, user_id: str
) -> None:
    answer = with_header(fake, "Key any", f"/v2/inputs?user_app_id.user_id={user_id}")
    assert answer.outcome == (401, 11008)


@pytest.mark.rule("access.apps_appear")
def test_an_app_appears_when_its_owner_first_uses_it(fake: FakeClarifai) -> None:
    api = api_of(fake, fake.pat, app_id="new")
    assert api.get("inputs")["inputs"] == []
    assert api.post("inputs", INPUT).outcome == (200, 10000)
    assert [i.id for i in fake.app("new").inputs()] == ["x"]
    assert fake.app().inputs() == []


@pytest.mark.rule("access.app_unknown")
@pytest.mark.parametrize("strict", [True, "apps"])
def test_an_unknown_app_does_not_exist_where_apps_are_strict(strict: bool | str) -> None:
    fake = FakeClarifai(strict=strict)
    answer = api_of(fake, fake.pat, app_id="none").get("inputs")
    assert answer.outcome == (404, 11101)
    assert answer.details == "App 'none' of user 'fake-user' does not exist."
    fake.app("none")
    assert api_of(fake, fake.pat, app_id="none").get("inputs").outcome == (200, 10000)


@pytest.mark.rule("access.app_unknown")
def test_nobody_brings_another_users_app_into_being(fake: FakeClarifai) -> None:
    answer = api_of(fake, fake.pat, user_id="ann", app_id="street").get("inputs")
    assert answer.outcome == (404, 11101)
    assert "'street'" in answer.details


@pytest.mark.rule("access.user_unknown")
def test_an_unknown_user_does_not_exist_where_users_are_strict() -> None:
    fake = FakeClarifai(strict="users")
    api = api_of(fake, "any", user_id="ann", app_id="street")
    answer = api.get("inputs")
    assert answer.outcome == (404, 11101)
    assert answer.details == "User 'ann' does not exist."
    fake.add_user("ann")
    assert api.get("inputs").outcome == (200, 10000)


@pytest.mark.rule("access.pat_needs_app")
@pytest.mark.parametrize(("method", "path"), [("GET", "inputs"), ("POST", "annotations")])
def test_a_pat_on_a_key_scoped_path_is_refused(fake: FakeClarifai, method: str, path: str) -> None:
    with unchanged(fake):
        answer = Api(by_wsgi(fake), f"Key {fake.pat}").call(method, f"/v2/{path}")
    assert answer.outcome == (401, 11008)
    assert answer.details == "Must provide app external ID in API authorizer"


@pytest.mark.rule("access.key_of_another_app")
@pytest.mark.parametrize(
    ("user_id", "app_id", "http"),
    [("fake-user", "fake-app", 200), ("me", "fake-app", 200), ("fake-user", "other", 401),
     ("me", "other", 401), ("ann", "fake-app", 401)],
)  # fmt: skip
def test_an_app_key_opens_its_own_app_alone(
    fake: FakeClarifai, user_id: str, app_id: str, http: int
) -> None:
    fake.app(app_id, "fake-user" if user_id == "me" else user_id)
    answer = api_of(fake, fake.api_key, user_id=user_id, app_id=app_id).get("inputs")
    assert answer.outcome == ((200, 10000) if http == 200 else (401, 11008))


@pytest.mark.rule("access.key_of_another_app")
def test_a_registered_app_key_works_on_key_scoped_paths() -> None:
    fake = FakeClarifai(strict=True)
    fake.app("street", "ann").add_input("car")
    key = fake.add_key("street", user_id="ann")
    assert len(key) == 32
    assert with_header(fake, f"Key {key}")["inputs"][0]["id"] == "car"
    assert fake.add_key(key="k" * 32) == "k" * 32
    assert with_header(fake, f"Key {'k' * 32}")["inputs"] == []


@pytest.mark.rule("access.me", "annotations.owner_is_caller")
def test_me_is_the_caller(fake: FakeClarifai) -> None:
    pat = fake.add_user("ann")
    fake.app("street", "ann").add_input("car")
    api = api_of(fake, pat, user_id="me", app_id="street")
    assert api.get("inputs")["inputs"][0]["id"] == "car"
    sent = {"annotations": [{"input_id": "car", "user_id": "me"}]}
    assert api.post("annotations", sent)["annotations"][0]["user_id"] == "ann"


@pytest.mark.rule("access.key_expired")
@pytest.mark.parametrize("strict", [False, True])
def test_an_expired_key_is_invalid(strict: bool) -> None:
    fake = FakeClarifai(strict=strict)
    pat = fake.add_user("ann", expired=True)
    fake.app("street", "ann")
    for answer in (
        api_of(fake, pat, user_id="ann", app_id="street").get("inputs"),
        with_header(fake, f"Key {fake.add_key('street', user_id='ann', expired=True)}"),
    ):
        assert answer.outcome == (401, 11008)
        assert answer.details == "expired token"


@pytest.mark.rule("access.no_auth")
def test_what_the_contract_marks_so_needs_no_key(fake: FakeClarifai) -> None:
    fake.reply("ListStatusCodes", {"statuses": []})
    fake.reply("ListModels", {"models": []})
    nobody = Api(by_wsgi(fake), "")
    assert nobody.get("status_codes").outcome == (200, 10000)
    assert nobody.get("models").outcome == (401, 11102)


@pytest.mark.rule("access.open")
def test_an_unknown_key_is_of_the_default_app_also_where_the_query_names_its_user(
    fake: FakeClarifai,
) -> None:
    stranger = Api(by_wsgi(fake), f"Key {'b' * 32}")
    for user_id in ("me", fake.user_id):
        assert stranger.get("annotations", ("user_app_id.user_id", user_id)).code == 10000


@pytest.mark.rule("access.apps_appear")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "annotations?per_page=5000", None),
        ("GET", "inputs/none", None),
        ("POST", "annotations", {}),
    ],
)
def test_a_refused_request_brings_no_app_into_being(
    fake: FakeClarifai, method: str, path: str, body: object
) -> None:
    fake.add_user("ann", pat="1" * 32)
    somebody = Api(by_wsgi(fake), f"Key {'b' * 32}")
    assert somebody.call(method, f"/v2/users/nobody/apps/x/{path}", body).code != 10000
    stranger = Api(by_wsgi(fake), f"Key {'1' * 32}")
    assert stranger.get("/v2/users/nobody/apps/x/inputs").code == 11101, "there is no such app"


@pytest.mark.rule("access.strangers", "access.pat_needs_app", "api.supplied")
def test_a_supplied_answer_is_for_those_whom_a_built_one_would_answer(fake: FakeClarifai) -> None:
    fake.reply("ListAnnotations", {"annotations": []})
    fake.reply("ListModelTypes", {})
    fake.add_user("ann", pat="1" * 32)
    ann = Api(by_wsgi(fake), f"Key {'1' * 32}")
    base = f"/v2/users/{fake.user_id}/apps/{fake.app_id}"
    assert ann.get("/v2/annotations").code == 11008
    assert ann.get(f"{base}/annotations").code == 11007
    assert ann.get(f"{base}/models/types").code == 11007
    assert api_of(fake).get("annotations").code == 10000


def test_no_token_is_printed_by_accident(fake: FakeClarifai) -> None:
    told = f"{fake.settings!r} {fake._dispatcher.world!r} {Credentials('Key secret')!r}"
    for token in (fake.pat, fake.api_key, "secret"):
        assert token not in told

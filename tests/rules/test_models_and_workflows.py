"""Models and workflows as plain resources: what was posted is kept, versioned, and told of."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.rules.annotating import nothing_changed

NODES = [{"id": "n", "model": {"id": "m", "model_version": {"id": "v"}}}]
PNG = "iVBORw0KGgo="


def post(api: Api, field: str, *things: dict[str, Any]) -> Answer:
    answer = api.post(field, {field: [*things]})
    assert answer.outcome == (200, 10000), answer.body
    return answer


def ids(answer: Answer, field: str = "models") -> list[str]:
    assert answer.outcome == (200, 10000), answer.body
    return [one["id"] for one in answer[field]]


@pytest.mark.rule("stored_models.post", "things.id_given_or_made")
@pytest.mark.parametrize("field", ["model", "models"])
def test_a_model_is_kept_with_what_was_sent_but_what_the_service_says(
    fake: FakeClarifai, api: Api, field: str
) -> None:
    sent = {
        "id": "m",
        "notes": "n",
        "metadata": {"a": 1},
        "image": {"base64": PNG},
        "model_version": {"id": "v"},
        "user_id": "other",
        "is_starred": True,
    }
    answer = api.post("models", {field: sent if field == "model" else [sent, {"id": "m2"}]})
    made = answer["model"]
    assert (made["id"], made["notes"], made["metadata"]) == ("m", "n", {"a": 1})
    assert (made["user_id"], made["app_id"]) == (fake.user_id, fake.app_id)
    assert made["created_at"] == made["modified_at"]
    assert not {"model_version", "is_starred"} & made.keys()
    assert made["image"]["hosted"]["suffix"]
    assert ids(api.get("models")) == (["m"] if field == "model" else ["m2", "m"])
    with nothing_changed(fake):
        assert api.post("models", {"models": [{"id": "new"}, {"id": "m"}]}).code == 40010
        assert api.post("models", {}).code == 11100
    assert len(api.post("models", {"model": {}})["model"]["id"]) == 32


@pytest.mark.rule("stored_models.unknown", "stored_workflows.unknown")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "s/x", None),
        ("DELETE", "s/x", None),
        ("PATCH", "s", {"action": "merge", "{}s": [{"id": "here"}, {"id": "x"}]}),
        ("GET", "s/x/versions", None),
        ("GET", "s/x/versions/v", None),
        ("POST", "s/x/versions", {}),
        ("DELETE", "s/x/versions/v", None),
        ("DELETE", "s/x/versions", {"workflow_version_ids": ["v"]}),
        ("PATCH", "s/x/versions", {"action": "merge", "{}_versions": [{"id": "v"}]}),
    ],
)
@pytest.mark.parametrize(("noun", "code"), [("model", 21200), ("workflow", 22102)])
def test_what_is_not_there_is_refused(
    fake: FakeClarifai, owner: Api, noun: str, code: int, method: str, path: str, body: Any
) -> None:
    api = api_of(fake, fake.pat, user_id=fake.user_id, app_id=fake.app_id)
    post(api, f"{noun}s", {"id": "here"})
    said = None if body is None else {key.format(noun): value for key, value in body.items()}
    with nothing_changed(fake):
        answer = api.call(method, f"{noun}{path}", said)
    if answer.http in (405, 501):
        return  # the one of the two that has no such call
    assert (answer.http, answer.code) == (404, code)
    assert answer.details == f"{noun.capitalize()} 'x' does not exist in the app 'fake-app'."


@pytest.mark.rule("stored_models.versions_post", "stored_models.latest_version")
def test_a_model_has_the_versions_that_were_posted_and_tells_the_latest(api: Api) -> None:
    post_one = {"models": [{"id": "m"}]}
    assert "model_version" not in api.post("models", post_one)["model"]
    sent = [{"id": "v1", "license": "x", "status": {"code": 21103}}, {"metadata": {"a": 1}}]
    told = api.post("models/m/versions", {"model_versions": sent})["model"]
    latest = told["model_version"]
    assert (told["id"], latest["metadata"], latest["status"]["code"]) == ("m", {"a": 1}, 21100)
    assert latest["status"]["description"] == "Model is trained and ready for deployment"
    plain = api.post("models/m/versions", {"description": "trained"})["model"]["model_version"]
    assert plain["description"] == "trained"
    assert ids(api.get("models/m/versions"), "model_versions") == [plain["id"], latest["id"], "v1"]
    for path in ("models/m", "models?name=m"):
        model = api.get(path).json
        one = model["model"] if "model" in model else model["models"][0]
        assert one["model_version"]["id"] == plain["id"]
    chosen = api.get("models/m", ("version_id", "v1"))["model"]["model_version"]
    assert chosen == api.get("models/m/versions/v1")["model_version"]
    assert chosen["license"] == "x"
    assert api.get("models/m", ("version_id", "none")).code == 11101
    assert api.get("models/m/versions/none").code == 11101
    assert api.delete(f"models/m/versions/{plain['id']}").code == 10000
    assert api.delete(f"models/m/versions/{plain['id']}").code == 11101
    assert api.get("models/m")["model"]["model_version"]["id"] == latest["id"]


@pytest.mark.rule("stored_models.list", "lists.past_the_end")
def test_models_are_listed_the_latest_change_first_or_as_asked(api: Api) -> None:
    post(api, "models", {"id": "a", "name": "z"}, {"id": "b", "name": "y"}, {"id": "c"})
    assert ids(api.get("models")) == ["c", "b", "a"]
    api.patch("models", {"action": "merge", "models": [{"id": "a", "notes": "x"}]})
    assert ids(api.get("models")) == ["a", "c", "b"]
    assert ids(api.get("models", ("sort_ascending", True))) == ["b", "c", "a"]
    assert ids(api.get("models", ("sort_by_name", True))) == ["a", "b", "c"]
    assert ids(api.get("models", ("sort_by_star_count", True))) == ["c", "b", "a"]
    assert ids(api.get("models", ("sort_by_created_at", True), ("per_page", 2))) == ["c", "b"]
    assert ids(api.get("models", ("page", 2), ("per_page", 2))) == ["b"]
    assert ids(api.get("models", ("page", 3), ("per_page", 2))) == []
    assert api.get("models", ("per_page", 1001)).code == 11102
    for version in ("v1", "v2"):
        sent = {"id": version, "description": version}
        api.post("models/a/versions", {"model_versions": [sent]})
    for pairs in ((), (("sort_by_description", True),), (("sort_by_status_code", True),)):
        assert ids(api.get("models/a/versions", *pairs), "model_versions") == ["v2", "v1"]
    assert ids(api.get("models/a/versions", ("sort_ascending", True)), "model_versions")[0] == "v1"


@pytest.mark.rule("stored_models.named")
def test_a_model_without_a_name_is_called_by_its_id(api: Api) -> None:
    post(api, "models", {"id": "a", "name": "y"}, {"id": "b", "name": "x"})
    assert api.post("models", {"model": {"id": "xy"}})["model"]["name"] == "xy"
    assert api.post("models/xy/versions", {})["model"]["name"] == "xy"
    listed = api.get("models", ("sort_by_name", True), ("sort_ascending", True))["models"]
    assert [one["name"] for one in listed] == ["x", "xy", "y"]
    sent = {"action": "merge", "models": [{"id": "xy", "name": "z"}]}
    assert api.patch("models", sent)["models"][0]["name"] == "z"
    assert api.get("models/xy")["model"]["name"] == "z"


@pytest.mark.rule("stored_models.filters", "stored_workflows.filters")
@pytest.mark.parametrize(
    ("field", "pairs", "wanted"),
    [
        ("models", [("name", "Tree")], ["t"]),
        ("models", [("name", "*ree")], ["t"]),
        ("models", [("name", "car")], ["car"]),
        ("models", [("query", "finds")], ["t"]),
        ("models", [("search", "inds")], []),
        ("models", [("model_type_id", "detector")], ["car"]),
        ("models", [("toolkits", "a"), ("toolkits", "b")], ["t"]),
        ("models", [("languages", "en")], []),
        ("models", [("starred_only", True)], []),
        ("workflows", [("id", "p*k")], ["park"]),
        ("workflows", [("search", "green")], ["park"]),
        ("workflows", [("query", "blue")], []),
        ("workflows", [("featured_only", True)], []),
        ("workflows", [], ["lake", "park"]),
        ("workflows", [("sort_by_id", True)], ["park", "lake"]),
    ],
)
def test_lists_are_narrowed(
    api: Api, field: str, pairs: list[tuple[str, object]], wanted: list[str]
) -> None:
    tree = {"id": "t", "name": "tree", "description": "Finds trees", "toolkits": ["a", "b", "c"]}
    post(api, "models", tree, {"id": "car", "model_type_id": "detector", "toolkits": ["a"]})
    post(api, "workflows", {"id": "park", "notes": "all Green"}, {"id": "lake"})
    assert ids(api.get(field, *pairs), field) == wanted


@pytest.mark.rule("things.patch")
@pytest.mark.parametrize(
    ("action", "toolkits", "notes"),
    [("overwrite", ["b"], "old"), ("merge", ["a", "b"], "old"), ("remove", ["a"], "old")],
)
def test_a_patch_changes_what_is_sent(
    api: Api, action: str, toolkits: list[str], notes: str
) -> None:
    post(api, "models", {"id": "m", "notes": "old", "toolkits": ["a"], "image": {"base64": PNG}})
    api.post("models/m/versions", {})
    sent = {"id": "m", "toolkits": ["b"], "user_id": "other", "image": {"base64": PNG}}
    if action == "remove":
        del sent["toolkits"]
    (changed,) = api.patch("models", {"action": action, "models": [sent]})["models"]
    assert (changed["toolkits"], changed["notes"]) == (toolkits, notes)
    assert changed["user_id"] == "fake-user"
    assert changed["modified_at"] > changed["created_at"]
    assert changed["model_version"]["status"]["code"] == 21100
    stored = api.get("models/m")["model"]
    assert stored["toolkits"] == toolkits


@pytest.mark.rule("things.patch", "patch.actions", "things.unknown")
@pytest.mark.parametrize("noun", ["model", "workflow"])
def test_versions_are_patched_all_or_none(fake: FakeClarifai, api: Api, noun: str) -> None:
    post(api, f"{noun}s", {"id": "one", "nodes": NODES} if noun == "workflow" else {"id": "one"})
    if noun == "model":
        api.post("models/one/versions", {"model_versions": [{"license": "old"}]})
    scoped = api_of(fake, fake.pat, user_id=fake.user_id, app_id=fake.app_id)
    field, path = f"{noun}_versions", f"{noun}s/one/versions"
    (version,) = api.get(path)[field]
    sent = {"id": version["id"], "description": "d"}
    with nothing_changed(fake):
        for versions in ([sent, {"id": "none"}], []):
            refused = scoped.patch(path, {"action": "merge", field: versions})
            assert refused.code == (11101 if versions else 11100)
        assert scoped.patch(path, {"action": "mend", field: [sent]}).code == 11100
    (changed,) = scoped.patch(path, {"action": "overwrite", field: [sent]})[field]
    assert changed["description"] == "d"
    assert changed.keys() >= version.keys()
    assert api.get(f"{path}/{version['id']}").json[f"{noun}_version"]["description"] == "d"


@pytest.mark.rule("stored_models.delete", "stored_workflows.delete", "things.delete_unknown")
@pytest.mark.parametrize("noun", ["model", "workflow"])
def test_a_delete_takes_the_versions_along(api: Api, noun: str) -> None:
    field = f"{noun}s"
    post(api, field, *({"id": id_} for id_ in "abcd"))
    if noun == "model":
        api.post("models/a/versions", {})
    assert api.delete(f"{field}/a").code == 10000
    assert ids(api.get(field), field) == ["d", "c", "b"]
    post(api, field, {"id": "a"})
    versions = api.get(f"{field}/a/versions")[f"{noun}_versions"]
    assert len(versions) == (0 if noun == "model" else 1)
    assert api.call("DELETE", field, {"ids": ["b", "none"]}).code == 10000
    assert ids(api.get(field), field) == ["a", "d", "c"]
    assert api.call("DELETE", field, {}).code == 11100
    assert api.call("DELETE", field, {"delete_all": True}).code == 10000
    assert ids(api.get(field), field) == []


@pytest.mark.rule("stored_workflows.versions")
def test_a_workflow_gets_a_version_with_each_change_of_its_nodes(
    fake: FakeClarifai, api: Api
) -> None:
    sent = {"id": "w", "nodes": NODES, "metadata": {"a": 1}, "image": {"base64": PNG}}
    sent["version"] = {"id": "mine", "description": "first"}
    (made,) = post(api, "workflows", sent)["workflows"]
    first = made["version"]
    assert (first["workflow_id"], first["description"], len(first["id"])) == ("w", "first", 32)
    assert (first["nodes"], first["metadata"]) == (made["nodes"], {"a": 1})
    assert "visibility" not in first
    for change, count in (({"notes": "n"}, 1), ({"nodes": NODES * 2}, 2)):
        body = {"action": "overwrite", "workflows": [{"id": "w", **change}]}
        (changed,) = api.patch("workflows", body)["workflows"]
        versions = api.get("workflows/w/versions")["workflow_versions"]
        assert len(versions) == count
        assert versions[0]["id"] == first["id"]
        assert changed["version"]["id"] == versions[-1]["id"]
    second = versions[-1]
    assert len(second["nodes"]) == 2
    assert api.get("workflows/w")["workflow"]["version"] == second
    path = f"workflows/w/versions/{second['id']}"
    assert api.get(path)["workflow_version"] == second
    body = {"workflow_version_ids": [second["id"], "none"]}
    assert api.call("DELETE", "workflows/w/versions", body).code == 10000
    assert api.get("workflows/w")["workflow"]["version"]["id"] == first["id"]
    assert api.get(path).code == 11101
    with nothing_changed(fake):
        assert api.post("workflows", {}).code == 11100
        assert api.call("DELETE", "workflows/w/versions", {}).code == 11100


@pytest.mark.rule("stored_models.list_of_user", "access.strangers")
@pytest.mark.parametrize("field", ["models", "workflows"])
def test_without_an_app_those_of_all_apps_are_listed_that_the_caller_works_in(
    fake: FakeClarifai, owner: Api, field: str
) -> None:
    for app_id in ("street", "park"):
        fake.app(app_id)
        scoped = api_of(fake, fake.pat, user_id=fake.user_id, app_id=app_id)
        post(scoped, field, {"id": app_id})
    fake.app("park").add_collaborator("lee")
    lee = Api(owner._send, f"Key {fake.add_user('lee')}", f"/v2/users/{fake.user_id}")
    assert ids(owner.get(field), field) == ["park", "street"]
    assert ids(lee.get(field), field) == ["park"]
    assert lee.get(f"apps/street/{field}").code == 11007

"""HTTP itself: routes, methods, headers, browsers, and bodies that are too large."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api, api_of, by_wsgi
from tests.state import unchanged

ORIGIN = {"Origin": "null"}


@pytest.mark.rule("http.unknown_path")
@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("GET", "/v2/anotations", "GET /v2/annotations"),
        ("GET", "/v2/annotations/abc", "GET /v2/annotations"),
        ("POST", "/v2/users/me/apps/a/input", "POST /v2/users/{user_app_id.user_id}/apps"),
        ("GET", "/v2/inputs/car/annotation/1", "GET /v2/inputs/{input_id}/annotations/"),
    ],
)
def test_an_unknown_path_names_the_nearest_route(
    fake: FakeClarifai, api: Api, method: str, path: str, nearest: str
) -> None:
    with unchanged(fake):
        answer = api.call(method, path)
    assert answer.outcome == (404, 11101)
    assert answer.details.startswith(f"{method} {path} is no path of the API.")
    assert f"The nearest one known is {nearest}" in answer.details
    assert list(answer.json) == ["status"]


@pytest.mark.rule("http.unknown_path")
@pytest.mark.parametrize(
    "path", ["/v2", "/v2/", "/v2/inputs/", "/v2/inputs//annotations/a", "/v2/x"]
)
def test_a_path_with_a_part_missing_is_unknown(api: Api, path: str) -> None:
    assert api.get(path).outcome == (404, 11101)


@pytest.mark.rule("http.unknown_path")
@pytest.mark.parametrize(
    "path", ["/", "/v1/inputs", "/inputs", "/favicon.ico", "/\u00ff\u2028", "//"]
)
def test_paths_outside_of_v2_are_unknown_too(fake: FakeClarifai, path: str) -> None:
    status, _, body = by_wsgi(fake)("GET", path, {}, b"")
    assert (status, json.loads(body)["status"]["code"]) == (404, 11101)


@pytest.mark.rule("http.unknown_path", "http.wrong_method")
@settings(deadline=None, max_examples=30)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"]),
    parts=st.lists(st.sampled_from(["v2", "inputs", "users", "x"]) | st.text(max_size=4)),
)
def test_whatever_the_path_the_answer_is_clarifais(method: str, parts: list[str]) -> None:
    path = "/" + "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)
    answer = api_of(FakeClarifai()).call(method, f"/v2{path}")
    assert answer.http in (200, 400, 401, 404, 405, 501)
    assert (answer.http == 200) == (answer.code == 10000)
    assert len(answer["status"]["req_id"]) == 32


@pytest.mark.rule("http.wrong_method")
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "annotations", "DELETE, GET, PATCH, POST"),
        ("POST", "inputs/car", "DELETE, GET"),
        ("PATCH", "inputs/car/annotations/a", "DELETE, GET"),
        ("GET", "inputs/annotations/x/y", ""),
        ("BREW", "inputs", "DELETE, GET, PATCH, POST"),
    ],
)
def test_a_wrong_method_names_those_that_the_path_knows(
    fake: FakeClarifai, api: Api, car: str, method: str, path: str, allowed: str
) -> None:
    with unchanged(fake):
        answer = api.call(method, path, {})
    if not allowed:
        assert answer.outcome == (404, 11101)
        return
    assert answer.outcome == (405, 11103)
    assert answer.details == f"Method Not Allowed: {method} /v2/{path} knows {allowed} only."


@pytest.mark.rule("http.headers")
@pytest.mark.parametrize("path", ["inputs", "inputs/none", "nowhere"])
def test_answers_carry_the_observed_headers(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert answer.headers["Grpc-Metadata-Content-Type"] == "application/grpc"
    assert answer.headers["X-Clarifai-Request-Id"] == answer["status"]["req_id"]
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert "Strict-Transport-Security" in answer.headers


@pytest.mark.rule("http.headers")
def test_the_length_counts_bytes_and_not_letters(api: Api, fake: FakeClarifai) -> None:
    fake.app().add_annotation(fake.app().add_input("ü").id, {"concepts": [{"id": "größe"}]})
    answer = api.get("annotations")
    assert int(answer.headers["Content-Length"]) == len(answer.body) > len(answer.body.decode())
    assert "größe" in answer.body.decode()


@pytest.mark.rule("http.cors")
@pytest.mark.parametrize("path", ["inputs", "inputs/none", "nowhere"])
@pytest.mark.parametrize("headers", [ORIGIN, {}, {**ORIGIN, "Authorization": "none"}])
def test_any_origin_may_read_any_answer(api: Api, path: str, headers: dict[str, str]) -> None:
    answer = api.call("GET", path, headers=headers)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    allowed = answer.headers["Access-Control-Allow-Methods"]
    assert allowed == "GET,HEAD,POST,PUT,PATCH,OPTIONS,DELETE"


@pytest.mark.rule("http.preflight")
@pytest.mark.parametrize("path", ["/v2/annotations", "/v2/users/u/apps/a/inputs", "/v2/nowhere"])
@pytest.mark.parametrize("method", ["POST", "GET", "PATCH", "DELETE"])
def test_a_preflight_needs_no_key_and_allows_the_call(
    fake: FakeClarifai, path: str, method: str
) -> None:
    asked = {
        **ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    with unchanged(fake):
        status, headers, body = by_wsgi(FakeClarifai(strict=True))("OPTIONS", path, asked, b"")
    assert (status, body) == (204, b"")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert method in headers["Access-Control-Allow-Methods"].split(",")
    allowed = headers["Access-Control-Allow-Headers"].lower().split(",")
    assert {"authorization", "content-type", "x-clarifai-request-id-prefix"} <= set(allowed)


@pytest.mark.rule("http.headers", "http.head")
@pytest.mark.parametrize("path", ["inputs", "inputs/none"])
def test_head_answers_as_get_does_without_the_body(api: Api, path: str) -> None:
    got, head = api.get(path), api.call("HEAD", path)
    assert head.http == got.http
    assert head.body == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.rule("http.body_limit")
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_body_over_the_cap_is_refused_whatever_is_in_it(method: str) -> None:
    fake = FakeClarifai(max_body_bytes=200)
    body = b'{"inputs": [' + b" " * 300 + b'{"data": {"image": {"url": "u"}}}]}'
    with unchanged(fake):
        answer = api_of(fake).call(method, "inputs", body)
    assert answer.outcome == (413, 11100)
    assert answer.details.startswith("The body has more than 200 bytes")
    assert "max_body_bytes" in answer.details


@pytest.mark.rule("http.body_limit")
def test_a_body_of_just_the_cap_is_accepted() -> None:
    body = b'{"inputs": [{"data": {"image": {"url": "u"}}}]}'
    for over, http in [(0, 200), (1, 413)]:
        fake = FakeClarifai(max_body_bytes=len(body))
        assert api_of(fake).call("POST", "inputs", body + b" " * over).http == http


@pytest.mark.rule("http.unknown_path")
def test_an_app_in_the_path_is_no_part_of_the_route(fake: FakeClarifai) -> None:
    fake.app("annotations", "inputs").add_input("status")
    api = api_of(fake, "x" * 32, user_id="inputs", app_id="annotations")
    assert api.get("inputs")["inputs"][0]["id"] == "status"
    assert "counts" in api.get("inputs/status").json

"""What the sessions and adapters of requests do of themselves, they do with the fake too."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.util import Retry

from fakeannot.doors.http import HttpAnswer
from tests.doors.in_process.interception import API, Door, chunks
from tests.doors.in_process.interception import network as network


def test_cookies_of_an_answer_stay_in_the_session_and_are_sent() -> None:
    door = Door(HttpAnswer(200, [("Set-Cookie", "a=1")], b""), HttpAnswer(200, [], b""))
    with door.intercepted(), requests.Session() as session:
        session.get(API)
        session.get(API)
    assert door.last.headers.get("cookie", "") == "a=1"


def test_a_session_brings_its_headers_auth_and_hooks() -> None:
    class Auth(AuthBase):
        def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
            request.headers["Authorization"] = "Key from-auth"
            return request

    door, heard = Door(), []
    with door.intercepted(), requests.Session() as session:
        session.headers["X-Clarifai-Client"] = "ours"
        session.auth = Auth()
        session.hooks["response"].append(lambda answer, **_: heard.append(answer.status_code))
        session.get(API)
    assert door.last.headers.get("authorization", "") == "Key from-auth"
    assert door.last.headers.get("x-clarifai-client", "") == "ours"
    assert heard == [200]


def test_a_session_from_before_the_fake_is_caught() -> None:
    session, door = requests.Session(), Door()
    with door.intercepted():
        session.get(API)
    assert len(door.requests) == 1


class Mounted(HTTPAdapter):
    """As users write them: a time limit for every call."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        kwargs["timeout"] = 1
        return super().send(request, *args, **kwargs)


def test_an_adapter_of_the_users_own_retries_as_it_was_told() -> None:
    door = Door(HttpAnswer(503, [], b""), HttpAnswer(503, [], b""), HttpAnswer(200, [], b"{}"))
    retry = Retry(total=3, status_forcelist=[503], allowed_methods=None)
    with door.intercepted(), requests.Session() as session:
        session.mount("https://", Mounted(max_retries=retry))
        assert session.post(API, data=chunks()).status_code == 200
    assert [request.body for request in door.requests] == [b'{"a":1}'] * 3


def test_retries_that_run_out_are_an_error_as_on_the_network() -> None:
    door = Door(HttpAnswer(503, [], b""))
    with door.intercepted(), requests.Session() as session:
        session.mount(API, HTTPAdapter(max_retries=Retry(total=2, status_forcelist=[503])))
        with pytest.raises(requests.exceptions.RetryError):
            session.get(API)
    assert len(door.requests) == 3


def test_a_redirect_from_elsewhere_arrives() -> None:
    door = Door()
    with responses.RequestsMock() as elsewhere, door.intercepted():
        elsewhere.get("https://example.com/", status=302, headers={"Location": f"{API}/v2/x"})
        answer = requests.get("https://example.com/")
    assert (answer.url, [one.status_code for one in answer.history]) == (f"{API}/v2/x", [302])


@pytest.mark.parametrize(("follow", "calls"), [(True, 2), (False, 1)])
def test_a_redirect_is_followed_only_if_the_caller_wants(follow: bool, calls: int) -> None:
    away = HttpAnswer(302, [("Location", "/v2/there")], b"")
    door = Door(away, HttpAnswer(200, [], b""))
    with door.intercepted():
        answer = requests.get(f"{API}/v2/here", allow_redirects=follow)
    assert answer.status_code == (200 if follow else 302)
    assert len(door.requests) == calls


def test_proxies_and_certificates_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with Door().intercepted():
        assert requests.get(API).ok
        assert requests.get(API, proxies={"https": "http://127.0.0.1:1"}, verify=False).ok

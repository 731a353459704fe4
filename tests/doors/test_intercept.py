"""What interception catches, what it leaves alone, and how faithfully it carries both ways."""

from __future__ import annotations

import gc
import io
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.util import Retry

from fakeannot import FakeClarifai
from fakeannot.doors.http import HttpAnswer, HttpRequest
from fakeannot.doors.prepared import is_clarifai
from tests.doors.interception import API, Door, annotations_of, answered_by
from tests.doors.interception import network as network

JSON = [("Content-Type", "application/json")]


class SentOut(Exception):
    """A call was handed to the send that was there before the fake."""


@pytest.fixture
def sentinel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A send, in place before any fake, that raises `SentOut`."""

    def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **_: Any) -> Any:
        raise SentOut(request.url)

    monkeypatch.setattr(HTTPAdapter, "send", send)


@pytest.mark.parametrize(
    "base",
    [
        "https://api.clarifai.com",
        "http://api.clarifai.com",
        "https://clarifai.com",
        "https://data.clarifai.com",
        "https://a.b.clarifai.com",
        "https://api.clarifai.com:8443",
        "http://API.Clarifai.COM:80",
        "https://api.clarifai.com.",
        "https://someone:secret@api.clarifai.com",
    ],
)
def test_every_clarifai_host_is_caught(base: str, sentinel: None) -> None:
    door = Door()
    with door.intercepted():
        assert requests.get(f"{base}/v2/inputs?page=2").status_code == 200
    assert (door.last.segments, door.last.query) == (["v2", "inputs"], "page=2")


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("HTTPS://API.CLARIFAI.COM/V2", True),
        ("https://clarifai.com#there", True),
        ("ftp://api.clarifai.com/", False),
        ("/v2/inputs", False),
        (None, False),
    ],
)
def test_urls_are_told_apart_even_if_nobody_has_normalised_them(
    url: str | None, ours: bool
) -> None:
    assert is_clarifai(url) is ours


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/v2/inputs",
        "https://notclarifai.com/",
        "https://clarifai.com.example.org/",
        "https://example.org/https://api.clarifai.com/",
        "https://example.org?https://api.clarifai.com/",
        "https://api.clarifai.com@example.org/",
        "https://api.clarifai.community/",
        "http://127.0.0.1:1/v2/inputs",
    ],
)
def test_every_other_host_is_left_to_what_was_there_before(url: str, sentinel: None) -> None:
    with Door().intercepted(), pytest.raises(SentOut):
        requests.get(url)


def test_other_hosts_are_sent_with_their_body_and_arguments_untouched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[object, object]] = []

    def send(_: HTTPAdapter, request: requests.PreparedRequest, *args: Any) -> requests.Response:
        seen.append((request.body, args))
        return requests.Response()

    monkeypatch.setattr(HTTPAdapter, "send", send)
    body = io.BytesIO(b"left alone")
    with Door().intercepted():
        request = requests.Request("POST", "https://example.com/", data=body).prepare()
        HTTPAdapter().send(request, True, 5)
    assert seen == [(body, (True, 5))]
    assert body.read() == b"left alone"


def test_without_the_fake_a_call_goes_where_it_went_before(sentinel: None) -> None:
    with Door().intercepted():
        pass
    with pytest.raises(SentOut):
        requests.get(API)


def test_the_send_that_was_there_is_put_back_even_when_the_block_fails(sentinel: None) -> None:
    before = HTTPAdapter.send
    with pytest.raises(ZeroDivisionError), Door().intercepted():
        raise ZeroDivisionError
    assert HTTPAdapter.send is before


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/v2/inputs/a%2Fb/annotations/c%20d", ["v2", "inputs", "a/b", "annotations", "c d"]),
        ("/v2/inputs/%C3%A9t%C3%A9", ["v2", "inputs", "été"]),
        ("/v2/inputs/été", ["v2", "inputs", "été"]),
        ("//v2/inputs", ["v2", "inputs"]),
        ("/v2/inputs/", ["v2", "inputs", ""]),
        ("", [""]),
        ("/", [""]),
    ],
)
def test_path_segments_are_decoded_one_by_one(path: str, segments: list[str]) -> None:
    door = Door()
    with door.intercepted():
        requests.get(API + path)
    assert door.last.segments == segments


def test_the_query_arrives_raw_and_without_the_fragment() -> None:
    door = Door()
    with door.intercepted():
        requests.get(f"{API}?ids=a&ids=b%26c#there", params={"page": 1})
    assert door.last.query == "ids=a&ids=b%26c&page=1"


def test_headers_are_found_by_lower_case_name_and_are_text() -> None:
    door = Door()
    with door.intercepted():
        requests.get(API, headers={"AUTHORIZATION": b"Key x", "X-Other": "y"})
    assert door.last.headers.get("authorization", "") == "Key x"
    assert door.last.headers.get("x-other", "") == "y"


def chunks() -> Iterator[bytes]:
    yield b'{"a"'
    yield b":1}"


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (None, b""),
        ("{é}", "{é}".encode()),
        (b'{"a":1}', b'{"a":1}'),
        (bytearray(b'{"a":1}'), b'{"a":1}'),
        (io.BytesIO(b'{"a":1}'), b'{"a":1}'),
        (io.StringIO('{"a":1}'), b'{"a":1}'),
        (chunks(), b'{"a":1}'),
        (iter(['{"a"', ":1}"]), b'{"a":1}'),
        ({"a": "1"}, b"a=1"),
    ],
)
def test_a_body_of_any_kind_arrives_as_bytes(body: Any, sent: bytes) -> None:
    door = Door()
    with door.intercepted():
        requests.post(API, data=body)
    assert door.last.body == sent


def test_a_file_that_was_partly_read_is_sent_from_there() -> None:
    door, body = Door(), io.BytesIO(b"xx{}")
    body.seek(2)
    with door.intercepted():
        requests.post(API, data=body)
    assert door.last.body == b"{}"


def test_an_uploaded_file_arrives() -> None:
    door = Door()
    with door.intercepted():
        requests.post(API, files={"file": ("cat.jpg", b"JPEG")})
    assert b"JPEG" in door.last.body


def test_the_answer_is_a_real_response() -> None:
    door = Door(HttpAnswer(400, [*JSON, ("X-Clarifai-Request-Id", "1")], b'{"status":{}}'))
    with door.intercepted():
        answer = requests.post(f"{API}/v2/inputs", json={})
    assert type(answer) is requests.Response
    assert (answer.status_code, answer.reason, answer.ok) == (400, "Bad Request", False)
    assert answer.headers["x-clarifai-request-id"] == "1"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Length"] == "13"
    assert answer.json() == {"status": {}}
    assert answer.elapsed.total_seconds() > 0
    assert answer.url == f"{API}/v2/inputs"
    assert answer.request.body == b"{}"
    with pytest.raises(requests.HTTPError, match="400"):
        answer.raise_for_status()


def test_an_answer_without_content_has_no_length() -> None:
    with Door(HttpAnswer(204, [], b"")).intercepted():
        answer = requests.options(API)
    assert (answer.content, "Content-Length" in answer.headers) == (b"", False)


def test_head_has_the_headers_of_get_and_no_body() -> None:
    with Door(HttpAnswer(200, JSON, b"{}")).intercepted():
        answer = requests.head(API)
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "2")


def test_a_streamed_answer_is_read_in_pieces() -> None:
    with (
        Door(HttpAnswer(200, [], b"ab\ncd\n" * 100)).intercepted(),
        requests.get(API, stream=True) as answer,
    ):
        assert answer.raw.read(2) == b"ab"
        assert next(answer.iter_content(3)) == b"\ncd"
        assert len(list(answer.iter_lines())) > 100


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


def test_an_error_of_a_supplied_handler_comes_out_of_the_call_as_it_is() -> None:
    fake, error = FakeClarifai(), KeyError("mine")

    @fake.handler("ListAnnotations")
    def fail(_: Any) -> Any:
        raise error

    with fake.intercept(), pytest.raises(KeyError) as raised:
        annotations_of(fake)
    assert raised.value is error


RETRYING = pytest.mark.parametrize("retries", [0, 2], ids=["plain", "retrying"])


@RETRYING
def test_nothing_of_a_call_is_kept(retries: int) -> None:
    with Door().intercepted(), requests.Session() as session:
        session.mount(API, HTTPAdapter(max_retries=retries))
        answer = weakref.ref(session.get(API))
        gc.collect()
        assert answer() is None


@RETRYING
def test_nothing_of_a_call_that_raised_is_kept(retries: int) -> None:
    class Failing(Door):
        def answer(self, request: HttpRequest) -> HttpAnswer:
            raise KeyError(request.method)

    request = requests.Request("GET", API).prepare()
    kept = weakref.ref(request)
    with Failing().intercepted(), requests.Session() as session:
        session.mount(API, HTTPAdapter(max_retries=retries))
        with pytest.raises(KeyError):
            session.send(request)
        del request
        gc.collect()
        assert kept() is None


def test_many_threads_are_answered_at_once() -> None:
    threads = 8
    together = threading.Barrier(threads, timeout=10)

    class Meeting(Door):
        def answer(self, request: HttpRequest) -> HttpAnswer:
            together.wait()
            return HttpAnswer(200, [], request.segments[-1].encode())

    def call(number: int) -> bool:
        return requests.get(f"{API}/v2/{number}").text == str(number)

    with Meeting().intercepted(), ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(call, range(threads * 4)))


def test_a_fake_inside_another_answers_and_then_the_outer_one_does_again() -> None:
    outer, inner = FakeClarifai(), FakeClarifai()
    with outer.intercept() as outermost:
        assert outermost is outer
        assert answered_by(outer)
        with inner.intercept():
            assert answered_by(inner)
            assert not answered_by(outer)
        assert answered_by(outer)


def test_a_retrying_call_is_answered_by_the_innermost_fake_alone() -> None:
    outer, inner = Door(), Door(HttpAnswer(503, [], b""), HttpAnswer(200, [], b""))
    retry = Retry(total=1, status_forcelist=[503])
    with outer.intercepted(), inner.intercepted(), requests.Session() as session:
        session.mount(API, HTTPAdapter(max_retries=retry))
        assert session.get(API).status_code == 200
    assert (len(outer.requests), len(inner.requests)) == (0, 2)


def test_the_same_fake_may_be_entered_inside_itself() -> None:
    fake = FakeClarifai()
    interception = fake.intercept()
    with interception, interception, fake.intercept():
        assert answered_by(fake)
    with interception:
        assert answered_by(fake)


def test_an_exit_stack_holds_a_fake() -> None:
    fake = FakeClarifai()
    with ExitStack() as stack:
        assert stack.enter_context(fake.intercept()) is fake
        assert answered_by(fake)


def test_every_call_sees_the_one_state() -> None:
    fake = FakeClarifai()
    fake.app().add_input("i")
    body = {"annotations": [{"input_id": "i", "data": {"concepts": [{"id": "cat"}]}}]}
    headers = {"Authorization": f"Key {fake.api_key}"}
    with fake.intercept():
        posted = requests.post(f"{API}/v2/annotations", json=body, headers=headers).json()
        made = posted["annotations"][0]["id"]
        got = requests.get(f"{API}/v2/inputs/i/annotations/{made}", headers=headers).json()
    assert got["annotation"]["id"] == made
    assert made in [one.id for one in fake.app().annotations("i")]


def test_the_first_call_over_rest_loads_neither_grpc_nor_werkzeug() -> None:
    code = (
        "import sys, requests\n"
        "from fakeannot import FakeClarifai\n"
        "with FakeClarifai().intercept():\n"
        "    requests.post('https://api.clarifai.com/v2/annotations', json={})\n"
        "print([name for name in ('grpc', 'werkzeug') if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"

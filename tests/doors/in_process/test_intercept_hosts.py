"""Which hosts interception catches, and how it leaves all others alone."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from fakeannot.doors.in_process.prepared import is_for_clarifai
from tests.doors.in_process.interception import API, Door
from tests.doors.in_process.interception import network as network


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
    request = requests.PreparedRequest()
    request.url = url
    assert is_for_clarifai(request) is ours


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

"""A server behind a proxy says where clients find it: there, and not where it listens."""

from __future__ import annotations

import pytest
import requests

from fakeannot import FakeClarifai
from fakeannot.doors.local.public_url import PublicUrl
from tests.doors.local.grpc_clients import SECONDS

PROXY = "http://fake.test:8000"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}


def test_hosted_media_are_said_to_be_at_the_proxy_and_are_served_there() -> None:
    fake = FakeClarifai()
    with fake.serve(public_url=PROXY) as server:
        for world, below in ((fake, ""), (fake.worlds["w 1"], "/__fakeannot/worlds/w%201")):
            url = world.app().add_input(data={"image": {"base64": "/9j/"}}).data.image.url
            assert url.startswith(f"{PROXY}{below}/orig/")
            passed_on = url.replace(PROXY, server.url)
            assert requests.get(passed_on, timeout=SECONDS).content == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("url", "base", "grpc"),
    [
        (PROXY, PROXY, "fake.test"),
        ("http://[::1]:8000/", "http://[::1]:8000", "[::1]"),
        ("https://fake.test", "https://fake.test", "fake.test"),
    ],
)
def test_the_variables_point_to_the_proxy(url: str, base: str, grpc: str) -> None:
    with FakeClarifai().serve(public_url=url) as server:
        told = requests.get(f"{server.url}/__fakeannot/env", timeout=SECONDS).json()
        assert [[name, value] for name, value, _ in told[:2]] == [
            ["CLARIFAI_API_BASE", base],
            ["CLARIFAI_GRPC_BASE", grpc],
        ]
        assert server.env["API_ENDPOINT"] == base
        assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://fake.test:8000", "fake.test:18080"),
        ("https://fake.test", "fake.test:443"),
        ("https://[::1]:8443", "[::1]:8443"),
    ],
)
def test_over_tls_the_proxy_takes_grpc_where_it_takes_http(url: str, target: str) -> None:
    assert PublicUrl.parse(url).grpc_target == target


def test_a_browser_may_call_the_server_by_the_name_of_the_proxy() -> None:
    with FakeClarifai().serve(public_url=PROXY) as server:
        for host, status in (("Fake.Test:8000", 200), ("other.example:8000", 403)):
            headers = {**BROWSER, "Host": host}
            answer = requests.get(
                f"{server.url}/__fakeannot/journal", headers=headers, timeout=SECONDS
            )
            assert answer.status_code == status


@pytest.mark.parametrize(
    "url",
    [
        "fake.test:8000",
        "ftp://fake.test",
        "http://",
        "http://fake.test/below",
        "http://fake.test?a=b",
        "http://me@fake.test",
        "http://fake test",
        "http://fake.test:port",
    ],
)
def test_what_no_proxy_can_be_called_is_refused(url: str) -> None:
    with (
        pytest.raises(
            OSError, match=r"is no URL of a proxy: say one such as http://fake\.test:8080"
        ),
        FakeClarifai().serve(public_url=url),
    ):
        raise AssertionError("it serves")

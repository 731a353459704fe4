"""Calls that get as far as the connection pool of urllib3 are answered there.

Every test here runs with name look-ups and connections refused and counted, see `network`.
"""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

from tests.doors.in_process.coexistence import LIST, OTHER
from tests.doors.in_process.coexistence import default_mock_is_clean as default_mock_is_clean
from tests.doors.in_process.interception import Door
from tests.doors.in_process.interception import network as network


@pytest.mark.parametrize("proxy", ["", "http://proxy.example:3128"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_call_that_gets_as_far_as_the_pool_is_answered_there(
    scheme: str, proxy: str, fake: Any
) -> None:
    door, real = Door(), HTTPAdapter.send
    with door.intercepted(), mock.patch.object(HTTPAdapter, "send", real):
        answer = requests.post(
            f"{scheme}://api.clarifai.com/v2/x?page=1",
            json={"a": 1},
            headers={"Authorization": "Key x"},
            proxies={scheme: proxy} if proxy else None,
        )
    assert answer.json() == {}
    assert (door.last.method, door.last.segments, door.last.query) == (
        "POST",
        ["v2", "x"],
        "page=1",
    )
    assert (door.last.headers.get("authorization", ""), door.last.body) == ("Key x", b'{"a": 1}')


def test_urllib3_by_itself_is_answered_too_and_other_hosts_are_not() -> None:
    door, elsewhere = Door(), RuntimeError("left alone")
    with door.intercepted(), urllib3.PoolManager() as pool:
        assert pool.request("GET", LIST).data == b"{}"
        pools = mock.patch.object(urllib3.HTTPSConnectionPool, "_get_conn", side_effect=elsewhere)
        with pools, pytest.raises(RuntimeError, match="left alone"):
            pool.request("GET", OTHER, retries=False)


def test_a_pool_of_the_users_own_brings_its_headers() -> None:
    door = Door()
    with (
        door.intercepted(),
        urllib3.HTTPSConnectionPool("api.clarifai.com", headers={"A": "b"}) as pool,
    ):
        assert pool.urlopen("get", "/v2/inputs").data == b"{}"
    assert (door.last.method, door.last.headers.get("a", "")) == ("GET", "b")

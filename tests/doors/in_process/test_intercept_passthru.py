"""What a mock of `responses` lets through reaches the fake, not the network.

Every test here runs with name look-ups and connections refused and counted, see `network`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
import responses

from tests.doors.in_process.coexistence import MOCKS, OTHER, Mock
from tests.doors.in_process.coexistence import default_mock_is_clean as default_mock_is_clean
from tests.doors.in_process.interception import API, answered_by
from tests.doors.in_process.interception import network as network


@MOCKS
@pytest.mark.parametrize(
    "prefix", ["https://", API, re.compile(".*")], ids=["everything", "clarifai", "pattern"]
)
def test_a_passthru_inside_the_fake_leads_to_the_fake(
    of_responses: Mock, prefix: Any, fake: Any
) -> None:
    with fake.intercept(), of_responses() as inner:
        inner.add_passthru(prefix)
        assert answered_by(fake)


@MOCKS
def test_a_passthru_around_the_fake_leads_to_the_fake(of_responses: Mock, fake: Any) -> None:
    with of_responses() as outer:
        outer.add_passthru("https://")
        with fake.intercept():
            assert answered_by(fake)


@MOCKS
def test_a_passthrough_response_leads_to_the_fake(of_responses: Mock, fake: Any) -> None:
    passing = responses.PassthroughResponse("GET", re.compile("https://.*"))
    with fake.intercept(), of_responses() as inner:
        inner.add(passing)
        assert answered_by(fake)
        inner.remove(passing)


def test_a_mock_that_was_made_before_the_fake_and_lets_all_through_leads_to_the_fake(
    fake: Any,
) -> None:
    old = responses.RequestsMock(passthru_prefixes=("https://",))
    with fake.intercept(), old:
        assert answered_by(fake)


def test_what_a_passthru_lets_out_elsewhere_is_none_of_the_fakes_business(
    fake: Any,
) -> None:
    sent: list[str] = []

    def send(_: Any, request: requests.PreparedRequest, *__: Any, **___: Any) -> Any:
        sent.append(str(request.url))
        return requests.Response()

    own = responses.RequestsMock(passthru_prefixes=("https://",), real_adapter_send=send)
    with fake.intercept(), own:
        requests.get(OTHER)
        assert answered_by(fake)
    assert sent == [OTHER]

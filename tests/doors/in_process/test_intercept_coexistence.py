"""The fake among patches of the send: around it, inside it, and left behind by others.

Every test here runs with name look-ups and connections refused and counted, see `network`.
"""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest
import requests
import responses
import urllib3
from requests.adapters import HTTPAdapter

from fakeannot import FakeClarifai
from fakeannot.doors.in_process.leaks import LeakedPatchError
from tests.doors.in_process.coexistence import LIST, OTHER
from tests.doors.in_process.coexistence import default_mock_is_clean as default_mock_is_clean
from tests.doors.in_process.interception import Door, ReachedNetwork, annotations_of, answered_by
from tests.doors.in_process.interception import network as network


def test_a_passthrough_response_does_not_even_reach_the_send_it_would_be_let_through_to(
    fake: Any,
) -> None:
    passing = responses.RequestsMock(assert_all_requests_are_fired=False, real_adapter_send=leaking)
    passing.add(responses.PassthroughResponse("GET", re.compile("https://.*")))
    with fake.intercept(), passing:
        assert answered_by(fake)


def test_stopping_all_patches_does_not_stop_the_fake(fake: Any) -> None:
    with fake.intercept():
        mock.patch.stopall()
        assert answered_by(fake)


@pytest.mark.parametrize("name", ["get", "Session.send", "Session.request"])
def test_a_patched_function_of_requests_inside_is_the_users_own(name: str, fake: Any) -> None:
    with fake.intercept():
        with mock.patch(f"requests.{name}", return_value="theirs"):
            got: object = requests.get(LIST)
        assert got == "theirs"
        assert answered_by(fake)


def test_a_patched_send_inside_is_the_users_own_and_around_it_is_not(fake: Any) -> None:
    def theirs(*_: Any, **__: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code = 418
        return answer

    with fake.intercept():
        with mock.patch.object(HTTPAdapter, "send", theirs):
            assert annotations_of(fake).status_code == 418
        assert answered_by(fake)
    with mock.patch.object(HTTPAdapter, "send", theirs), fake.intercept():
        assert answered_by(fake)
        assert requests.get(OTHER).status_code == 418


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch) -> object:
    """The send before the test, which is there again after it whatever the test leaves behind."""
    monkeypatch.setattr(HTTPAdapter, "send", HTTPAdapter.send)
    return HTTPAdapter.send


def leaking(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


def leave(leaked: Any) -> None:
    """Replace the send within an interception, for good."""
    with Door().intercepted():
        HTTPAdapter.send = leaked  # type: ignore[method-assign]  # patched on purpose


def leave_started(fake: FakeClarifai, of_responses: responses.RequestsMock) -> Any:
    """Start a mock within an interception and do not stop it; return the send it made."""
    try:
        with fake.intercept():
            of_responses.start()
            assert answered_by(fake)
            made = HTTPAdapter.send
    except LeakedPatchError as error:
        assert "responses.RequestsMock.unbound_on_send" in str(error)  # noqa: PT017 - and more
    else:
        pytest.fail("nobody complained")
    return made


def test_a_mock_that_is_not_stopped_is_named_and_undone(fake: Any, send: object) -> None:
    leave_started(fake, responses.mock)
    assert HTTPAdapter.send is send
    responses.stop()


@pytest.mark.parametrize(
    ("leaked", "name"),
    [
        (leaking, "tests.doors.in_process.test_intercept_coexistence.leaking"),
        (mock.MagicMock(name="theirs"), "unittest.mock.MagicMock (<MagicMock name='theirs'"),
        (mock.create_autospec(HTTPAdapter.send), "<function send at"),
    ],
    ids=["function", "mock", "autospec"],
)
def test_whatever_is_left_behind_is_named_with_its_module(
    leaked: Any, name: str, send: object
) -> None:
    with pytest.raises(LeakedPatchError, match=re.escape(name)):
        leave(leaked)
    assert HTTPAdapter.send is send


def test_an_error_of_the_block_goes_before_a_leak_which_is_undone_all_the_same(
    send: object,
) -> None:
    def leave_and_fail() -> None:
        with Door().intercepted():
            HTTPAdapter.send = leaking  # type: ignore[method-assign]  # patched on purpose
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave_and_fail()
    assert HTTPAdapter.send is send


def test_a_mock_from_before_the_fake_that_ends_before_it_is_not_revived(
    fake: Any, send: object
) -> None:
    """The order of plugins that start and stop `responses` in hooks around all fixtures."""
    responses.start()
    with fake.intercept():
        responses.stop()
        assert answered_by(fake)
    assert HTTPAdapter.send is send


def test_a_fake_that_has_ended_stays_out_of_it_when_a_mock_brings_its_send_back(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent(*_: Any, **__: Any) -> Any:
        raise ReachedNetwork

    monkeypatch.setattr(HTTPAdapter, "send", sent)
    leave_started(fake, responses.mock)
    responses.stop()
    assert HTTPAdapter.send is not sent
    with pytest.raises(ReachedNetwork):
        requests.get(LIST)


def test_a_mock_that_started_in_a_fake_and_outlives_it_is_on_its_own_again(
    fake: Any, send: object
) -> None:
    inner = responses.RequestsMock(assert_all_requests_are_fired=False)
    HTTPAdapter.send = leave_started(fake, inner)  # type: ignore[method-assign]  # patched on purpose
    inner.get(OTHER, body="theirs")
    assert requests.get(OTHER).text == "theirs"
    with pytest.raises(requests.ConnectionError, match="refused"):
        requests.get(LIST)
    inner.stop()


def test_a_patch_of_the_connection_pool_from_inside_is_left_to_who_made_it(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = urllib3.connectionpool.HTTPConnectionPool
    monkeypatch.setattr(pool, "urlopen", pool.urlopen)
    with fake.intercept():
        pool.urlopen = leaking  # type: ignore[method-assign]  # patched on purpose
        assert answered_by(fake)
    assert pool.urlopen is leaking


def test_fakes_that_end_in_another_order_answer_until_they_do_and_are_gone_then(
    send: object,
) -> None:
    first, second = FakeClarifai(), FakeClarifai()
    interceptions = first.intercept(), second.intercept()
    for one in interceptions:
        one.__enter__()
    ours = HTTPAdapter.send
    interceptions[0].__exit__(None, None, None)
    assert HTTPAdapter.send is ours
    assert answered_by(second)
    interceptions[1].__exit__(None, None, None)
    assert HTTPAdapter.send is send


def test_fakes_that_come_and_go_in_many_threads_leave_nothing_behind() -> None:
    def come_and_go(_: int) -> None:
        with Door().intercepted():
            pass

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(come_and_go, range(2000)))
    finally:
        sys.setswitchinterval(interval)


def test_a_mock_between_fakes_that_end_in_another_order_is_named_once_both_are_over(
    send: object,
) -> None:
    first, second = FakeClarifai(), FakeClarifai()
    interceptions = first.intercept(), second.intercept()
    interceptions[0].__enter__()
    HTTPAdapter.send = leaking  # type: ignore[method-assign]  # patched on purpose
    interceptions[1].__enter__()
    assert answered_by(second)
    interceptions[0].__exit__(None, None, None)
    assert answered_by(second)
    with pytest.raises(LeakedPatchError, match="leaking"):
        interceptions[1].__exit__(None, None, None)
    assert HTTPAdapter.send is send


def test_a_mock_that_outlives_the_inner_fake_only_is_named_and_the_outer_one_is_back(
    send: object,
) -> None:
    outer, inner = FakeClarifai(), FakeClarifai()
    with outer.intercept():
        interception = inner.intercept()
        interception.__enter__()
        HTTPAdapter.send = leaking  # type: ignore[method-assign]  # patched on purpose
        with pytest.raises(LeakedPatchError, match="leaking"):
            interception.__exit__(None, None, None)
        assert answered_by(outer)
    assert HTTPAdapter.send is send

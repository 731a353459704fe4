"""The fake among other mocks: in every order it answers, and nothing gets out to the network.

Every test here runs with name look-ups and connections refused and counted, see `network`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

import pytest
import requests
import requests_mock
import responses
import urllib3
from requests.adapters import HTTPAdapter
from responses import matchers
from responses.registries import OrderedRegistry

from fakeannot import FakeClarifai
from fakeannot.doors.intercept import LeakedPatchError
from tests.doors.interception import API, Door, ReachedNetwork, annotations_of, answered_by
from tests.doors.interception import network as network

OTHER = "https://example.com/"
LIST = f"{API}/v2/annotations"


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai()


@pytest.fixture(autouse=True)
def default_mock_is_clean() -> Iterator[None]:
    yield
    responses.reset()


Mock = Callable[[], AbstractContextManager[responses.RequestsMock]]
MOCKS = pytest.mark.parametrize(
    "of_responses",
    [lambda: responses.mock, lambda: responses.RequestsMock()],
    ids=["responses.mock", "RequestsMock()"],
)


# -- responses ------------------------------------------------------------------------------


@MOCKS
def test_a_responses_mock_inside_does_not_hide_the_fake(of_responses: Mock, fake: Any) -> None:
    with fake.intercept(), of_responses() as inner:
        inner.add("GET", OTHER, body="theirs")
        assert answered_by(fake)
        assert requests.get(OTHER).text == "theirs"
        assert [call.request.url for call in inner.calls] == [OTHER]
        assert len(inner.registered()) == 1


@MOCKS
def test_a_responses_mock_inside_still_refuses_what_it_does_not_know(
    of_responses: Mock, fake: Any
) -> None:
    with fake.intercept(), of_responses(), pytest.raises(requests.ConnectionError, match="refused"):
        requests.get(OTHER)


@MOCKS
def test_the_fake_inside_a_responses_mock_answers(of_responses: Mock, fake: Any) -> None:
    with of_responses() as outer:
        outer.add("GET", OTHER, body="theirs")
        outer.add("GET", LIST, body="theirs")
        with fake.intercept():
            assert answered_by(fake)
            assert requests.get(OTHER).text == "theirs"
        assert annotations_of(fake).text == "theirs"


@MOCKS
def test_what_a_responses_mock_inside_has_for_clarifai_is_its_own(
    of_responses: Mock, fake: Any
) -> None:
    with fake.intercept():
        with of_responses() as inner:
            inner.add("GET", LIST, status=500)
            inner.add("GET", LIST, status=503)
            codes = [annotations_of(fake).status_code for _ in range(3)]
            assert requests.post(LIST).status_code == 401
        assert codes == [500, 503, 503]
        assert answered_by(fake)


def test_a_matcher_that_fails_is_explained_by_its_own_mock(fake: Any) -> None:
    with fake.intercept(), responses.RequestsMock() as inner:
        page = matchers.query_param_matcher({"page": "2"})
        inner.get(LIST, body="second page", match=[page])
        assert requests.get(f"{LIST}?page=2").text == "second page"
        with pytest.raises(requests.ConnectionError, match="Parameters do not match"):
            requests.get(f"{LIST}?page=3")


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


def test_a_passthrough_response_does_not_even_reach_the_send_it_would_be_let_through_to(
    fake: Any,
) -> None:
    passing = responses.RequestsMock(assert_all_requests_are_fired=False, real_adapter_send=leaking)
    passing.add(responses.PassthroughResponse("GET", re.compile("https://.*")))
    with fake.intercept(), passing:
        assert answered_by(fake)


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


def test_activate_inside_the_fake_does_not_hide_it_however_often(fake: Any) -> None:
    @responses.activate
    def call() -> None:
        responses.get(OTHER, body="theirs")
        assert requests.get(OTHER).text == "theirs"
        assert answered_by(fake)
        responses.reset()
        assert answered_by(fake)

    with fake.intercept():
        call()
        call()
        assert answered_by(fake)


def test_the_fake_inside_activate_answers(fake: Any) -> None:
    @responses.activate
    def call() -> None:
        with fake.intercept():
            assert answered_by(fake)

    call()


def test_activate_inside_activate_takes_its_patch_away_and_the_fake_answers_all_the_same(
    fake: Any,
) -> None:
    """The inner one ends the one mock there is: the real send is back, in the outer one too."""

    @responses.activate
    def outer() -> None:
        with fake.intercept():
            responses.activate(lambda: annotations_of(fake))()
            assert answered_by(fake)

    outer()


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


def test_a_mock_that_wants_all_its_responses_called_does_not_count_the_fake(fake: Any) -> None:
    @responses.activate(assert_all_requests_are_fired=True)
    def call(*, also_other: bool) -> None:
        responses.get(OTHER)
        assert answered_by(fake)
        if also_other:
            requests.get(OTHER)

    with fake.intercept():
        call(also_other=True)
        with pytest.raises(AssertionError, match=re.escape(OTHER)):
            call(also_other=False)


def test_an_ordered_registry_keeps_its_order_with_calls_to_the_fake_in_between(fake: Any) -> None:
    @responses.activate(registry=OrderedRegistry, assert_all_requests_are_fired=True)
    def call() -> None:
        for number in ("1", "2", "3"):
            responses.get(OTHER, body=number)
        got = []
        for _ in range(3):
            assert answered_by(fake)
            got.append(requests.get(OTHER).text)
        assert got == ["1", "2", "3"]

    with fake.intercept():
        call()
        call()


def test_stopping_all_patches_does_not_stop_the_fake(fake: Any) -> None:
    with fake.intercept():
        mock.patch.stopall()
        assert answered_by(fake)


def test_two_fakes_with_mocks_between_them_answer_in_turn() -> None:
    outer, inner = FakeClarifai(), FakeClarifai()
    with outer.intercept(), responses.RequestsMock(), inner.intercept(), responses.RequestsMock():
        assert answered_by(inner)
    with outer.intercept():
        with responses.RequestsMock():
            with inner.intercept(), responses.RequestsMock():
                assert answered_by(inner)
            assert answered_by(outer)
        assert answered_by(outer)


# -- requests-mock --------------------------------------------------------------------------


@pytest.mark.parametrize("real_http", [False, True])
def test_requests_mock_inside_does_not_hide_the_fake(real_http: bool, fake: Any) -> None:
    with fake.intercept(), requests_mock.Mocker(real_http=real_http) as inner:
        inner.get(OTHER, text="theirs")
        assert answered_by(fake)
        assert requests.get(OTHER).text == "theirs"
        assert [one.url for one in inner.request_history] == [OTHER]


def test_requests_mock_inside_still_refuses_what_it_does_not_know(fake: Any) -> None:
    with fake.intercept(), requests_mock.Mocker(), pytest.raises(requests_mock.NoMockAddress):
        requests.get(OTHER)


def test_what_requests_mock_inside_has_for_clarifai_is_its_own(fake: Any) -> None:
    with fake.intercept():
        with requests_mock.Mocker() as inner:
            inner.get(LIST, text="theirs")
            assert annotations_of(fake).text == "theirs"
            inner.get(LIST, real_http=True)
            assert answered_by(fake)
        assert answered_by(fake)


def test_the_fake_inside_requests_mock_answers(fake: Any) -> None:
    with requests_mock.Mocker() as outer:
        outer.get(requests_mock.ANY, text="theirs")
        with fake.intercept():
            assert answered_by(fake)
            assert requests.get(OTHER).text == "theirs"
        assert annotations_of(fake).text == "theirs"


def test_requests_mock_on_both_sides_of_the_fake(fake: Any) -> None:
    with requests_mock.Mocker() as outer:
        outer.get(requests_mock.ANY, text="outer")
        with fake.intercept(), requests_mock.Mocker() as inner:
            inner.get(LIST, text="inner")
            assert annotations_of(fake).text == "inner"


def test_requests_mock_for_one_session_is_for_that_session(fake: Any) -> None:
    with fake.intercept(), requests.Session() as session:
        with requests_mock.Mocker(session=session) as inner:
            inner.get(LIST, text="theirs")
            assert session.get(LIST).text == "theirs"
            assert session.post(LIST).status_code == 401
            assert answered_by(fake)
        assert session.get(LIST).status_code == 401


def test_an_adapter_of_requests_mock_that_a_user_mounts_keeps_what_it_has(fake: Any) -> None:
    adapter = requests_mock.Adapter()
    adapter.register_uri("GET", LIST, text="theirs")
    with fake.intercept(), requests.Session() as session:
        session.mount("https://", adapter)
        assert session.get(LIST).text == "theirs"
        assert session.post(LIST).status_code == 401


def test_a_requests_mock_that_is_imported_only_inside_the_fake_refuses_and_lets_nothing_out(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "requests_mock.adapter")
    with fake.intercept():
        with requests_mock.Mocker(), pytest.raises(requests_mock.NoMockAddress):
            annotations_of(fake)
        with requests_mock.Mocker(real_http=True):
            assert answered_by(fake)


# -- unittest.mock --------------------------------------------------------------------------


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


# -- leaks ----------------------------------------------------------------------------------


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
        HTTPAdapter.send = leaked  # type: ignore[method-assign]


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
        (leaking, "tests.doors.test_intercept_coexistence.leaking"),
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
            HTTPAdapter.send = leaking  # type: ignore[method-assign]
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
    HTTPAdapter.send = leave_started(fake, inner)  # type: ignore[method-assign]
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
        pool.urlopen = leaking  # type: ignore[method-assign]
        assert answered_by(fake)
    assert pool.urlopen is leaking


def test_fakes_that_end_in_the_wrong_order_answer_until_they_do_and_are_gone_then(
    send: object,
) -> None:
    first, second = FakeClarifai(), FakeClarifai()
    interceptions = first.intercept(), second.intercept()
    for one in interceptions:
        one.__enter__()
    with pytest.raises(LeakedPatchError, match="Layer"):
        interceptions[0].__exit__(None, None, None)
    assert answered_by(second)
    interceptions[1].__exit__(None, None, None)
    assert HTTPAdapter.send is send

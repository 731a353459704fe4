"""The fake among mocks of `requests_mock`: in every order it answers, and each keeps its own.

Every test here runs with name look-ups and connections refused and counted, see `network`.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest
import requests
import requests_mock

from tests.doors.in_process.coexistence import LIST, OTHER
from tests.doors.in_process.coexistence import default_mock_is_clean as default_mock_is_clean
from tests.doors.in_process.interception import annotations_of, answered_by
from tests.doors.in_process.interception import network as network


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

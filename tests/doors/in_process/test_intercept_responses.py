"""The fake among mocks of `responses`: in every order it answers, and each keeps its own.

Every test here runs with name look-ups and connections refused and counted, see `network`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
import responses
from responses import matchers
from responses.registries import OrderedRegistry

from fakeannot import FakeClarifai
from tests.doors.in_process.coexistence import LIST, MOCKS, OTHER, Mock
from tests.doors.in_process.coexistence import default_mock_is_clean as default_mock_is_clean
from tests.doors.in_process.interception import annotations_of, answered_by
from tests.doors.in_process.interception import network as network


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

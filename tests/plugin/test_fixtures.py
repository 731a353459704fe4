"""The fixtures of the plugin, seen from test suites that use them."""

from __future__ import annotations

from tests.plugin.suites import Suite


def test_the_fake_intercepts_while_a_test_runs_and_is_fresh_in_each(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.parametrize("time", [1, 2])
def test_post(fakeannot, time):
    assert fakeannot.app().annotations() == []
    assert post(fakeannot)["status"]["code"] == 10000
    assert "cat" in str(fakeannot.app().annotations())

def test_ids_are_the_same_in_every_run(fakeannot):
    assert post(fakeannot)["annotations"][0]["id"] == post_once_more()

def post_once_more():
    from fakeannot import FakeClarifai
    other = FakeClarifai()
    with other.intercept():
        return post(other)["annotations"][0]["id"]
"""
    ).assert_outcomes(passed=3)


def test_after_a_test_nothing_is_intercepted_any_more(suite: Suite) -> None:
    suite.run(
        """
from requests.adapters import HTTPAdapter
before = HTTPAdapter.send
def test_during(fakeannot):
    assert HTTPAdapter.send is not before
def test_after():
    assert HTTPAdapter.send is before
"""
    ).assert_outcomes(passed=2)


def test_the_server_is_on_loopback_and_fresh_in_each_test(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.parametrize("time", [1, 2])
def test_post(fakeannot_server, time):
    assert fakeannot_server.url.startswith("http://127.0.0.1:")
    assert fakeannot_server.fake.app().annotations() == []
    assert post(fakeannot_server.fake, fakeannot_server.url + "/v2")["status"]["code"] == 10000
"""
    ).assert_outcomes(passed=2)


def test_the_server_says_where_grpc_and_the_official_clients_go(suite: Suite) -> None:
    suite.run(
        """
def test_it(fakeannot_server):
    assert f"http://{fakeannot_server.grpc_target}" == fakeannot_server.url
    assert fakeannot_server.env["CLARIFAI_API_BASE"] == fakeannot_server.url
"""
    ).assert_outcomes(passed=1)


def test_the_tls_server_is_another_door_to_the_fake_of_the_test(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.fakeannot(per_page=5)
def test_it(fakeannot, fakeannot_tls_server):
    server = fakeannot_tls_server
    assert server.fake is fakeannot
    assert server.fake.settings.per_page == 5
    assert server.url == f"https://{server.grpc_target}"
    assert server.grpc_target.startswith("localhost:")
    assert server.env["NODE_EXTRA_CA_CERTS"] == str(server.ca_file)
    answer = requests.get(f"{server.url}/__fakeannot/health", verify=server.ca_file)
    assert answer.json()["ok"]

@pytest.mark.xfail(strict=True)
def test_that_fails(fakeannot_tls_server):
    global left
    left = fakeannot_tls_server.ca_file
    assert not left.exists()

def test_after_that_its_file_is_gone():
    assert not left.exists()
"""
    ).assert_outcomes(passed=2, xfailed=1)


def test_the_server_leaves_no_thread_behind(suite: Suite) -> None:
    suite.run(
        """
import threading
def test_during(fakeannot_server):
    assert post(fakeannot_server.fake, fakeannot_server.url + "/v2")["status"]["code"] == 10000
    assert len([one for one in threading.enumerate() if "fakeannot" in one.name]) == 1
def test_after():
    assert not [one for one in threading.enumerate() if "fakeannot" in one.name]
"""
    ).assert_outcomes(passed=2)


def test_the_server_alone_intercepts_nothing(suite: Suite) -> None:
    suite.run(
        """
from requests.adapters import HTTPAdapter
before = HTTPAdapter.send
def test_it(fakeannot_server):
    assert HTTPAdapter.send is before
"""
    ).assert_outcomes(passed=1)


def test_both_fixtures_in_one_test_are_two_doors_to_one_fake(suite: Suite) -> None:
    suite.run(
        """
def test_both(fakeannot, fakeannot_server):
    assert fakeannot_server.fake is fakeannot
    made = post(fakeannot)["annotations"][0]["id"]
    url = f"{fakeannot_server.url}/v2/inputs/i/annotations/{made}"
    assert requests.get(url, headers=headers(fakeannot)).json()["annotation"]["id"] == made
"""
    ).assert_outcomes(passed=1)


def test_a_suite_may_build_its_own_fixture_on_the_fake(suite: Suite) -> None:
    suite.conftest(
        """
import pytest
@pytest.fixture
def fakeannot(fakeannot):
    fakeannot.app().add_input("seeded")
    return fakeannot
"""
    )
    suite.run(
        """
def test_it(fakeannot):
    assert [one.id for one in fakeannot.app().inputs()] == ["seeded"]
"""
    ).assert_outcomes(passed=1)


def test_the_fixtures_serve_test_case_classes_too(suite: Suite) -> None:
    suite.run(
        """
import unittest
@pytest.mark.usefixtures("fakeannot")
class TestIt(unittest.TestCase):
    def test_call(self):
        assert requests.get(API + "/annotations").status_code == 401
"""
    ).assert_outcomes(passed=1)

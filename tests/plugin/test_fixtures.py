"""The fixtures of the plugin, seen from test suites that use them."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize("fixture", ["fakeannot_server", "fakeannot_tls_server"])
def test_the_report_of_a_failed_test_has_no_key_in_it(suite: Suite, fixture: str) -> None:
    result = suite.run(
        f"""
@pytest.mark.fakeannot(pat="very-secret", api_key="as-secret")
def test_it({fixture}):
    assert {fixture}.url == "another"
""",
        "-vv",
        "-l",
    )
    result.assert_outcomes(failed=1)
    said = "\n".join(line for line in result.outlines if "@pytest.mark" not in line)
    assert f"{fixture} = <Fakeannot" in said
    assert "secret" not in said


GRPC = """
import grpc
from clarifai_grpc.grpc.api import service_pb2, service_pb2_grpc

KEY = (("authorization", "Key very-secret"),)
ASKED = service_pb2.ListInputsRequest()

def test_fault(fakeannot):
    fakeannot.faults.add("ListInputs", "unavailable")
    stub_of(grpc).ListInputs(ASKED, metadata=KEY)

def test_bad_metadata(fakeannot):
    stub_of(grpc).ListInputs(ASKED, metadata=(*KEY, ("Upper", "x")))

def test_no_message(fakeannot):
    stub_of(grpc).ListInputs(None, metadata=KEY)

def test_handler(fakeannot):
    fakeannot.handler("ListInputs")(lambda _: 5)
    stub_of(grpc).ListInputs(ASKED, metadata=KEY)

def test_future(fakeannot):
    fakeannot.faults.add("ListInputs", "unavailable")
    stub_of(grpc).ListInputs.future(ASKED, metadata=KEY).result()

def test_stream(fakeannot):
    fakeannot.faults.add("StreamInputs", "unavailable")
    list(stub_of(grpc).StreamInputs(service_pb2.StreamInputsRequest(), metadata=KEY))

def test_aio(fakeannot):
    fakeannot.faults.add("ListInputs", "unavailable")
    import asyncio
    async def listed():
        await stub_of(grpc.aio).ListInputs(ASKED, metadata=KEY)
    asyncio.run(listed())

def stub_of(kind):
    channel = kind.secure_channel("api.clarifai.com", grpc.ssl_channel_credentials())
    return service_pb2_grpc.V2Stub(channel)
"""


def test_no_key_is_in_the_report_of_a_call_over_grpc_that_failed(suite: Suite) -> None:
    result = suite.run(GRPC)
    result.assert_outcomes(failed=7)
    said = [line for line in result.outlines if "secret" in line and not line.startswith("KEY")]
    assert said == []


def test_an_assertion_of_the_journal_that_fails_is_told_at_the_line_that_asserts(
    suite: Suite,
) -> None:
    result = suite.run("def test_it(fakeannot):\n    fakeannot.journal.assert_called('GetInput')\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["test_it.py:3: AssertionError"])
    result.stdout.no_fnmatch_line("*journal.py*")

"""gRPC in test suites that use the plugin, channels opened at import above all."""

from __future__ import annotations

import grpc
import pytest

import fakeannot.doors.in_process.channel  # noqa: F401 - or every run in this process would load it anew
from tests.plugin.suites import Suite

UNDER_TEST = """
import grpc
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2, service_pb2_grpc
STUB = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())
def inputs(key):
    metadata = (("authorization", f"Key {key}"),)
    answer = STUB.ListInputs(service_pb2.ListInputsRequest(), metadata=metadata)
    return [one.id for one in answer.inputs]
"""
TESTS = """
import pytest, under_test
@pytest.mark.parametrize("name", ["first", "second"])
def test_each_has_its_own(fakeannot, name):
    fakeannot.app().add_input(name)
    assert under_test.inputs(fakeannot.api_key) == [name]
def test_without_a_fake():
    from fakeannot import NoFakeActive
    with pytest.raises(NoFakeActive):
        under_test.inputs("key")
"""


@pytest.fixture
def catching(suite: Suite, pytester: pytest.Pytester) -> Suite:
    """A suite that asks for channels to be caught; its code under test opens one at import."""
    pytester.makeini(
        "[pytest]\nfilterwarnings = error\nfakeannot_catch_channels = true\n"
        "addopts = --strict-markers --strict-config\n"
    )
    pytester.makepyfile(under_test=UNDER_TEST)
    return suite


def test_a_channel_opened_at_import_leads_into_the_fake_of_each_test(catching: Suite) -> None:
    catching.run(TESTS).assert_outcomes(passed=3)


def test_a_conftest_may_import_the_code_under_test(catching: Suite) -> None:
    catching.conftest("import under_test")
    catching.run(TESTS).assert_outcomes(passed=3)


def test_nothing_is_caught_any_more_when_the_session_is_over(catching: Suite) -> None:
    before = grpc.secure_channel, grpc.aio.secure_channel
    catching.run(TESTS)
    assert (grpc.secure_channel, grpc.aio.secure_channel) == before


def test_without_the_option_a_session_changes_nothing(suite: Suite) -> None:
    suite.run(
        """
import grpc, sys
def test_it():
    assert grpc.insecure_channel.__module__ == "grpc"
    assert not [one for one in sys.meta_path if "fakeannot" in type(one).__module__]
"""
    ).assert_outcomes(passed=1)


def test_a_call_to_what_is_not_built_fails_the_test_though_its_error_is_swallowed(
    suite: Suite,
) -> None:
    result = suite.run(
        """
import grpc
def test_it(fakeannot):
    call = grpc.insecure_channel("api.clarifai.com").unary_unary("/clarifai.api.V2/ListLabelOrders")
    try:
        call(b"", metadata=[("authorization", f"Key {fakeannot.api_key}")])
    except grpc.RpcError:
        pass
"""
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The fake was called for what it does not have: ListLabelOrders."])

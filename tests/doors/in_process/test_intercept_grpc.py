"""Interception of gRPC by a fake: which channels it catches, and who answers a call on one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import grpc
import grpc._channel
import pytest
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2_grpc

from fakeannot import FakeClarifai, LeakedPatchError, NoFakeActive, catch_channels
from fakeannot.doors.in_process.grpc_targets import is_clarifai_target
from tests.doors.in_process.channels import CLARIFAI, OK, inputs_request, method, run

CREDENTIALS = grpc.ssl_channel_credentials()
NAMES = [
    (module, name) for module in (grpc, grpc.aio) for name in ("secure_channel", "insecure_channel")
]
GUARDED = [(grpc._channel, "Channel"), (grpc.aio._channel, "Channel")]
BOUND = [getattr(module, name) for module, name in NAMES]


def functions() -> list[Any]:
    return [getattr(module, name) for module, name in NAMES + GUARDED]


@pytest.fixture(autouse=True)
def nothing_stays_patched() -> Iterator[None]:
    before, finders = functions(), list(sys.meta_path)
    yield
    assert functions() == before
    assert sys.meta_path == finders


def inputs(fake: FakeClarifai, channel: Any) -> list[str]:
    """The ids of the inputs that a call on the channel lists."""
    metadata = (("authorization", f"Key {fake.api_key}"),)
    answer = method(channel, "ListInputs")(inputs_request(), metadata=metadata)
    assert answer.status.code == OK
    return [one.id for one in answer.inputs]


def marked(name: str) -> FakeClarifai:
    """A fake that is told apart by an input."""
    fake = FakeClarifai()
    fake.app().add_input(name)
    return fake


@pytest.mark.parametrize(
    ("target", "ours"),
    [
        ("api.clarifai.com", True),
        ("api.clarifai.com:443", True),
        ("clarifai.com:18080", True),
        ("API.Clarifai.COM", True),
        ("api.clarifai.com.", True),
        ("api.clarifai.com.:443", True),
        ("a.b.clarifai.com", True),
        ("dns:api.clarifai.com:443", True),
        ("dns:///api.clarifai.com:443", True),
        ("dns://8.8.8.8/api.clarifai.com", True),
        ("DNS:///api.clarifai.com", True),
        ("localhost:18080", False),
        ("127.0.0.1:443", False),
        ("notclarifai.com", False),
        ("clarifai.com.example.org", False),
        ("api.clarifai.community", False),
        ("dns://api.clarifai.com/example.org", False),
        ("unix:api.clarifai.com", False),
        ("ipv4:1.2.3.4:443", False),
        ("https://api.clarifai.com", False),
        ("", False),
        (None, False),
        (b"api.clarifai.com:443", True),
        (b"localhost:18080", False),
        (b"\xff", False),
        ("dns:/api.clarifai.com:443", True),
        ("passthrough:api.clarifai.com:443", True),
        ("passthrough:///api.clarifai.com:443", True),
        ("passthrough:///localhost:443", False),
        ("dns://api.clarifai.com", False),
    ],
)
def test_targets_are_told_apart(target: Any, ours: bool) -> None:
    assert is_clarifai_target(target) is ours


OFFICIAL: dict[str, Callable[[], Any]] = {
    "secure": lambda: grpc.secure_channel(CLARIFAI, CREDENTIALS),
    "insecure": lambda: grpc.insecure_channel(target=CLARIFAI, options=[("a", 1)]),
    "official": ClarifaiChannel.get_grpc_channel,
    "official insecure": lambda: ClarifaiChannel.get_insecure_grpc_channel("api-grpc.clarifai.com"),
}
OFFICIAL_AIO: dict[str, Callable[[], Any]] = {
    "secure": lambda: grpc.aio.secure_channel(CLARIFAI, CREDENTIALS),
    "insecure": lambda: grpc.aio.insecure_channel(target=CLARIFAI, options=[("a", 1)]),
    "official": ClarifaiChannel.get_aio_grpc_channel,
    "official insecure": lambda: ClarifaiChannel.get_aio_insecure_grpc_channel(
        "api-grpc.clarifai.com"
    ),
}


@pytest.mark.parametrize("name", OFFICIAL)
def test_every_way_to_open_a_channel_is_caught(name: str) -> None:
    fake = marked("mine")
    with fake.intercept(), OFFICIAL[name]() as channel:
        assert inputs(fake, channel) == ["mine"]


@pytest.mark.parametrize("name", OFFICIAL_AIO)
def test_every_way_to_open_a_channel_in_asyncio_is_caught(name: str) -> None:
    fake = marked("mine")
    metadata = (("authorization", f"Key {fake.api_key}"),)

    async def main() -> None:
        async with OFFICIAL_AIO[name]() as channel:
            answer = await method(channel, "ListInputs")(inputs_request(), metadata=metadata)
            assert [one.id for one in answer.inputs] == ["mine"]

    with fake.intercept():
        run(main())


def test_the_official_stub_works() -> None:
    fake = marked("mine")
    with fake.intercept():
        stub = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())
        metadata = (("authorization", f"Key {fake.api_key}"),)
        assert stub.ListInputs(inputs_request(), metadata=metadata).inputs[0].id == "mine"


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_other_targets_are_left_to_what_was_there_before(module: Any, name: str) -> None:
    seen = []

    def found(*args: Any, **kwargs: Any) -> str:
        seen.append((args, kwargs))
        return "a channel"

    with mock.patch.object(module, name, found), FakeClarifai().intercept():
        function = getattr(module, name)
        assert function("localhost:1", CREDENTIALS, options=[]) == "a channel"
        if name == "secure_channel":
            function(target="localhost:1", credentials=CREDENTIALS)
    assert seen[0] == (("localhost:1", CREDENTIALS), {"options": []})


def test_a_real_channel_to_another_host_is_made() -> None:
    with FakeClarifai().intercept(), grpc.insecure_channel("localhost:1") as channel:
        assert type(channel).__module__ == "grpc._channel"


def test_the_innermost_fake_answers_a_call_wherever_its_channel_was_opened() -> None:
    outer, inner = marked("outer"), marked("inner")
    with outer.intercept():
        channel = grpc.insecure_channel(CLARIFAI)
        with inner.intercept():
            channel_inside = grpc.insecure_channel(CLARIFAI)
            assert inputs(inner, channel) == inputs(inner, channel_inside) == ["inner"]
        assert inputs(outer, channel) == inputs(outer, channel_inside) == ["outer"]


def test_the_same_fake_may_be_entered_inside_another_and_itself() -> None:
    fake, other = marked("mine"), marked("other")
    with fake.intercept(), other.intercept(), fake.intercept():
        channel = grpc.insecure_channel(CLARIFAI)
        assert inputs(fake, channel) == ["mine"]
    with fake.intercept(), other.intercept():
        with fake.intercept():
            pass
        assert inputs(other, channel) == ["other"]


def test_a_stub_from_one_test_works_in_the_next() -> None:
    with marked("first").intercept():
        channel = grpc.insecure_channel(CLARIFAI)
    with marked("second").intercept() as second:
        assert inputs(second, channel) == ["second"]


@pytest.mark.parametrize("call", ["__call__", "with_call", "future"])
def test_a_call_when_no_fake_is_active_says_so_and_goes_nowhere(call: str) -> None:
    with FakeClarifai().intercept():
        lists = method(grpc.insecure_channel(CLARIFAI), "ListInputs")
    with pytest.raises(NoFakeActive, match=r"ListInputs was called.*api\.clarifai\.com.*fixture"):
        getattr(lists, call)(inputs_request())
    assert issubclass(NoFakeActive, RuntimeError)


def test_a_call_in_asyncio_when_no_fake_is_active_says_so() -> None:
    with FakeClarifai().intercept():
        lists = method(grpc.aio.insecure_channel(CLARIFAI), "ListInputs")

    async def main() -> None:
        await lists(inputs_request())

    with pytest.raises(NoFakeActive):
        run(main())


@pytest.mark.parametrize("name", ["secure_channel", "insecure_channel"])
def test_a_function_that_was_kept_falls_through_once_the_fake_is_over(name: str) -> None:
    found = mock.Mock()
    with mock.patch.object(grpc, name, found):
        with FakeClarifai().intercept():
            kept = getattr(grpc, name)
        kept(CLARIFAI, CREDENTIALS)
    found.assert_called_once_with(CLARIFAI, CREDENTIALS)


def test_a_users_own_mock_inside_the_fake_is_theirs() -> None:
    with FakeClarifai().intercept(), mock.patch.object(grpc, "insecure_channel") as mocked:
        assert grpc.insecure_channel(CLARIFAI) is mocked.return_value


def test_a_mock_that_is_not_undone_is_named_and_what_was_there_is_back() -> None:
    before = functions()
    fake = FakeClarifai().intercept()
    fake.__enter__()
    mock.patch.object(grpc.aio, "secure_channel").start()
    with pytest.raises(LeakedPatchError, match=r"Mock.*replaced grpc\.aio\.secure_channel while"):
        fake.__exit__(None, None, None)
    assert functions() == before
    mock.patch.stopall()
    grpc.aio.secure_channel = before[2]


def test_an_error_of_the_block_goes_before_a_leak() -> None:
    before = functions()
    fake = FakeClarifai().intercept()
    fake.__enter__()
    grpc.insecure_channel = mock.Mock()
    fake.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert functions() == before


def test_a_mock_that_began_before_the_fake_may_end_inside_it() -> None:
    real = grpc.insecure_channel
    around = mock.patch.object(grpc, "insecure_channel")
    around.start()
    with FakeClarifai().intercept():
        around.stop()
    assert grpc.insecure_channel is real


@pytest.mark.parametrize("target", [CLARIFAI, CLARIFAI.encode(), f"passthrough:///{CLARIFAI}"])
@pytest.mark.parametrize("name", ["insecure_channel", "secure_channel"])
def test_a_mock_that_ends_inside_the_fake_does_not_let_channels_out(
    name: str, target: str | bytes
) -> None:
    arguments = (CREDENTIALS,) if name == "secure_channel" else ()
    around = mock.patch.object(grpc, name)
    around.start()
    with marked("mine").intercept() as fake:
        around.stop()
        assert inputs(fake, opened(getattr(grpc, name), target, *arguments)) == ["mine"]


def opened(function: Any, *arguments: Any, **options: Any) -> Any:
    """A channel, which is caught: on any other no call is to be made."""
    channel = function(*arguments, **options)
    assert type(channel).__name__ in ("CaughtChannel", "CaughtAioChannel")
    return channel


def test_a_function_that_was_bound_before_the_fake_is_caught() -> None:
    with marked("mine").intercept() as fake:
        for function, arguments in ((BOUND[0], (CREDENTIALS,)), (BOUND[1], ())):
            channel = opened(function, CLARIFAI, *arguments, options=[("a", 1)])
            assert inputs(fake, channel) == ["mine"]
            with function("localhost:1", *arguments) as other:
                assert type(other).__module__ == "grpc._channel"


def test_a_function_of_asyncio_that_was_bound_before_the_fake_is_caught() -> None:
    asked: list[str] = []

    class Asking(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpc has no types
        async def intercept_unary_unary(self, go_on: Any, details: Any, request: Any) -> Any:
            asked.append(details.method)
            return await go_on(details, request)

    async def main(fake: FakeClarifai) -> None:
        metadata = (("authorization", f"Key {fake.api_key}"),)
        for function, arguments in ((BOUND[2], (CREDENTIALS,)), (BOUND[3], ())):
            channel = opened(function, CLARIFAI, *arguments, interceptors=[Asking()])
            answer = await method(channel, "ListInputs")(inputs_request(), metadata=metadata)
            assert [one.id for one in answer.inputs] == ["mine"]
            async with function("localhost:1", *arguments) as other:
                assert type(other).__module__ == "grpc.aio._channel"

    with marked("mine").intercept() as fake:
        run(main(fake))
    assert len(asked) == 2


def test_a_grpc_that_makes_its_channels_in_another_way_is_caught_by_its_functions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = grpc._channel.Channel
    monkeypatch.delattr(grpc._channel, "Channel")
    monkeypatch.setitem(sys.modules, "grpc.aio._channel", None)
    with marked("mine").intercept() as fake:
        assert inputs(fake, opened(grpc.insecure_channel, CLARIFAI)) == ["mine"]
    monkeypatch.undo()
    assert grpc._channel.Channel is real


def test_a_mock_of_the_guarded_class_that_began_before_the_fake_may_end_inside_it() -> None:
    around = mock.patch.object(grpc._channel, "Channel")
    around.start()
    with FakeClarifai().intercept():
        around.stop()


def test_fakes_that_end_in_another_order_catch_until_they_do() -> None:
    first, second = marked("first"), marked("second")
    interceptions = first.intercept(), second.intercept()
    for one in interceptions:
        one.__enter__()
    interceptions[0].__exit__(None, None, None)
    assert inputs(second, opened(grpc.insecure_channel, CLARIFAI)) == ["second"]
    opened(grpc.aio.insecure_channel, CLARIFAI)
    interceptions[1].__exit__(None, None, None)


def test_a_mock_between_fakes_that_end_in_another_order_is_named_once_both_are_over() -> None:
    before = functions()
    first, second = marked("first"), marked("second")
    interceptions = first.intercept(), second.intercept()
    interceptions[0].__enter__()
    grpc.insecure_channel = mock.Mock()
    interceptions[1].__enter__()
    interceptions[0].__exit__(None, None, None)
    assert inputs(second, opened(grpc.insecure_channel, CLARIFAI)) == ["second"]
    with pytest.raises(LeakedPatchError, match=r"Mock.*replaced grpc\.insecure_channel while"):
        interceptions[1].__exit__(None, None, None)
    assert functions() == before


def test_interceptions_may_come_and_go_in_many_threads() -> None:
    def come_and_go(name: str) -> bool:
        with marked(name).intercept():
            opened(grpc.insecure_channel, CLARIFAI)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(come_and_go, map(str, range(200))))


def test_threads_are_answered() -> None:
    fake = marked("mine")
    found: list[list[str]] = []
    with fake.intercept():
        channel = grpc.insecure_channel(CLARIFAI)
        threads = [
            threading.Thread(target=lambda: found.append(inputs(fake, channel))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [["mine"]] * 8


def test_rest_and_grpc_show_one_world() -> None:
    import requests

    fake = marked("mine")
    with fake.intercept():
        headers = {"Authorization": f"Key {fake.api_key}"}
        requests.delete("https://api.clarifai.com/v2/inputs/mine", headers=headers)
        assert inputs(fake, grpc.insecure_channel(CLARIFAI)) == []


def test_channels_may_be_caught_before_there_is_a_fake() -> None:
    with catch_channels():
        channel = grpc.insecure_channel(CLARIFAI)
        with pytest.raises(NoFakeActive):
            method(channel, "ListInputs")(inputs_request())
        with marked("first").intercept() as first:
            assert inputs(first, channel) == ["first"]
        with marked("second").intercept() as second:
            assert inputs(second, channel) == ["second"]


def test_a_mock_that_outlives_the_catching_of_channels_is_named() -> None:
    before = functions()
    catching = catch_channels()
    catching.__enter__()
    grpc.insecure_channel = mock.Mock()
    with pytest.raises(LeakedPatchError, match=r"replaced grpc\.insecure_channel"):
        catching.__exit__(None, None, None)
    assert functions() == before


def python(code: str) -> str:
    """What the code prints in a process of its own."""
    command = [sys.executable, "-W", "error", "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


LAZY = """
import sys
from fakeannot import FakeClarifai, catch_channels
fake = FakeClarifai()
with {context}:
    assert 'grpc' not in sys.modules
    import grpc
    assert grpc.__spec__.loader is grpc.__loader__
    assert 'Patching' not in type(grpc.__loader__).__name__
    channel = grpc.insecure_channel('api.clarifai.com')
    assert type(channel).__name__ == 'CaughtChannel', channel
    real = grpc.insecure_channel('localhost:1')
    assert type(real).__module__ == 'grpc._channel'
assert grpc.insecure_channel.__module__ == 'grpc'
assert grpc.aio.insecure_channel.__module__ == 'grpc.aio._channel'
print([one for one in sys.meta_path if 'fakeannot' in type(one).__module__])
"""


@pytest.mark.parametrize(
    "context", ["fake.intercept()", "fake.intercept(), fake.intercept()", "catch_channels()"]
)
def test_grpc_imported_inside_is_caught_too(context: str) -> None:
    assert python(LAZY.format(context=context)) == "[]"


def test_the_import_is_no_longer_watched_when_the_fake_is_over() -> None:
    code = """
import sys
from fakeannot import FakeClarifai
before = list(sys.meta_path)
with FakeClarifai().intercept():
    assert len(sys.meta_path) == len(before) + 1
assert sys.meta_path == before
import grpc
print(type(grpc.insecure_channel('api.clarifai.com')).__module__)
"""
    assert python(code) == "grpc._channel"


def test_a_grpc_that_another_thread_is_importing_is_caught() -> None:
    code = """
import sys, threading
import aiohttp, httpcore
from fakeannot import FakeClarifai
interception = FakeClarifai().intercept()
importing = threading.Thread(target=lambda: __import__('grpc'))
importing.start()
while 'grpc' not in sys.modules:
    pass
assert not hasattr(sys.modules['grpc'], 'aio')
with interception:
    print([one for one in sys.meta_path if 'fakeannot' in type(one).__module__])
    import grpc
    print(type(grpc.insecure_channel('api.clarifai.com:18080')).__name__)
importing.join()
"""
    assert python(code).split() == ["[]", "CaughtChannel"]


def test_where_grpc_is_not_installed_the_import_fails_as_ever() -> None:
    code = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == 'grpc':
            raise ModuleNotFoundError(f'no {name}')
sys.meta_path.insert(0, Absent())
from fakeannot import FakeClarifai
with FakeClarifai().intercept():
    try:
        import grpc
    except ModuleNotFoundError as error:
        print(error)
"""
    assert python(code) == "no grpc"


def test_catching_channels_loads_neither_grpc_nor_requests() -> None:
    code = """
import sys
from fakeannot import catch_channels
with catch_channels():
    print([name for name in ('grpc', 'requests', 'google.protobuf') if name in sys.modules])
"""
    assert python(code) == "[]"

"""What the fixtures leave behind: nothing, however a test ends."""

from __future__ import annotations

import pytest

_WATCHED = """
import gc, os, socket, sys, tempfile, threading, time
import grpc, pytest, requests, urllib3
from concurrent.futures import ThreadPoolExecutor

import httpx, httpcore, aiohttp, responses
import fakeannot.doors.local.tls
from clarifai_grpc.grpc.api import service_pb2

def patchable():
    owners = [requests.adapters.HTTPAdapter, requests.Session, urllib3.HTTPConnectionPool, grpc,
              grpc.aio, grpc._channel, httpcore.ConnectionPool, httpcore.AsyncConnectionPool,
              aiohttp.BaseConnector, responses.RequestsMock, threading.Thread, ThreadPoolExecutor]
    return {(str(owner), name): value for owner in owners for name, value in vars(owner).items()
            if not name.startswith("__") and not isinstance(value, type(sys))}

def sockets():
    gc.collect()
    names = []
    for fd in os.listdir("/proc/self/fd"):
        try:
            name = os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            continue
        if name.startswith("socket:"):
            names.append(name)
    return set(names)

def look():
    deadline = time.monotonic() + 10  # some threads of grpcio end a moment later
    while threading.active_count() > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    return {
        "threads": {thread.name for thread in threading.enumerate()},
        "sockets": sockets(),
        "patches": patchable(),
        "environ": dict(os.environ),
        "files": set(os.listdir(tempfile.gettempdir())),
        "finders": list(map(repr, sys.meta_path)),
        "hooks": (threading.excepthook, sys.excepthook, sys.getprofile()),
    }

def calls(fakeannot, server, tls):
    requests.get("https://api.clarifai.com/v2/inputs")
    httpx.get("https://api.clarifai.com/v2/inputs")
    requests.get(server.url + "/v2/inputs")
    with grpc.insecure_channel(server.grpc_target) as channel:
        channel.unary_unary("/clarifai.api.V2/ListInputs")(b"", timeout=20)
    requests.get(tls.url + "/v2/inputs", verify=str(tls.ca_file))
"""

_CONFTEST = (
    _WATCHED
    + """
BEFORE = {}

@pytest.hookimpl(trylast=True)
def pytest_runtest_logstart(nodeid):
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    if not BEFORE:
        # What grpc opens for a process once and for all is there from the first call on.
        with grpc.insecure_channel("127.0.0.1:1") as channel:
            try:
                channel.unary_unary("/x")(b"", timeout=5)
            except grpc.RpcError:
                pass
        BEFORE.update(look())

def pytest_unconfigure():
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    after = look()
    # What a library imports late is no patch.
    after["patches"] = {key: after["patches"].get(key) for key in BEFORE["patches"]}
    for name, was in BEFORE.items():
        if after[name] != was:
            print(f"LEFT {name}:", {k: v for k, v in after[name].items() if was.get(k) != v}
                  if isinstance(was, dict) else (after[name], was), file=sys.__stderr__)
    print("LOOKED", file=sys.__stderr__)
"""
)

_TIME_IS_UP = "signal.setitimer(signal.ITIMER_REAL, 0.3)"
_LATE = "fakeannot.faults.add('GetInput', latency=600, times=None)"
_ENDLESS = {
    "in process": "requests.get('https://api.clarifai.com/v2/inputs/x')",
    "over HTTP": "requests.get(fakeannot_server.url + '/v2/inputs/x')",
    "over gRPC": "channel.unary_unary('/clarifai.api.V2/GetInput')(b'')",
}
_ENDINGS = {
    "pass": "pass",
    "fail": "assert False",
    "error": "raise RuntimeError",
    "exit": "raise SystemExit",
    "interrupted": "raise KeyboardInterrupt",
    "time runs out": f"{_TIME_IS_UP}; time.sleep(20)",
    **{
        f"time runs out in a call {name}": f"{_TIME_IS_UP}; {_LATE}; {call}"
        for name, call in _ENDLESS.items()
    },
}


@pytest.fixture(autouse=True)
def own_temporary_files(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(pytester.mkdir("temporary")))


@pytest.mark.slow
@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_test_leaves_nothing_behind(ending: str, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(_CONFTEST)
    pytester.makepyfile(
        f"""
        import signal, time
        import grpc, requests
        from conftest import calls

        class TimeIsUp(BaseException):
            pass

        def up(*_):
            raise TimeIsUp

        signal.signal(signal.SIGALRM, up)

        def test_it(fakeannot, fakeannot_server, fakeannot_tls_server):
            calls(fakeannot, fakeannot_server, fakeannot_tls_server)
            with grpc.insecure_channel(fakeannot_server.grpc_target) as channel:
                {_ENDINGS[ending]}
        """
    )
    result = pytester.runpytest_subprocess("-p", "conftest_plugin", "-p", "no:cacheprovider")
    told = result.stderr.str()
    assert "LOOKED" in told
    assert "LEFT" not in told


@pytest.mark.slow
def test_a_fixture_after_ours_that_fails_leaves_nothing_behind(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(_CONFTEST)
    pytester.makepyfile(
        """
        import pytest
        from conftest import calls

        @pytest.fixture
        def broken(fakeannot, fakeannot_server, fakeannot_tls_server):
            calls(fakeannot, fakeannot_server, fakeannot_tls_server)
            raise RuntimeError

        def test_it(broken):
            pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "conftest_plugin", "-p", "no:cacheprovider")
    assert result.parseoutcomes() == {"errors": 1}
    told = result.stderr.str()
    assert "LOOKED" in told
    assert "LEFT" not in told

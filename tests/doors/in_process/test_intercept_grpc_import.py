"""grpc that is imported while a fake is active, or is not there."""

from __future__ import annotations

import subprocess
import sys

import pytest


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
halfway, go_on = threading.Event(), threading.Event()
class Halting:
    def find_spec(self, name, path=None, target=None):
        if name == 'grpc.aio':
            halfway.set()
            go_on.wait(20)
sys.meta_path.insert(0, Halting())
interception = FakeClarifai().intercept()
importing = threading.Thread(target=lambda: __import__('grpc'))
importing.start()
halfway.wait(20)
assert not hasattr(sys.modules['grpc'], 'aio')
threading.Timer(0.1, go_on.set).start()
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

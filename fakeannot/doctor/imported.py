"""Run as a process of its own: imports modules and prints, as JSON, what that has done.

The first argument goes before the JSON, the others are the modules.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import traceback
from typing import Any

from fakeannot.doctor.patches import replaced
from fakeannot.doors.in_process.grpc_targets import is_clarifai_target

_LOOPBACK = ("127.", "::1", "localhost")
_channels: list[tuple[str, str]] = []
_calls: list[tuple[str, str]] = []


def main(mark: str, modules: list[str]) -> None:
    """Import the modules, and tell."""
    sys.path.insert(0, os.getcwd())
    _watch_channels()
    sys.addaudithook(_refuse_the_network)
    failed = []
    for module in modules:
        try:
            importlib.import_module(module)
        except BaseException as error:  # SystemExit too: the next one is still to be imported
            failed.append((module, f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"))
    seen = {"failed": failed, "channels": _channels, "calls": _calls, "patches": [*replaced()]}
    print(mark + json.dumps(seen), flush=True)
    os._exit(0)  # threads that the modules started may never end


def _watch_channels() -> None:
    """Note the channels that are made, where grpcio makes all of them."""
    for name in ("grpc._channel", "grpc.aio._channel"):
        with contextlib.suppress(ImportError, AttributeError):  # private, and may go
            _watch(importlib.import_module(name).Channel)


def _watch(channel: Any) -> None:
    make = channel.__init__

    def init(self: Any, target: Any, *args: Any, **kwargs: Any) -> None:
        if is_clarifai_target(target):
            _channels.append((str(target), _place()))
        make(self, target, *args, **kwargs)

    channel.__init__ = init


def _refuse_the_network(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not host.startswith(_LOOPBACK):
        _calls.append((host, _place()))
        raise PermissionError(f"{host}: no connections while fakeannot doctor imports")


def _place() -> str:
    """The line of the imported modules that is at work: the innermost that is in no library."""
    frames = [
        frame
        for frame in traceback.extract_stack()
        if "site-packages" not in frame.filename
        and not frame.filename.startswith(("<", sys.base_prefix, os.path.dirname(__file__)))
    ]
    if not frames:
        return "a library"
    return f"{os.path.relpath(frames[-1].filename)}:{frames[-1].lineno}"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

"""Catches the gRPC channels that are opened to Clarifai, for as long as an interception lasts.

The four functions of grpcio that open channels are replaced by ones that give a channel into the
fake for `clarifai.com` and the hosts below it, and leave every other target to the function that
was found. A last guard on what these functions make catches what passes by, such as a function that
was bound before or brought back by a mock. grpcio itself is not imported, see `libraries`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from fakeannot.doors.in_process.active import Turn
from fakeannot.doors.in_process.hosts import CLARIFAI_HOST
from fakeannot.doors.in_process.leaks import Leak, LeakedPatchError
from fakeannot.doors.in_process.libraries import LibraryLayer, latest
from fakeannot.doors.in_process.patches import Function, Patch, patched

if TYPE_CHECKING:
    from fakeannot.doors.rpc import RpcDoor

# Besides `host:port`, what name resolvers of gRPC take: `dns:host`, `dns://server/host`.
_TARGET = re.compile(
    rf"(?:(?:dns|passthrough):(?://[^/]*/|/)?)?{CLARIFAI_HOST}", re.IGNORECASE | re.DOTALL
)


def is_clarifai_target(target: Any) -> bool:
    """Whether a channel to this target would lead to `clarifai.com` or a host below it."""
    if isinstance(target, bytes):
        target = target.decode("latin-1")
    return isinstance(target, str) and _TARGET.fullmatch(target) is not None


class ChannelLayer(LibraryLayer):
    """Catches channels, from its making to its `end`."""

    library, complete = "grpc", "aio"

    def patches(self, library: Any) -> Iterator[Patch]:
        """Replace what opens channels."""
        for module, caught in ((library, _caught), (library.aio, _caught_aio)):
            yield patched(module, "secure_channel", partial(_secure, caught))
            yield patched(module, "insecure_channel", partial(_insecure, caught))
            # Its name is private, and may be another in a version to come.
            if hasattr(private := _private(module), "Channel"):
                yield patched(private, "Channel", partial(_guarding, caught))


class AnsweringLayer(ChannelLayer):
    """Catches channels, and answers what is called on any that was caught."""

    def __init__(self, door: RpcDoor) -> None:
        self._turn = Turn(door)
        super().__init__()

    def end(self) -> list[Leak]:
        self._turn.end()
        return super().end()


@contextmanager
def catch_channels() -> Iterator[None]:
    """While active, gRPC channels opened to Clarifai lead into the fake of whoever calls later.

    For channels that are opened before there is a fake, such as when a module is imported. A call
    on one that comes when no fake is active raises `NoFakeActive`.

    Raises:
        LeakedPatchError: on leaving, when what opens channels was replaced and not put back.
    """
    layer = ChannelLayer()
    try:
        yield
    finally:
        leaks = layer.end()
    if leaks:
        raise LeakedPatchError(leaks)


def _private(module: Any) -> Any:
    """Where the channels of `grpc` or `grpc.aio` are made; None if there is no such module."""
    if hasattr(module, "_channel"):
        return module._channel
    with suppress(ImportError):
        return importlib.import_module(f"{module.__name__}._channel")
    return None


def _secure(caught: Function, found: Function) -> Function:
    def secure_channel(target: Any, credentials: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_for_us(target):
            return caught(target, *args, **kwargs)
        return found(target, credentials, *args, **kwargs)

    return secure_channel


def _insecure(caught: Function, found: Function) -> Function:
    def insecure_channel(target: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_for_us(target):
            return caught(target, *args, **kwargs)
        return found(target, *args, **kwargs)

    return insecure_channel


def _guarding(caught: Function, found: Function) -> Function:
    def channel(target: Any, options: Any, credentials: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_for_us(target):
            return caught(target, options, *args, **kwargs)
        return found(target, options, credentials, *args, **kwargs)

    return channel


def _is_for_us(target: Any) -> bool:
    # Whoever kept a function may call it when the interception is long over.
    return latest(ChannelLayer) is not None and is_clarifai_target(target)


def _caught(target: str, options: Any = None, compression: Any = None) -> Any:
    from fakeannot.doors.in_process.channel import CaughtChannel

    return CaughtChannel(target, options)


def _caught_aio(
    target: str, options: Any = None, compression: Any = None, interceptors: Any = None
) -> Any:
    from fakeannot.doors.in_process.aio_channel import CaughtAioChannel

    return CaughtAioChannel(target, options, interceptors)

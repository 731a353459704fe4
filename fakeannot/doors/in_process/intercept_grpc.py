"""Catches the gRPC channels that are opened to Clarifai, for as long as an interception lasts.

The four functions of grpcio that open channels are replaced by ones that give a channel into the
fake for `clarifai.com` and the hosts below it, and leave every other target to the function that
was found. A last guard on what these functions make catches what passes by, such as a function that
was bound before or brought back by a mock. grpcio itself is not imported, see `libraries`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from fakeannot.doors.in_process.active import turn_to_answer
from fakeannot.doors.in_process.grpc_targets import is_clarifai_target
from fakeannot.doors.in_process.leaks import LeakedPatchError
from fakeannot.doors.in_process.libraries import LibraryLayer
from fakeannot.doors.in_process.patches import Function, Patch, patched


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


@contextmanager
def catch_channels() -> Iterator[None]:
    """While active, gRPC channels opened to Clarifai lead into the fake of whoever calls later.

    For channels that are opened before there is a fake, such as when a module is imported. A call
    on one that comes when no fake is active raises `NoFakeActive`.

    Raises:
        LeakedPatchError: on leaving, when what opens channels was replaced and not put back.
    """
    layer = ChannelLayer()
    _wanted.append(layer)
    try:
        yield
    finally:
        _wanted.remove(layer)
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
        if _is_for_us(target, args[0] if args else kwargs.get("options")):
            return caught(target, *args, **kwargs)
        return found(target, credentials, *args, **kwargs)

    return secure_channel


def _insecure(caught: Function, found: Function) -> Function:
    def insecure_channel(target: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_for_us(target, args[0] if args else kwargs.get("options")):
            return caught(target, *args, **kwargs)
        return found(target, *args, **kwargs)

    return insecure_channel


def _guarding(caught: Function, found: Function) -> Function:
    def channel(target: Any, options: Any, credentials: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_for_us(target, options):
            return caught(target, options, *args, **kwargs)
        return found(target, options, credentials, *args, **kwargs)

    return channel


def _is_for_us(target: Any, options: Any) -> bool:
    if not is_clarifai_target(target, options if isinstance(options, (list, tuple)) else ()):
        return False
    # Whoever kept a function may call it when the interception is long over.
    return bool(_wanted) or turn_to_answer() is not None


def _caught(target: str, options: Any = None, compression: Any = None) -> Any:
    from fakeannot.doors.in_process.channel import CaughtChannel

    return CaughtChannel(target, options)


def _caught_aio(
    target: str, options: Any = None, compression: Any = None, interceptors: Any = None
) -> Any:
    from fakeannot.doors.in_process.aio_channel import CaughtAioChannel

    return CaughtAioChannel(target, options, interceptors)


_wanted: list[ChannelLayer] = []

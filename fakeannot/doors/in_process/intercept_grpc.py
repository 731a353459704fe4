"""Catches the gRPC channels that are opened to Clarifai, for as long as an interception lasts.

The four functions of grpcio that open channels are replaced by ones that give a channel into the
fake for `clarifai.com` and the hosts below it, and leave every other target to the function that
was found. grpcio itself is not imported: where nobody has yet, it is patched as soon as somebody
does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fakeannot.doors.in_process.active import Turn
from fakeannot.doors.in_process.hosts import CLARIFAI_HOST
from fakeannot.doors.in_process.leaks import Leak, LeakedPatchError, is_from

if TYPE_CHECKING:
    from fakeannot.doors.rpc import RpcDoor

Function = Callable[..., Any]

# Besides `host:port`, what name resolvers of gRPC take: `dns:host`, `dns://server/host`.
_TARGET = re.compile(rf"(?:dns:(?://[^/]*/)?)?{CLARIFAI_HOST}", re.IGNORECASE)


def is_clarifai_target(target: Any) -> bool:
    """Whether a channel to this target would lead to `clarifai.com` or a host below it."""
    return isinstance(target, str) and _TARGET.fullmatch(target) is not None


class ChannelLayer:
    """Catches channels, from its making to its `end`.

    Attributes:
        active: whether it has not ended yet.
    """

    def __init__(self) -> None:
        self.active = True
        self._patches: list[_Patch] = []
        _layers.append(self)
        grpc = sys.modules.get("grpc")
        if hasattr(grpc, "aio"):
            self.patch(grpc)
        else:
            _importing.start()

    def patch(self, grpc: Any) -> None:
        """Replace what opens channels."""
        self._patches = [
            _Patch(grpc, "secure_channel", self._secure(grpc.secure_channel, _caught)),
            _Patch(grpc, "insecure_channel", self._insecure(grpc.insecure_channel, _caught)),
            _Patch(grpc.aio, "secure_channel", self._secure(grpc.aio.secure_channel, _caught_aio)),
            _Patch(
                grpc.aio, "insecure_channel", self._insecure(grpc.aio.insecure_channel, _caught_aio)
            ),
        ]

    def end(self) -> list[Leak]:
        """Put back what was found, and say what was there instead of ours, if anything."""
        self.active = False
        _layers.remove(self)
        if not _layers:
            _importing.stop()
        return [leak for patch in self._patches if (leak := patch.undo())]

    def _secure(self, found: Function, caught: Function) -> Function:
        def secure_channel(target: Any, credentials: Any, *args: Any, **kwargs: Any) -> Any:
            if self._is_for_us(target):
                return caught(target, *args, **kwargs)
            return found(target, credentials, *args, **kwargs)

        return secure_channel

    def _insecure(self, found: Function, caught: Function) -> Function:
        def insecure_channel(target: Any, *args: Any, **kwargs: Any) -> Any:
            if self._is_for_us(target):
                return caught(target, *args, **kwargs)
            return found(target, *args, **kwargs)

        return insecure_channel

    def _is_for_us(self, target: Any) -> bool:
        # Whoever kept the function may call it when the interception is long over.
        return self.active and is_clarifai_target(target)


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


def _caught(target: str, options: Any = None, compression: Any = None) -> Any:
    from fakeannot.doors.in_process.channel import CaughtChannel

    return CaughtChannel(target, options)


def _caught_aio(
    target: str, options: Any = None, compression: Any = None, interceptors: Any = None
) -> Any:
    from fakeannot.doors.in_process.aio_channel import CaughtAioChannel

    return CaughtAioChannel(target, options, interceptors)


class _Patch:
    """An attribute of a module, replaced until `undo`."""

    def __init__(self, module: ModuleType, name: str, new: Function) -> None:
        self._module, self._name, self._new = module, name, new
        self._found: Function = getattr(module, name)
        setattr(module, name, new)

    def undo(self) -> Leak | None:
        """Put back what was found, and say what was there instead of ours, if anything.

        grpcio's own is fine where ours was: a mock that began before us has ended before us.
        """
        now = getattr(self._module, self._name)
        if now is not self._new and is_from(now, "grpc"):
            return None
        setattr(self._module, self._name, self._found)
        return None if now is self._new else Leak(f"{self._module.__name__}.{self._name}", now)


class _Importing(MetaPathFinder):
    """Has grpcio patched as soon as somebody has imported it."""

    def start(self) -> None:
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def stop(self) -> None:
        with suppress(ValueError):
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "grpc":
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _PatchingLoader(spec.loader)
        return spec


class _PatchingLoader(Loader):
    """Loads grpcio as its own loader does, and has it patched."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None, "modules that are being imported have one"
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        _importing.stop()
        for layer in _layers:
            layer.patch(module)


_layers: list[ChannelLayer] = []
_importing = _Importing()

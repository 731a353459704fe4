"""Patches of libraries that the fake does not need itself, and so never imports.

What nobody has imported yet is patched as soon as somebody does, until when one finder at the
head of `sys.meta_path` is all there is of it.
"""

from __future__ import annotations

import importlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, ClassVar

from fakeannot.doors.in_process.leaks import Leak
from fakeannot.doors.in_process.patches import CHANGING, Patch, PatchedLayer


class LibraryLayer(PatchedLayer, ABC):
    """Patches of a library, which are made as soon as somebody imports it.

    Attributes:
        library: the name it is imported by.
        complete: an attribute that the library has once it is imported whole.
    """

    library: ClassVar[str]
    complete: ClassVar[str]

    def __init__(self) -> None:
        self._patches: list[Patch] = []
        self._awaits = True
        _layers.append(self)
        module = sys.modules.get(self.library)
        if module is not None:
            # Where another thread is importing it, this waits for that.
            with suppress(ImportError):
                module = importlib.import_module(self.library)
        if hasattr(module, self.complete):
            self.patch(module)
        else:
            _importing.start()

    def patch(self, library: Any) -> None:
        """Put the patches in place, unless they are or the layer has ended."""
        with CHANGING:
            if self in _layers and self._awaits:
                self._patches, self._awaits = list(self.patches(library)), False

    def end(self) -> list[Leak]:
        """As of any layer; what is imported from now on is not patched."""
        with CHANGING:
            _layers.remove(self)
        _importing.stop_unless_awaited()
        return super().end()

    def awaits(self, library: str) -> bool:
        """Whether it has yet to patch this library."""
        return self._awaits and self.library == library

    @abstractmethod
    def patches(self, library: Any) -> Iterable[Patch]:
        """The patches of the imported library, which take effect when they are made."""


class _Importing(MetaPathFinder):
    """Has libraries patched as soon as somebody has imported them."""

    def start(self) -> None:
        with CHANGING:
            if self not in sys.meta_path:
                sys.meta_path.insert(0, self)

    def stop_unless_awaited(self) -> None:
        with CHANGING:
            if self in sys.meta_path and not any(one.awaits(one.library) for one in _layers):
                sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not any(layer.awaits(name) for layer in _layers):
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _PatchingLoader(spec.loader)
        return spec


class _PatchingLoader(Loader):
    """Loads a library as its own loader does, and has it patched."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None, "modules that are being imported have one"
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        for layer in [*_layers]:
            if layer.awaits(module.__name__):
                layer.patch(module)
        _importing.stop_unless_awaited()


_layers: list[LibraryLayer] = []
_importing = _Importing()

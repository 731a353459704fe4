"""Names that a package exports and loads on first use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping


def exported(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package, given in which of its modules each name is."""

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return load, lambda: sorted({*vars(sys.modules[package]), *homes})

"""What is said about patches that outlive an interception."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Leak(NamedTuple):
    """A function that something replaced inside an interception, and what was found there."""

    function: str
    by: Any


class LeakedPatchError(RuntimeError):
    """Something replaced what an interception had patched, and was not undone before its end."""

    def __init__(self, leaks: Iterable[Leak]) -> None:
        what = ", and ".join(f"{_name(leak.by)} replaced {leak.function}" for leak in leaks)
        super().__init__(
            f"{what} while the fake intercepted, and was still there when the fake ended. What "
            "was there before the fake was put back. A mock that starts after the fake has to "
            "stop before it: start it as a context manager or a decorator, or stop it in the "
            "same fixture."
        )


def is_from(function: object, package: str) -> bool:
    """Whether a function or class is of this package; a mock may bear its name and module."""
    if issubclass(type(function), type):
        module: str = vars(function).get("__module__", "")
    else:
        module = getattr(function, "__globals__", {}).get("__name__", "")
    return module.partition(".")[0] == package


def _name(thing: Any) -> str:
    named = thing if getattr(thing, "__module__", None) else type(thing)
    qualname = getattr(named, "__qualname__", type(named).__qualname__)
    return f"{named.__module__}.{qualname} ({thing!r})"

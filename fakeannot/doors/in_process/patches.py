"""Attributes of other people's modules and classes, replaced for as long as somebody needs it.

Who needs an attribute replaced that is so already shares the patch, so that those who share it may
end in any order. Only where somebody else has replaced it since, it is replaced once more: what
began last is on top. A replacement cannot tell whom it is for; it asks who is active.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fakeannot.doors.in_process.leaks import Leak, is_from

Function = Callable[..., Any]
Owner = ModuleType | type


class PatchedLayer:
    """Patches that come and go together, from the layer's making to its `end`."""

    _patches: list[Patch]

    @property
    def covered(self) -> bool:
        """Whether somebody has replaced any of them."""
        return any(patch.covered for patch in self._patches)

    def mended(self) -> list[Leak]:
        """Put ours back where they were replaced; says what was there instead."""
        return [leak for patch in self._patches for leak in patch.mended()]

    def end(self) -> list[Leak]:
        """Put back what was found; says what was there instead of ours, if anything."""
        return [leak for patch in self._patches for leak in patch.release()]


class Patch:
    """An attribute, replaced until everybody who needs it has called `release`; see `patched`.

    Args:
        stack: our patches of this attribute, the latest last.

    Attributes:
        found: what was there before.
    """

    def __init__(
        self, stack: list[Patch], owner: Owner, name: str, make: Callable[[Function], Function]
    ) -> None:
        self._owner, self._name = owner, name
        self._users = 0
        self._stack = stack
        self.found: Function = getattr(owner, name)
        self._new = make(self.found)
        setattr(owner, name, self._new)
        stack.append(self)

    @property
    def in_place(self) -> bool:
        """Whether nobody has replaced ours."""
        return getattr(self._owner, self._name) is self._new

    @property
    def covered(self) -> bool:
        """Whether somebody has replaced ours, by something else than what the library has there.

        That is fine: a mock that began before us has ended before us.
        """
        now = getattr(self._owner, self._name)
        return now is not self._new and not is_from(now, _path(self._owner).partition(".")[0])

    def join(self) -> Patch:
        """This patch, needed by one more."""
        self._users += 1
        return self

    def release(self) -> list[Leak]:
        """Be needed by one less, and put back what nobody needs replaced any more.

        Returns:
            What was there instead of ours, if anything: it has outlived who releases this.
        """
        with CHANGING:
            self._users -= 1
            if self._users or self._stack[-1] is not self:
                return self.mended()
            leaks = []
            while self._stack and not self._stack[-1]._users:
                leaks += self._stack.pop()._undone()
            return leaks

    def mended(self) -> list[Leak]:
        """Put ours back, and say what was there instead, if anything; unless another is on top."""
        with CHANGING:
            return self._mended() if self._stack[-1] is self else []

    def _mended(self) -> list[Leak]:
        if not self.covered:
            return []
        now = getattr(self._owner, self._name)
        setattr(self._owner, self._name, self._new)
        return [Leak(f"{_path(self._owner)}.{self._name}", now)]

    def _undone(self) -> list[Leak]:
        """As `_mended`, and what was found is back."""
        leaks = self._mended()
        if self.in_place:
            setattr(self._owner, self._name, self.found)
        return leaks


def patched(owner: Owner, name: str, make: Callable[[Function], Function]) -> Patch:
    """Have an attribute replaced until the patch is released.

    Args:
        owner: what has the attribute.
        name: of the attribute.
        make: gives the replacement of what it is given, which is what was found. It has to be the
            same for all who replace this attribute.
    """
    with CHANGING:
        stack = _patches[owner, name]
        if not (stack and stack[-1].in_place):
            Patch(stack, owner, name, make)
        return stack[-1].join()


def _path(owner: Owner) -> str:
    if isinstance(owner, ModuleType):
        return owner.__name__
    return f"{owner.__module__}.{owner.__qualname__}"


# Held while patches come and go, which they may do in several threads.
CHANGING = threading.RLock()
_patches: defaultdict[tuple[Owner, str], list[Patch]] = defaultdict(list)

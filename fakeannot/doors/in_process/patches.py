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
            if self._stack[-1] is not self:
                return []
            if self._users:
                return self._mended()
            leaks = []
            while self._stack and not self._stack[-1]._users:
                leaks += self._stack.pop()._undone()
            return leaks

    def _mended(self) -> list[Leak]:
        """Put ours back, and say what was there instead, if anything.

        What the library itself has there is fine: a mock that began before us has ended before us.
        """
        now = getattr(self._owner, self._name)
        if now is self._new:
            return []
        path = _path(self._owner)
        if is_from(now, path.partition(".")[0]):
            return []
        setattr(self._owner, self._name, self._new)
        return [Leak(f"{path}.{self._name}", now)]

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

"""What goes wrong on request, as an attribute of a fake."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher
    from fakeannot.testing.faults import Faults


class Faultable:
    """What makes calls fail."""

    _dispatcher: Dispatcher

    @property
    def faults(self) -> Faults:
        """To have calls throttled, delayed, lost or answered with errors."""
        from fakeannot.testing.faults import Faults

        return Faults(self._dispatcher)

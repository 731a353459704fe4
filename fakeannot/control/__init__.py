"""What a fake can be told and asked over HTTP, below `/__fakeannot/`.

Each module here has the endpoints of one thing. They are looked up as `Control` says, and import
what they need when they are called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.control.clocking import clocking
from fakeannot.control.explaining import explaining
from fakeannot.control.faulting import faulting
from fakeannot.control.journaling import journaling
from fakeannot.control.resetting import resetting
from fakeannot.control.saving import saving
from fakeannot.doors.control import Endpoints

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai

_ALL = (journaling, resetting, saving, faulting, clocking, explaining)


def endpoints(fake: FakeClarifai) -> Endpoints:
    """All that one fake answers."""
    return {key: endpoint for make in _ALL for key, endpoint in make(fake).items()}

"""Back to the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.doors.control import Endpoints, told
from fakeannot.doors.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai


def resetting(fake: FakeClarifai) -> Endpoints:
    """`POST reset`."""

    def reset(_: HttpRequest) -> HttpAnswer:
        fake.reset()
        return told(200, {"ok": True})

    return {("POST", "reset"): reset}

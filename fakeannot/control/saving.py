"""The whole world as a document, there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.doors.control import BadControl, Endpoints, told
from fakeannot.doors.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai


def saving(fake: FakeClarifai) -> Endpoints:
    """`GET`, `POST` and `PUT snapshot`; `POST clear`."""

    def save(_: HttpRequest) -> HttpAnswer:
        return told(200, fake.document())

    def load(request: HttpRequest) -> HttpAnswer:
        from fakeannot.seeds import BadSeed
        from fakeannot.seeds.sources import text_source

        try:
            fake.load(text_source(request.body), clear=True)
        except BadSeed as error:
            raise BadControl(str(error)) from None
        return told(200, {"ok": True})

    def clear(_: HttpRequest) -> HttpAnswer:
        fake.clear()
        return told(200, {"ok": True})

    return {
        ("GET", "snapshot"): save,
        ("POST", "snapshot"): load,
        ("PUT", "snapshot"): load,
        ("POST", "clear"): clear,
    }

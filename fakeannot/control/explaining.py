"""Why a call was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.doors.control import Endpoints, told
from fakeannot.doors.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai

_TEXT = [("Content-Type", "text/plain; charset=utf-8")]


def explaining(fake: FakeClarifai) -> Endpoints:
    """`GET explain` of the latest refused call, `GET explain/REQ_ID`; `?text` for people."""

    def explain(request: HttpRequest) -> HttpAnswer:
        from fakeannot.testing.explanation import as_json

        try:
            explanation = fake.explain(*request.segments[2:])
        except LookupError as error:
            return told(404, {"ok": False, "error": str(error)})
        if _wants_text(request):
            return HttpAnswer(200, _TEXT, f"{explanation}\n".encode("utf-8", "replace"))
        return told(200, as_json(explanation))

    return {("GET", "explain"): explain, ("GET", "explain/*"): explain}


def _wants_text(request: HttpRequest) -> bool:
    asked = request.query.partition("=")[0]
    return asked == "text" or request.headers.get("accept", "").startswith("text/plain")

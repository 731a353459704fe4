"""A call of the API before it is sent, and its outcome: the same for every target.

A call is an RPC and its request in JSON form. Over REST that JSON is what is sent, so that what is
left out stays out; over gRPC the message it means is. Neither has the key: a target puts it in
place of `KEY` as it sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.http_form import http_form
from fakeannot.contract.operations import operation

KEY = "$KEY"
Wire = Literal["rest", "grpc"]
Json = Any


class Place(NamedTuple):
    """The app that a call is about."""

    user_id: str
    app_id: str


@dataclass(frozen=True)
class ApiCall:
    """One call.

    Attributes:
        rpc: its name, such as `PostAnnotations`.
        fields: the request in JSON form, without the app.
        elsewhere: whether it is about the second app.
        oddity: what is wrong, or unusual, about how it is sent: a name in `oddities.ODDITIES`.
        route: which of the paths that name the app it takes over REST, where there are several.
    """

    rpc: str
    fields: Mapping[str, Json] = field(default_factory=dict)
    elsewhere: bool = False
    oddity: str = ""
    route: int = 0

    @property
    def is_read(self) -> bool:
        """Whether it leaves everything as it is; a search does, unless it is saved."""
        if self.rpc.startswith("Post") and "Searches" in self.rpc:
            return not any(one.get("save") for one in self.fields.get("searches", ()))
        return self.rpc.startswith(("Get", "List"))


class HttpParts(NamedTuple):
    """A call as HTTP has it. `headers` say `Key $KEY`, which is no key yet."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Json = None
    raw: bytes | None = None


class Outcome(NamedTuple):
    """What came of a call.

    Attributes:
        status: the HTTP status, or the name of the gRPC status.
        body: the answer as a JSON value; None where there is none.
        headers: those of an HTTP answer that are looked at, by lower-case name.
        text: the body of an HTTP answer that is no JSON, or the details of a gRPC failure.
    """

    status: int | str
    body: Json = None
    headers: Mapping[str, str] = {}
    text: str = ""

    @property
    def code(self) -> int:
        """The Clarifai status code, 0 if there is none."""
        status = self.body.get("status") if isinstance(self.body, dict) else None
        code = status.get("code") if isinstance(status, dict) else None
        if isinstance(code, str):
            return next((number for name, number in StatusCode.items() if name == code), 0)
        return code if isinstance(code, int) else 0

    def items(self, name: str) -> list[Json]:
        """A list of the answer, empty if it is not there."""
        items = self.body.get(name) if isinstance(self.body, dict) else None
        return items if isinstance(items, list) else []


def http_parts(call: ApiCall, place: Place) -> HttpParts:
    """The call over HTTP, on a path that names the app."""
    bindings = [one for one in operation(call.rpc).bindings if "user_app_id" in one.template]
    form = http_form(
        bindings[call.route % len(bindings)], {**call.fields, "user_app_id": place._asdict()}
    )
    headers = {"Authorization": f"Key {KEY}"}
    if form.body is not None:
        headers["Content-Type"] = "application/json"
    return HttpParts(form.method, form.path, headers, form.body)

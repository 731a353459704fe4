"""A fake that garbage is thrown at, and what may come of it."""

from __future__ import annotations

import io
import json
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from google.protobuf.message import Message

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import operation
from fakeannot.doors.grpc_numbers import INTERNAL, INVALID_ARGUMENT, UNIMPLEMENTED, UNKNOWN
from fakeannot.doors.local.http1 import unquote
from fakeannot.doors.local.http1_request import body_size, read_chunked, read_head
from fakeannot.doors.local.reader import Reader, RequestError
from fakeannot.doors.local.server import HTTP2_PREFACE
from fakeannot.doors.mishaps import AnswerLost
from fakeannot.doors.rpc import RpcFailure
from fakeannot.worlds.doors import WorldsRpcDoor
from reliability.choices import Choices
from reliability.control_garbage import beside_request, control_request
from reliability.garbage import Http, Rpc, http_request, json_for_reader, received, rpc_call
from reliability.right_requests import new_fake

LONGEST_SECONDS = 1.0
_MOST_BYTES = 1000
# Not built, and a task for models.
_NOT_BUILT = (10040, 54101)
_REFUSED = (UNIMPLEMENTED, INTERNAL, INVALID_ARGUMENT)
_LIST = Http("GET", "/v2/inputs", "", {"Authorization": "Key x"}, b"")
_SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"profile": "current", "unknown_fields": "ignore"},
    {"strict": True, "processing": "reads:2"},
    {"world_per_key": True, "processing": "manual"},
)


class Broken(AssertionError):
    """An answer that there must not be, and what it was for."""


class Target:
    """A fake, and what is thrown at it without a connection in between.

    Attributes:
        outcomes: how often there was which answer.
    """

    def __init__(self, longest_seconds: float = LONGEST_SECONDS) -> None:
        self.outcomes: Counter[str] = Counter()
        self._longest = longest_seconds
        self._fakes = 0
        self.afresh()

    def afresh(self) -> None:
        """Begin with a new fake, of the next kind of settings, in which there is something."""
        self.fake = new_fake(max_worlds=100, **_SETTINGS[self._fakes % len(_SETTINGS)])
        self._fakes += 1
        self._rpc_door = WorldsRpcDoor(self.fake.worlds)

    def doors(self) -> list[tuple[Callable[[Choices], Any], Callable[[Any], None]]]:
        """What may be made of choices, and where it is thrown; some more often than others."""
        return [
            *[(http_request, self.http)] * 6,
            *[(rpc_call, self.rpc)] * 5,
            *[(json_for_reader, self.reader)] * 2,
            *[(received, self.wire)] * 2,
            (control_request, self.control),
            (beside_request, self.beside),
        ]

    def one(self, choices: Choices) -> float:
        """Make something of these choices for one of the doors, throw it there, and say how long
        the answer took, in seconds.

        Raises:
            Broken: the answer is none that there may be.
            Exception: the fake failed.
        """
        made, answered = choices.one_of(self.doors())
        thing = made(choices)
        took = _seconds(answered, thing)
        if took > self._longest:
            # What hangs does so again; a machine that was at something else is not.
            took = min(_seconds(answered, thing) for _ in range(3))
        if took > self._longest:
            raise Broken(f"{took:.1f} s for {str(thing)[:2000]}")
        return took

    def http(self, request: Http) -> None:
        """One request to the API."""
        self.check_api(*self._sent(request), request)

    def control(self, request: Http) -> None:
        """One request to the fake itself; a fault that it asks for strikes once."""
        status, body = self._sent(request)
        said = b'"error"' in body or b"no such" in body or request.method == "HEAD"
        if status >= 500 or (status >= 400 and not said):
            raise Broken(f"{status} for {request}: {body[:200]!r}")
        if "/faults" in request.path:
            self._strike()

    def beside(self, request: Http) -> None:
        """One request to neither; media are refused in words of their own, and what becomes of a
        call in grpc-web is said behind the messages."""
        status, body = self._sent(request)
        if status >= 500:
            self.check_api(status, body, request)
        for said in (body, _decoded(body)):
            if b"\r\ngrpc-message" in said and f"grpc-status:{UNKNOWN}\r".encode() in said:
                raise Broken(f"{said!r} for {request}")

    def rpc(self, call: Rpc) -> None:
        """One call to the gRPC door."""
        try:
            replies = list(self._rpc_door.stream(*call))
        except RpcFailure as failure:
            self.check_failure(failure.code, failure.details, call)
        else:
            self.check_replies(replies, call)

    def wire(self, pieces: list[bytes]) -> None:
        """What a connection brings, to the look at its first bytes and the reader of HTTP/1."""
        left = iter([*pieces, b""])
        reader = Reader(lambda _: next(left, b""))
        reader.starts_with(HTTP2_PREFACE)
        try:
            while head := read_head(reader):
                size = body_size(head, _MOST_BYTES)
                read_chunked(reader, _MOST_BYTES) if size is None else reader.exactly(size)
            self.outcomes["HTTP/1 read"] += 1
        except RequestError as error:
            self.outcomes[f"HTTP/1 {error.status}"] += 1

    def reader(self, asked: tuple[type[Message], Any]) -> None:
        """One value to the reader of JSON; what it reads can be written, and read once more."""
        try:
            message = read_json(*asked)
        except InvalidJson:
            self.outcomes["JSON refused"] += 1
        else:
            read_json(asked[0], json.loads(write_json(message)))
            self.outcomes["JSON read"] += 1

    def check_api(self, status: int, body: bytes, request: Http) -> None:
        """See that an answer of the API is in its envelope.

        Raises:
            Broken: it is not, or is an error of the fake's own.
        """
        self.outcomes[f"HTTP {status}"] += 1
        if status >= 400 and not body and request.method != "HEAD":
            raise Broken(f"{status} without an envelope for {request}")
        for text in body.splitlines():  # several of a stream, or none
            _check_envelope(status, text, request)

    def check_replies(self, replies: list[bytes], call: Rpc) -> None:
        """See that each message of a gRPC answer has a status."""
        self.outcomes["gRPC OK"] += 1
        reply_type: Any = operation(call.path.rpartition("/")[2]).reply_type
        for reply in replies:
            status = reply_type.FromString(reply).status
            if not (status.code and status.description):
                raise Broken(f"{status} for {call}")

    def check_failure(self, code: int, details: str, call: Rpc) -> None:
        """See that a gRPC call failed as some may."""
        self.outcomes[f"gRPC {code}"] += 1
        if code not in _REFUSED or not details:
            raise Broken(f"{call}: {code} {details}")

    def _sent(self, request: Http) -> tuple[int, bytes]:
        return self._to(self.fake.wsgi_app, request)

    def _to(self, app: Any, request: Http) -> tuple[int, bytes]:
        told: list[Any] = []
        body = b"".join(app(_environ(request), lambda *head: told.extend(head)))
        return int(told[0][:3]), body

    def _strike(self) -> None:
        """Have the faults that there are strike, but for those that take their time, and go."""
        for name in [*self.fake.worlds]:
            fake = self.fake.worlds[name]
            if not any(fault.effect.latency for fault in fake.faults):
                with suppress(AnswerLost):
                    self._to(fake.wsgi_app, _LIST)
            fake.faults.clear()
            fake.faults.limit(None)


def _decoded(body: bytes) -> bytes:
    try:
        return b64decode(body)
    except ValueError:
        return b""


def _seconds(answered: Callable[[Any], None], thing: Any) -> float:
    began = time.perf_counter()
    answered(thing)
    return time.perf_counter() - began


def _check_envelope(status: int, text: bytes, request: Http) -> None:
    try:
        answer = json.loads(text)
        told = answer.get("result", answer)["status"]
    except (ValueError, LookupError, AttributeError) as error:
        raise Broken(f"{status} without a status for {request}: {text[:200]!r}") from error
    whole = isinstance(told.get("code"), int) and told.get("description")
    if not whole or (status >= 500 and status != 505 and told["code"] not in _NOT_BUILT):
        raise Broken(f"{status} for {request}: {told}")


def _environ(request: Http) -> dict[str, Any]:
    named = {name.upper().replace("-", "_"): value for name, value in request.headers.items()}
    kind = named.pop("CONTENT_TYPE", "")
    return {
        "HTTP_HOST": "127.0.0.1",
        **{f"HTTP_{name}": value for name, value in named.items()},
        "CONTENT_TYPE": kind,
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(request.path),
        "QUERY_STRING": request.query,
        "REQUEST_URI": request.path,
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.input": io.BytesIO(request.body),
    }

"""One call as the journal shows it: read from what was kept of it when somebody looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from google.protobuf.message import DecodeError, Message

from fakeannot.calls import CallRecord, unframed
from fakeannot.contract.http_form import http_form
from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import Binding, Operation, operations
from fakeannot.contract.statuses import status_fact
from fakeannot.curl import curl_line
from fakeannot.doors.http import HttpRequest
from fakeannot.doors.rest_request import message_of, route_of
from fakeannot.service.refusals import Refusal
from fakeannot.settings import Settings

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_HEADERS = {"Authorization": "Key $CLARIFAI_PAT"}
_LONGEST_REQUEST = 100
_NO_JSON = (ValueError, RecursionError)
SUCCESS = 10000


class JournalCall:
    """One call and its answer.

    Attributes:
        number: which call it was, from 1.
        door: where it came in: requests, httpx, aiohttp, wsgi, http, grpc-web, channel or grpc.
        rpc: what was called; empty for a path that is no RPC's.
        method: the HTTP method; empty for gRPC.
        path: with the query; for gRPC such as `/clarifai.api.V2/PostAnnotations`.
        caller: the id of the user who called; empty if the call got in as nobody.
        seconds: how long the answer took to make.
        code: the Clarifai status code; 0 where the answer has none.
        details: what the status says besides.
        req_id: of the answer.
        refused: what was refused, the whole call or items of it, each with the rule for it.
        rules: the rules that the answer rested on, if the fake was traced; else None.
        error: what a supplied handler raised instead of an answer.
        fault: what went wrong because the fake was told so, such as `reply_lost`; else empty.
        shortened: whether request and answer were too large to be kept.
        request_bytes: the body, or the gRPC message, as it came.
        answer_bytes: the same of the answer; each message of a stream behind its length.
    """

    def __init__(self, number: int, record: CallRecord, settings: Settings) -> None:
        self._record = record
        self._settings = settings
        self.number = number
        self.door = record.door
        self.rpc = record.rpc
        self.method = record.method
        self.path = record.path
        self.caller = record.caller
        self.seconds = record.seconds
        self.code = record.code
        self.details = record.details
        self.req_id = record.req_id
        self.refused = record.refused
        self.rules = None if record.rules is None else frozenset(record.rules)
        self.error = record.error
        self.fault = record.fault
        self.shortened = record.shortened
        self.request_bytes = record.request
        self.answer_bytes = record.answer

    @property
    def at(self) -> datetime:
        """When it was answered, in UTC by the fake's clock."""
        return _EPOCH + timedelta(microseconds=self._record.at // 1_000)

    @property
    def status(self) -> int | str:
        """The HTTP status, or the name of the gRPC status; 0 if an error came of a HTTP call."""
        if not self._record.over_grpc:
            return self._record.status
        # Imports grpc, as who calls by gRPC has done already.
        from fakeannot.doors.grpc_codes import status_code

        name: str = status_code(self._record.status).name
        return name

    @property
    def code_name(self) -> str:
        """The name of the Clarifai status code, such as SUCCESS; empty where there is none."""
        return status_fact(self.code).name if self.code else ""

    @property
    def ok(self) -> bool:
        """Whether all of it was done: the code is 10000 (SUCCESS)."""
        return self.code == SUCCESS

    @cached_property
    def request(self) -> Any:
        """The request message as the fake read it; None if it could not, or has not kept it."""
        if self.shortened or not self.rpc:
            return None
        try:
            return self._message_sent()
        except (DecodeError, Refusal):
            return None

    @cached_property
    def request_json(self) -> Any:
        """The same in JSON form."""
        return None if self.request is None else json.loads(write_json(self.request))

    @cached_property
    def answer(self) -> Any:
        """The reply message, of a stream a list of them; None where there is none."""
        if not self.rpc or not self.answer_bytes:
            return None
        read = self._grpc_answers if self._record.over_grpc else self._rest_answers
        try:
            messages = list(read())
        except (DecodeError, InvalidJson, *_NO_JSON):
            return None
        return messages if self._streams else messages[0]

    @cached_property
    def answer_json(self) -> Any:
        """The body of the answer as a JSON value, or as text where it is none, as the body of a
        fault may be; over gRPC, `answer` in JSON form.
        """
        if not self._record.over_grpc:
            return self._body_json()
        if isinstance(self.answer, list):
            return [json.loads(write_json(one)) for one in self.answer]
        return None if self.answer is None else json.loads(write_json(self.answer))

    def curl(self, base: str = "https://api.clarifai.com") -> str:
        """A command that makes the call again, over REST, with the key in `$CLARIFAI_PAT`.

        Args:
            base: where the API is, or a server of the fake.

        Raises:
            ValueError: a gRPC call that REST has no words for, as its request cannot be read.
        """
        method, path, body = self._over_rest()
        headers = _HEADERS if body is None else {**_HEADERS, "Content-Type": "application/json"}
        return curl_line(method, base + path, headers, body)

    def __repr__(self) -> str:
        return f"<call {self.number}: {self.said}, {self.outcome}, {self.door}, {self.duration}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JournalCall) and self._record is other._record

    def __hash__(self) -> int:
        return id(self._record)

    @property
    def said(self) -> str:
        """What was called with what, shortened, without the app."""
        if self.request is None:
            return self.rpc or f"{self.method} {self.path}".strip()
        fields = {name: one for name, one in self.request_json.items() if name != "user_app_id"}
        text = ", ".join(f"{name}={value!r}" for name, value in fields.items())
        short = text if len(text) <= _LONGEST_REQUEST else f"{text[:_LONGEST_REQUEST]}..."
        return f"{self.rpc}({short})"

    @property
    def outcome(self) -> str:
        """What came of it, such as `200 SUCCESS`."""
        words = (self.status, self.code_name, self.fault, self.error)
        return " ".join(str(word) for word in words if word)

    @property
    def duration(self) -> str:
        """How long the answer took to make, in words."""
        return f"{self.seconds * 1_000:.1f} ms"

    @property
    def _operation(self) -> Operation:
        return operations()[self.rpc]

    def _message_sent(self) -> Message:
        record = self._record
        if record.over_grpc:
            return self._operation.request_type.FromString(record.request)
        segments = list(record.segments)
        request = HttpRequest(record.method, segments, record.query, {}, record.request)
        return message_of(route_of(request), request, self._settings)

    @property
    def _streams(self) -> bool:
        return bool(self.rpc) and self._operation.streams_replies

    def _grpc_answers(self) -> Iterator[Message]:
        pieces = unframed(self.answer_bytes) if self._streams else (self.answer_bytes,)
        return map(self._operation.reply_type.FromString, pieces)

    def _rest_answers(self) -> Iterator[Message]:
        return (read_json(self._operation.reply_type, value) for value in self._json_values())

    def _body_json(self) -> Any:
        if not self.answer_bytes:
            return None
        try:
            values = list(self._json_values())
        except _NO_JSON:
            return self.answer_bytes.decode(errors="replace")
        return values if self._streams else values[0]

    def _json_values(self) -> Iterator[Any]:
        """The body of an HTTP answer as a JSON value; that of a stream has one on each line."""
        if not self._streams:
            yield _json_value(self.answer_bytes)
            return
        for line in self.answer_bytes.splitlines():
            value = _json_value(line)
            yield value.get("result", value) if isinstance(value, dict) else value

    def _over_rest(self) -> tuple[str, str, str | None]:
        """The method, path and body that say the call over REST."""
        if not self._record.over_grpc:
            body = self.request_bytes.decode(errors="replace")
            return self.method, self.path, body or None
        fields = self.request_json
        if fields is None:
            raise ValueError(f"Call {self.number} came over gRPC, and its request is not readable.")
        form = http_form(_binding(self._operation, fields), fields)
        return form.method, form.path, None if form.body is None else json.dumps(form.body)


def _binding(operation: Operation, fields: dict[str, Any]) -> Binding:
    """The path for a request: one that names the app if the request does."""
    names_app = "user_app_id" in fields
    fitting = (one for one in operation.bindings if ("user_app_id" in one.template) == names_app)
    return next(fitting, operation.bindings[0])


def _json_value(text: bytes) -> Any:
    value = json.loads(text)
    # NaN and numbers that become infinity: who asks for the journal could not read them.
    json.dumps(value, allow_nan=False)
    return value

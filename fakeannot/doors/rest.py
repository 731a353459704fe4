"""The REST API without a transport: an `HttpRequest` in, an `HttpAnswer` out.

WSGI app, interception and local server all answer through here, so they cannot differ.
"""

from __future__ import annotations

from time import perf_counter

from fakeannot.calls import CallRecord
from fakeannot.contract.operations import Operation
from fakeannot.dispatch import Dispatcher
from fakeannot.doors.concealing import concealed_body, concealed_query
from fakeannot.doors.http import (
    HttpAnswer,
    HttpRequest,
    credentials_of,
    is_grpc_path,
    is_grpc_web,
    json_answer,
    preflight,
)
from fakeannot.doors.media import is_media, media_answer
from fakeannot.doors.mishaps import spoilt
from fakeannot.doors.rendering import json_body
from fakeannot.doors.rest_only import is_rest_only, rest_only_reply
from fakeannot.doors.rest_request import message_of, route_of
from fakeannot.rules import applies, rules_so_far
from fakeannot.service.refusals import Refusal
from fakeannot.service.replies import NO_REPLY, Reply
from fakeannot.state import State


class RestDoor:
    """Answers HTTP requests to the API from one dispatcher."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    @property
    def runs_supplied_code(self) -> bool:
        """Whether an answer may take any time, as code of the fake's user may take part in it."""
        state = self._dispatcher.state
        return bool(state.custom) or state.runs_models or state.may_be_late

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """The answer to a request; refusals are answers, a supplied handler's error is raised."""
        around = self._dispatcher.around
        return self._answer(request) if around is None else around(self._answer, request)

    def _answer(self, request: HttpRequest) -> HttpAnswer:
        if request.method == "OPTIONS":
            return preflight(for_grpc_web=is_grpc_path(request))
        if is_media(request):
            return media_answer(self._dispatcher.world.media, request)
        if is_grpc_web(request):
            return self._grpc_web_answer(request)
        return self._api_answer(request)

    def _grpc_web_answer(self, request: HttpRequest) -> HttpAnswer:
        # Here, as most who call over REST never do this.
        from fakeannot.doors.grpc_web import grpc_web_answer
        from fakeannot.doors.rpc import RpcDoor

        return grpc_web_answer(RpcDoor(self._dispatcher, "grpc-web"), request)

    def _api_answer(self, request: HttpRequest) -> HttpAnswer:
        began, state = perf_counter(), self._dispatcher.state
        credentials = credentials_of(request.headers)
        operation = None
        try:
            if is_rest_only(request):
                reply = rest_only_reply(self._dispatcher, state, request)
            else:
                route = route_of(request)
                operation = route.operation
                message = message_of(route, request, self._dispatcher.settings)
                reply = self._dispatcher.dispatch(state, operation, credentials, message)
        except Refusal as refusal:
            reply = self._dispatcher.refuse(state, refusal, credentials, operation)
        except Exception as error:
            _note(state, request, operation, NO_REPLY, began, error=repr(error))
            raise
        body = _body(operation, reply)
        _note(state, request, operation, reply, began, body)
        answer = json_answer(reply.http, body, reply.req_id)
        return answer if reply.fault is None else spoilt(answer, reply.fault)


def _note(
    state: State,
    request: HttpRequest,
    operation: Operation | None,
    reply: Reply,
    began: float,
    body: bytes = b"",
    error: str = "",
) -> None:
    """Have the journal keep a call."""
    record = CallRecord(
        request.door,
        operation.name if operation is not None else "",
        request.method,
        tuple(request.segments),
        concealed_query(request.query),
        concealed_body(operation.name if operation is not None else "", request.body),
        state.world.clock.now(),
        perf_counter() - began,
        reply.http,
        reply.code,
        reply.details,
        body,
        reply.req_id,
        reply.caller,
        reply.refused,
        rules_so_far(),
        error,
        key=reply.key,
        fault=reply.fault.name if reply.fault is not None else "",
    )
    state.calls.add(record)


def _succeeds(reply: Reply) -> bool:
    """Whether a call that is answered with a stream got one."""
    return reply.stream is not None or reply.message is not None


def _body(operation: Operation | None, reply: Reply) -> bytes:
    if not reply.code and reply.fault is not None:
        return reply.fault.body
    if operation is None or not operation.streams_replies or not _succeeds(reply):
        return json_body(operation, reply)
    applies("grpc.stream_over_rest")
    return b"".join(b'{"result":%s}\n' % json_body(operation, one) for one in reply.streamed)

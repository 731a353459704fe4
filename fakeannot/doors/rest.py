"""The REST API without a transport: an `HttpRequest` in, an `HttpAnswer` out.

WSGI app, interception and local server all answer through here, so they cannot differ.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from google.protobuf.message import Message

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.operations import Operation
from fakeannot.contract.query import query_to_json
from fakeannot.contract.routes import NoRoute, Route, WrongMethod, find_route
from fakeannot.dispatch import Dispatcher
from fakeannot.doors.grpc_web import grpc_web_answer, is_grpc_path, is_grpc_web
from fakeannot.doors.http import HttpAnswer, HttpRequest, credentials_of, json_answer, preflight
from fakeannot.doors.media import is_media, media_answer
from fakeannot.doors.rendering import json_body
from fakeannot.doors.rpc import RpcDoor
from fakeannot.rules import applies, enforces
from fakeannot.service.refusals import BadRequest, DoesNotExist, MethodNotAllowed, Refusal, TooLarge
from fakeannot.service.replies import Reply


class RestDoor:
    """Answers HTTP requests to the API from one dispatcher."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._rpc = RpcDoor(dispatcher)

    @property
    def runs_supplied_code(self) -> bool:
        """Whether code of the fake's user may take part in an answer, which may take any time."""
        state = self._dispatcher.state
        return bool(state.detectors or state.custom)

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """The answer to a request; refusals are answers, a supplied handler's error is raised."""
        if request.method == "OPTIONS":
            return preflight(for_grpc_web=is_grpc_path(request))
        if is_media(request):
            return media_answer(self._dispatcher.world.media, request)
        if is_grpc_web(request):
            return grpc_web_answer(self._rpc, request)
        credentials = credentials_of(request.headers)
        operation = None
        try:
            route = _route(request)
            operation = route.operation
            message = self._message(route, request)
        except Refusal as refusal:
            reply = self._dispatcher.refuse(refusal, credentials)
        else:
            reply = self._dispatcher.dispatch(operation, credentials, message)
        body = _body(operation, reply)
        return json_answer(reply.http, body, reply.req_id)

    def _message(self, route: Route, request: HttpRequest) -> Message:
        """The request message: from the body or the query, then from the path, which wins."""
        settings = self._dispatcher.settings
        if request.exceeds(settings.max_body_bytes):
            raise _too_large(settings.max_body_bytes)
        message_type = route.operation.request_type
        named = message_type(**route.fields)
        if not (request.body or request.query):
            if route.binding.has_body:
                applies("json.empty_body")
            return named
        value = _value(route, request)
        try:
            message = read_json(
                message_type, value, ignore_unknown=settings.unknown_fields == "ignore"
            )
        except InvalidJson as error:
            _refuse_value(error)
        if _contradicts(message, named):
            applies("http.path_wins")
        message.MergeFrom(named)
        return message


def _body(operation: Operation | None, reply: Reply) -> bytes:
    if operation is None or not operation.streams_replies or reply.refusal is not None:
        return json_body(operation, reply)
    applies("grpc.stream_over_rest")
    return b"".join(b'{"result":%s}\n' % json_body(operation, one) for one in reply.streamed)


def _contradicts(message: Any, named: Any) -> bool:
    """Whether a message names another user or app than the path does."""
    said, path = getattr(message, "user_app_id", None), getattr(named, "user_app_id", None)
    pairs = ((getattr(said, name, ""), getattr(path, name, "")) for name in ("user_id", "app_id"))
    return any(one and other and one != other for one, other in pairs)


def _too_large(limit: int) -> TooLarge:
    details = (
        f"The body has more than {limit} bytes, which is all that is accepted (the setting "
        "max_body_bytes)."
    )
    return TooLarge(details, rule="http.body_limit")


def _route(request: HttpRequest) -> Route:
    method = request.method
    if method == "HEAD":
        applies("http.head")
        method = "GET"
    try:
        return find_route(method, request.segments)
    except NoRoute as error:
        hint = f" The nearest one known is {error.nearest}." if error.nearest else ""
        details = f"{request.method} {error} is no path of the API.{hint}"
        raise DoesNotExist(details, rule="http.unknown_path") from None
    except WrongMethod as error:
        details = f"Method Not Allowed: {error} knows {', '.join(error.allowed)} only."
        raise MethodNotAllowed(details, rule="http.wrong_method") from None


@enforces("json.any_content_type")
def _value(route: Route, request: HttpRequest) -> Any:
    """What the request says besides its path, as a JSON value."""
    message_type = route.operation.request_type
    if route.binding.has_body or (request.body and request.method == "DELETE"):
        value = _json(request.body)
        return _with_app_of(request.query, message_type, value) if request.query else value
    return _query(message_type, request.query)


@enforces("json.query")
def _query(message_type: type[Message], query: str) -> dict[str, object]:
    """The query as the JSON value that a body would be."""
    if not query:
        return {}
    return query_to_json(message_type, parse_qsl(query, keep_blank_values=True))


def _with_app_of(query: str, message_type: type[Message], value: Any) -> Any:
    """A body with the user and app that only the query names; the rest of the query is nothing."""
    named = _query(message_type, query).get("user_app_id")
    if not isinstance(value, dict) or {"user_app_id", "userAppId"} & value.keys() or not named:
        return value
    return {**value, "user_app_id": named}


def _json(body: bytes) -> Any:
    """The body as a JSON value; an empty body is an empty object."""
    if not body.strip():
        applies("json.empty_body")
        return {}
    try:
        text = body.decode()
        if text.startswith("\ufeff"):
            raise ValueError("it begins with a byte order mark (BOM)")
        return _DECODER.decode(text)
    except RecursionError:
        raise BadRequest("The JSON body is nested too deeply.", rule="json.broken") from None
    except ValueError as error:
        raise BadRequest(f"The body is not valid JSON: {error}", rule="json.broken") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


# Made once: json.loads makes one a call when it is given options.
_DECODER = json.JSONDecoder(parse_constant=_no_number)


def _refuse_value(error: InvalidJson) -> NoReturn:
    if error.unknown_field:
        details = f"Invalid json path '{error.path}' in request."
        raise BadRequest(details, rule="json.unknown_field") from None
    where = f"Invalid value at json path '{error.path}'" if error.path else "Invalid body"
    raise BadRequest(f"{where} in request: {error.reason}", rule="json.wrong_value") from None

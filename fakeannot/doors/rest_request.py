"""What an HTTP request asks the API for: the operation, and the request message.

The door reads a request as it comes in, the journal once more if somebody looks at it.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from google.protobuf.message import Message

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.query import query_to_json
from fakeannot.contract.routes import NoRoute, Route, WrongMethod, find_route
from fakeannot.doors.http import HttpRequest
from fakeannot.rules import applies, enforces
from fakeannot.service.refusals import BadRequest, DoesNotExist, MethodNotAllowed, TooLarge
from fakeannot.settings import Settings


def route_of(request: HttpRequest) -> Route:
    """The operation that a request means, and what its path says.

    Raises:
        DoesNotExist: no operation has the path.
        MethodNotAllowed: it has none with the method.
    """
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


def message_of(route: Route, request: HttpRequest, settings: Settings) -> Message:
    """The request message: from the body or the query, then from the path, which wins.

    Raises:
        TooLarge: there is more of a body than the settings allow.
        BadRequest: the request is no such message.
    """
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
        message = read_json(message_type, value, ignore_unknown=settings.unknown_fields == "ignore")
    except InvalidJson as error:
        _refuse_value(error)
    if _contradicts(message, named):
        applies("http.path_wins")
    message.MergeFrom(named)
    return message


def _too_large(limit: int) -> TooLarge:
    details = (
        f"The body has more than {limit} bytes, which is all that is accepted (the setting "
        "max_body_bytes)."
    )
    return TooLarge(details, rule="http.body_limit")


def _contradicts(message: Any, named: Any) -> bool:
    """Whether a message names another user or app than the path does."""
    said, path = getattr(message, "user_app_id", None), getattr(named, "user_app_id", None)
    pairs = ((getattr(said, name, ""), getattr(path, name, "")) for name in ("user_id", "app_id"))
    return any(one and other and one != other for one, other in pairs)


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
        raise BadRequest(details, rule="json.unknown_field", at=error.parts) from None
    where = f"Invalid value at json path '{error.path}'" if error.path else "Invalid body"
    details = f"{where} in request: {error.reason}"
    raise BadRequest(details, rule="json.wrong_value", at=error.parts) from None

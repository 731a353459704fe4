"""grpc-web: gRPC for browsers, in the bodies of plain HTTP requests and answers.

A body is frames, each a flag, a length and that many bytes: messages, then, in an answer, the
trailers. As grpc-web-text the same is base64, perhaps in several pieces that each end in padding.
"""

from __future__ import annotations

import binascii
import re
import struct
from urllib.parse import quote

from fakeannot.doors.grpc_numbers import INTERNAL
from fakeannot.doors.http import GRPC_WEB_CORS, HttpAnswer, HttpRequest
from fakeannot.doors.rpc import RpcAnswers, RpcFailure, failure_of, find_operation, too_large
from fakeannot.rules import enforces

_TEXT = "application/grpc-web-text"
HEAD = struct.Struct(">BI")
"""The head of a frame: its flag, and how many bytes follow."""

_MESSAGE, _TRAILERS = 0x00, 0x80
_PIECE = re.compile(rb"[^=]+={0,2}")


@enforces("grpc.web", "grpc.web_cors")
def grpc_web_answer(door: RpcAnswers, request: HttpRequest) -> HttpAnswer:
    """The answer to a grpc-web call: HTTP 200 always, what became of it is in the trailers."""
    content_type = request.headers.get("content-type", "").lower()
    is_text = content_type.startswith(_TEXT)
    status, details = 0, ""
    frames = []
    try:
        frames += [_frame(_MESSAGE, message) for message in _messages(door, request, is_text)]
    except Exception as error:
        failure = failure_of(error)
        status, details = failure.code, failure.details
    trailers = f"grpc-status:{status}\r\ngrpc-message:{quote(details, safe=' ')}\r\n"
    body = b"".join([*frames, _frame(_TRAILERS, trailers.encode())])
    headers = [("Content-Type", content_type), *GRPC_WEB_CORS]
    return HttpAnswer(200, headers, binascii.b2a_base64(body, newline=False) if is_text else body)


def _messages(door: RpcAnswers, request: HttpRequest, is_text: bool) -> list[bytes]:
    path = "/" + "/".join(request.segments)
    operation = find_operation(path)
    limit = door.max_message_bytes
    if request.exceeds(limit):
        raise too_large(max(len(request.body), limit + 1), limit)
    message = _sent(request.body, is_text)
    if operation.streams_replies:
        return list(door.stream(path, request.headers, message))
    return [door.answer(path, request.headers, message)]


def _sent(body: bytes, is_text: bool) -> bytes:
    """The one message that a request's body holds.

    Raises:
        RpcFailure: the body is no such frame.
    """
    try:
        framed = b"".join(map(binascii.a2b_base64, _PIECE.findall(body))) if is_text else body
        flag, size = HEAD.unpack_from(framed)
    except (binascii.Error, struct.error):
        raise RpcFailure(INTERNAL, "The body is no grpc-web frame.") from None
    message = framed[HEAD.size :]
    if flag != _MESSAGE or len(message) != size:
        raise RpcFailure(
            INTERNAL,
            f"The body is not one plain grpc-web message: its flag is {flag} (0 is wanted), and "
            f"{len(message)} bytes follow where {size} were announced.",
        )
    return message


def _frame(flag: int, content: bytes) -> bytes:
    return HEAD.pack(flag, len(content)) + content

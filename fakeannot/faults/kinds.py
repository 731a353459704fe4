"""What a fault does to a call, and the kinds that have a name."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal, NamedTuple

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

Ending = Literal["whole", "dropped", "silent", "truncated"]
"""How an answer gets to the client: whole, not at all as the connection ends or as nothing comes,
or half of it."""


class Effect(NamedTuple):
    """What becomes of a call.

    Attributes:
        name: the kind; where there is none, what was asked for, such as `HTTP 503`.
        status: the Clarifai status that the API answers with, over gRPC too; 0 for none.
        details: those of that status, or else of the gRPC status.
        http: the HTTP status; 0 for that of the Clarifai status or of the API's own answer.
        body: what the HTTP answer has instead of JSON.
        grpc: the number of the gRPC status that the call ends with; 0 if it gets its message.
        ending: how the answer gets to the client.
        reaches_api: whether the API carries the call out, although its client may not learn it.
        latency: by how many seconds the answer is late.
    """

    name: str
    status: int = 0
    details: str = ""
    http: int = 0
    body: bytes = b""
    grpc: int = 0
    ending: Ending = "whole"
    reaches_api: bool = False
    latency: float = 0.0


# grpc itself is only imported where it is needed.
GRPC_STATUSES = {
    name: number
    for number, name in enumerate(
        (
            *("OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND"),
            *("ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION"),
            *("ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"),
            "UNAUTHENTICATED",
        )
    )
}
_DEADLINE_EXCEEDED, _UNAVAILABLE = GRPC_STATUSES["DEADLINE_EXCEEDED"], GRPC_STATUSES["UNAVAILABLE"]

# What a gRPC client makes of an HTTP answer that is no gRPC.
_GRPC_OF_HTTP = {
    400: "INTERNAL",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "UNIMPLEMENTED",
    **dict.fromkeys((429, 502, 503, 504), "UNAVAILABLE"),
}
# What a gateway in front of a gRPC service answers over HTTP.
_HTTP_OF_GRPC = {
    "CANCELLED": 499,
    **dict.fromkeys(("INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE"), 400),
    "DEADLINE_EXCEEDED": 504,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "ABORTED": 409,
    "PERMISSION_DENIED": 403,
    "RESOURCE_EXHAUSTED": 429,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "UNAUTHENTICATED": 401,
}
_BAD_GATEWAY = (
    b"<html><head><title>502 Bad Gateway</title></head>\n"
    b"<body><h1>502 Bad Gateway</h1></body></html>\n"
)
_CLOSED = "The connection was closed before the answer had come."

KINDS = {
    effect.name: effect
    for effect in (
        Effect("throttled", status=StatusCode.CONN_THROTTLED),
        Effect(
            "unavailable",
            details="The service is unavailable.",
            http=503,
            body=b"Service Unavailable\n",
            grpc=_UNAVAILABLE,
        ),
        Effect(
            "bad_gateway",
            details="The gateway got no good answer.",
            http=502,
            body=_BAD_GATEWAY,
            grpc=_UNAVAILABLE,
        ),
        Effect("internal", status=StatusCode.INTERNAL_UNCATEGORIZED),
        Effect("timeout", details="Deadline Exceeded", grpc=_DEADLINE_EXCEEDED, ending="silent"),
        Effect(
            "reply_lost", details=_CLOSED, grpc=_UNAVAILABLE, ending="dropped", reaches_api=True
        ),
        Effect("dropped", details=_CLOSED, grpc=_UNAVAILABLE, ending="dropped"),
        Effect(
            "truncated", details=_CLOSED, grpc=_UNAVAILABLE, ending="truncated", reaches_api=True
        ),
    )
}
"""Every kind by its name."""


def beside_the_api(http: int, body: bytes, grpc: str) -> Effect:
    """What something in front of the API answers: plain HTTP, or a gRPC status.

    Args:
        http: the HTTP status; 0 for the one that goes with `grpc`.
        body: empty for the name of the HTTP status.
        grpc: the name of the gRPC status; empty for the one that goes with `http`.
    """
    name = f"HTTP {http}" if http else f"gRPC {grpc}"
    grpc = grpc or _GRPC_OF_HTTP.get(http, "UNKNOWN")
    http = http or _HTTP_OF_GRPC.get(grpc, 500)
    return Effect(
        name,
        details=f"Received http2 header with status: {http}" if name[0] == "H" else "",
        http=http,
        body=body or _phrase(http),
        grpc=GRPC_STATUSES[grpc],
    )


def _phrase(http: int) -> bytes:
    try:
        return f"{HTTPStatus(http).phrase}\n".encode()
    except ValueError:
        return f"HTTP {http}\n".encode()

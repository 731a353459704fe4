"""Whether a server answers gRPC, found out without a gRPC client."""

from __future__ import annotations

import socket

from fakeannot.doors.local.server import HTTP2_PREFACE, LocalServer

PROBE_SECONDS = 5.0
"""How long an answer may take: the first one waits for grpc to be imported."""

# A frame's head: length (3 bytes), type, flags, stream (4 bytes).
_EMPTY_SETTINGS = bytes(3) + b"\x04" + bytes(5)
_HEAD_BYTES = 9


def answers_http2(server: LocalServer) -> bool:
    """Whether the server greets an HTTP/2 client with its settings, as every one has to."""
    try:
        with socket.create_connection(server.reachable_at, PROBE_SECONDS) as sock:
            sock.sendall(HTTP2_PREFACE + _EMPTY_SETTINGS)
            head = sock.recv(_HEAD_BYTES, socket.MSG_WAITALL)
    except OSError:
        return False
    return len(head) == _HEAD_BYTES and head[3:4] == _EMPTY_SETTINGS[3:4]

"""The gRPC statuses by number, as `grpc` has them."""

from __future__ import annotations

import grpc

_BY_NUMBER = {status.value[0]: status for status in grpc.StatusCode}


def status_code(number: int) -> grpc.StatusCode:
    """The status of that number, such as `StatusCode.UNIMPLEMENTED` for 12."""
    return _BY_NUMBER[number]

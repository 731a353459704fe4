"""The numbers of gRPC statuses, as `grpc` itself is only imported where it is needed."""

from __future__ import annotations

OK, UNKNOWN, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL = 0, 2, 3, 8, 12, 13

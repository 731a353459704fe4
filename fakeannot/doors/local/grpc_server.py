"""The gRPC API on a socket, by grpcio's own server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn, TypeVar

import grpc

from fakeannot.contract.operations import SERVICE
from fakeannot.doors.grpc_codes import status_code
from fakeannot.doors.local.connection import IDLE_SECONDS
from fakeannot.doors.rpc import RpcAnswers, RpcFailure, failure_of, find_operation
from fakeannot.doors.waiting import wait_here_by

T = TypeVar("T")

STOP_SECONDS = 2.0
"""How long `GrpcServer.stop` lets calls in flight finish, in seconds."""

_ABORT_SECONDS = 0.5
# How long a client is waited for that has no call in flight, and does not hang up.
_IDLE_STOP_SECONDS = 0.2
_LOOK_SECONDS = 0.05
# Made as they are needed; a stream takes one for as long as it lasts.
_THREADS = 512
# grpcio keeps this number in 32 bits, and what is told of a failure in the headers.
_LARGEST_LIMIT = 2**31 - 1
_LONGEST_DETAILS = 4000
_UNLIMITED = -1
_OPTIONS = [
    ("grpc.max_send_message_length", _UNLIMITED),
    # Otherwise two servers may share one port, and each get some of the calls.
    ("grpc.so_reuseport", 0),
    # Clients are asked for signs of life also between calls, and any number of times.
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
]
# How long it waits before it asks, and for the answer, by an old name and a new.
_WAITS = (
    "grpc.keepalive_time_ms",
    "grpc.keepalive_timeout_ms",
    "grpc.http2.ping_timeout_ms",
)


class GrpcServer:
    """Serves one door over gRPC in the clear, from `start` to `stop`.

    Every method of the contract is there; reflection is too, if `grpcio-reflection` is installed.
    """

    def __init__(
        self,
        door: RpcAnswers,
        log: Callable[[str], None] | None = None,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """`log` gets one line for each call. A client that is silent for `idle_seconds` is asked
        for a sign of life, and let go when it gives none for as long again.
        """
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="fakeannot-grpc")
        self._methods = _Methods(door, log)
        self._server = grpc.server(
            self._threads,
            handlers=[self._methods],
            options=[
                *_OPTIONS,
                *((name, _milliseconds(idle_seconds)) for name in _WAITS),
                ("grpc.max_receive_message_length", min(door.max_message_bytes, _LARGEST_LIMIT)),
            ],
        )
        _add_reflection(self._server)

    def listen(self, host: str, port: int = 0) -> int:
        """Listen on one more address, and say at which port; 0 takes any free one.

        Raises:
            OSError: the address is not to be had.
        """
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        try:
            return int(self._server.add_insecure_port(address))
        except RuntimeError as error:
            raise OSError(f"{address} is not to be had: {error}") from None

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        """Refuse new calls, let those in flight finish for `STOP_SECONDS`, end all connections."""
        deadline = time.monotonic() + STOP_SECONDS
        stopped = self._server.stop(STOP_SECONDS)
        stopped.wait(_IDLE_STOP_SECONDS)
        while self._methods.in_flight and time.monotonic() < deadline:
            stopped.wait(_LOOK_SECONDS)
        # The last answers may be on their way still.
        stopped.wait(max(self._methods.counted_at + _LOOK_SECONDS - time.monotonic(), 0))
        # Not earlier than wanted above, but for connections without a call.
        self._server.stop(None).wait()
        # Waits for threads to end, but not for ever for one that a supplied handler holds up.
        waiting = threading.Thread(target=self._threads.shutdown, daemon=True)
        waiting.start()
        waiting.join(_ABORT_SECONDS)


class _Methods(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc comes without types
    """Has the door answer every method of the service, known or not.

    Attributes:
        in_flight: how many calls are being answered.
        counted_at: when that changed, in seconds of the monotonic clock.
    """

    def __init__(self, door: RpcAnswers, log: Callable[[str], None] | None) -> None:
        self._door = door
        self._log = log
        self._counting = threading.Lock()
        self.in_flight = 0
        self.counted_at = 0.0

    def service(self, call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        """What answers a call; None for one to gRPC's own services, which others answer."""
        if call.method.startswith("/grpc."):
            return None
        try:
            operation = find_operation(call.method)
        except RpcFailure as failure:
            return grpc.unary_unary_rpc_method_handler(_failing(failure))
        if operation.streams_requests:
            answer = self._answering(call.method, self._door.stream)
            return grpc.stream_stream_rpc_method_handler(_one_by_one(answer))
        if operation.streams_replies:
            answer = self._answering(call.method, self._door.stream)
            return grpc.unary_stream_rpc_method_handler(answer)
        return grpc.unary_unary_rpc_method_handler(self._answering(call.method, self._door.answer))

    def _answering(
        self, path: str, door: Callable[..., T]
    ) -> Callable[[bytes, grpc.ServicerContext], T]:
        """A method's behaviour: what `door` answers, and its failures as grpcio wants them."""

        def answer(request: bytes, context: grpc.ServicerContext) -> T:
            started, failure = time.perf_counter(), None
            wait_here_by(lambda seconds: _wait(context, seconds))
            self._count(1)
            try:
                return door(path, dict(context.invocation_metadata()), request)
            except Exception as error:
                failure = failure_of(error)
            finally:
                self._count(-1)
                self._write_log(path, failure, time.perf_counter() - started)
            return _abort(context, failure)

        return answer

    def _count(self, more: int) -> None:
        with self._counting:
            self.in_flight += more
            self.counted_at = time.monotonic()

    def _write_log(self, path: str, failure: RpcFailure | None, seconds: float) -> None:
        if self._log is not None:
            status = status_code(failure.code) if failure else grpc.StatusCode.OK
            self._log(f"gRPC {path} {status.name} {seconds * 1000:.1f} ms")


def _milliseconds(seconds: float) -> int:
    return int(min(max(seconds * 1000, 1), _LARGEST_LIMIT))


def _abort(context: grpc.ServicerContext, failure: RpcFailure) -> NoReturn:
    context.abort(status_code(failure.code), failure.details[:_LONGEST_DETAILS])
    raise AssertionError("abort always raises")


def _wait(context: grpc.ServicerContext, seconds: float) -> None:
    """Let so much time pass before an answer, or less if the call ends meanwhile."""
    ended = threading.Event()
    if context.add_callback(ended.set):
        ended.wait(seconds)


def _failing(failure: RpcFailure) -> Callable[[bytes, grpc.ServicerContext], NoReturn]:
    return lambda _request, context: _abort(context, failure)


def _one_by_one(
    answer: Callable[[bytes, grpc.ServicerContext], Iterator[bytes]],
) -> Callable[[Iterator[bytes], grpc.ServicerContext], Iterator[bytes]]:
    """Answers a stream of requests, each for itself."""

    def answer_all(requests: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[bytes]:
        for request in requests:
            yield from answer(request, context)

    return answer_all


def _add_reflection(server: grpc.Server) -> None:
    """Let clients such as grpcurl ask what there is, where the package for it is installed."""
    try:
        from grpc_reflection.v1alpha import reflection
    except Exception:
        # Not installed, or for another protobuf, of which it tells by an error of its own.
        return
    reflection.enable_server_reflection((SERVICE, reflection.SERVICE_NAME), server)

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
from fakeannot.doors.rpc import RpcDoor, RpcFailure, failure_of, find_operation

T = TypeVar("T")

STOP_SECONDS = 2.0
"""How long `GrpcServer.stop` lets calls in flight finish, in seconds."""

_ABORT_SECONDS = 0.5
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
]


class GrpcServer:
    """Serves one door over gRPC in the clear, from `start` to `stop`.

    Every method of the contract is there; reflection is too, if `grpcio-reflection` is installed.
    """

    def __init__(self, door: RpcDoor, log: Callable[[str], None] | None = None) -> None:
        """`log` gets one line for each call."""
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="fakeannot-grpc")
        self._server = grpc.server(
            self._threads,
            handlers=[_Methods(door, log)],
            options=[
                *_OPTIONS,
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
        self._server.stop(STOP_SECONDS).wait()
        # Waits for threads to end, but not for ever for one that a supplied handler holds up.
        waiting = threading.Thread(target=self._threads.shutdown, daemon=True)
        waiting.start()
        waiting.join(_ABORT_SECONDS)


class _Methods(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc comes without types
    """Has the door answer every method of the service, known or not."""

    def __init__(self, door: RpcDoor, log: Callable[[str], None] | None) -> None:
        self._door = door
        self._log = log

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
            try:
                return door(path, dict(context.invocation_metadata()), request)
            except Exception as error:
                failure = failure_of(error)
            finally:
                self._write_log(path, failure, time.perf_counter() - started)
            return _abort(context, failure)

        return answer

    def _write_log(self, path: str, failure: RpcFailure | None, seconds: float) -> None:
        if self._log is not None:
            status = status_code(failure.code) if failure else grpc.StatusCode.OK
            self._log(f"gRPC {path} {status.name} {seconds * 1000:.1f} ms")


def _abort(context: grpc.ServicerContext, failure: RpcFailure) -> NoReturn:
    context.abort(status_code(failure.code), failure.details[:_LONGEST_DETAILS])
    raise AssertionError("abort always raises")


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

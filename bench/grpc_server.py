"""P8: calls over a socket to the gRPC server, against a handler that does nothing.

    python -m bench.grpc_server

Server and client are processes of their own. The constant replies come once through the same
server (our relay in front of grpcio), and once from grpcio's server alone, which says what the
relay costs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import grpc
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from bench.comparison import Row, print_rows
from bench.rounds import ratio
from fakeannot.settings import DEFAULT_API_KEY

POST, LIST = "/clarifai.api.V2/PostAnnotations", "/clarifai.api.V2/ListAnnotations"
KEY = (("authorization", f"Key {DEFAULT_API_KEY}"),)
HELD = 100

_FAKE = """
from fakeannot import FakeClarifai
fake = FakeClarifai()
fake.app().add_input("i")
with fake.serve() as server:
    print(server.grpc_target, flush=True)
    server.serve_forever()
"""
_CONSTANT = """
import sys
from fakeannot.doors.local.grpc_backend import GrpcBackend
from fakeannot.doors.local.grpc_server import GrpcServer
from fakeannot.doors.local.server import LocalServer
class Constant:
    max_message_bytes = 1 << 30
    replies = {}
    def answer(self, path, metadata, request):
        return self.replies.get(path) or self.replies.setdefault(path, request)
door = Constant()
if sys.argv[1:] == ["relayed"]:
    backend = GrpcBackend(door, None)
    backend.start()
    with LocalServer(None, http2=backend.serve) as server:
        print(f"127.0.0.1:{server.port}", flush=True)
        server.serve_forever()
else:
    server = GrpcServer(door)
    print(f"127.0.0.1:{server.listen('127.0.0.1')}", flush=True)
    server.start()
    sys.stdin.read()
"""


@contextmanager
def running(code: str, *arguments: str) -> Iterator[grpc.Channel]:
    """A channel to the server in `code`, which prints where it listens."""
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            with grpc.insecure_channel(process.stdout.readline().strip()) as channel:
                yield channel
        finally:
            process.kill()


def rows(fake: grpc.Channel, constants: dict[str, grpc.Channel]) -> Iterator[Row]:
    """Each call against each kind of constant reply, which is taught with the first call."""
    box = resources_pb2.BoundingBox(top_row=0.1, left_col=0.2, bottom_row=0.8, right_col=0.9)
    concepts = [resources_pb2.Concept(id="cat", value=1), resources_pb2.Concept(id="dog")]
    region = resources_pb2.Region(
        region_info=resources_pb2.RegionInfo(bounding_box=box),
        data=resources_pb2.Data(concepts=concepts),
    )
    one = resources_pb2.Annotation(input_id="i", data=resources_pb2.Data(regions=[region]))
    post = service_pb2.PostAnnotationsRequest(annotations=[one]).SerializeToString()
    listed = service_pb2.ListAnnotationsRequest(per_page=20).SerializeToString()
    for _ in range(HELD):
        answer = _call(fake, POST, post)()
    assert service_pb2.MultiAnnotationResponse.FromString(answer).status.code == 10000
    for case, path, sent in (("P8 POST 1", POST, post), ("P8 LIST 20", LIST, listed)):
        ours = _call(fake, path, sent)
        reply = ours()
        for name, channel in constants.items():
            _call(channel, path, reply)()
            goal = 1.5 if name == "relayed" else None
            yield Row(f"{case}, constant {name}", ratio(ours, _call(channel, path, sent)), goal)


def _call(channel: grpc.Channel, path: str, sent: bytes) -> Callable[[], bytes]:
    method = channel.unary_unary(path)
    return lambda: method(sent, metadata=KEY)


def main() -> None:
    """Print the table."""
    with ExitStack() as stack:
        fake = stack.enter_context(running(_FAKE))
        constants = {
            name: stack.enter_context(running(_CONSTANT, name)) for name in ("relayed", "direct")
        }
        print_rows(rows(fake, constants))


if __name__ == "__main__":
    main()

"""P7: gRPC in process, wire round trip and all, against the same door on loopback.

Run from the root of the repository: python -m bench.grpc_channel

Both channels lead to one fake, through the same stub and with the same messages; the loopback is
grpcio's own server and channel in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.service_pb2_grpc import V2Stub

from bench.comparison import Row, print_rows
from bench.rounds import ratio
from fakeannot import FakeClarifai
from fakeannot.doors.local.grpc_server import GrpcServer

HELD = 1000


def rows() -> Iterator[Row]:
    """All cases."""
    fake = FakeClarifai()
    server = GrpcServer(fake._rpc_door)
    port = server.listen("127.0.0.1")
    server.start()
    fake.app().add_input("i")
    metadata = (("authorization", f"Key {fake.api_key}"),)
    with fake.intercept(), grpc.insecure_channel(f"127.0.0.1:{port}") as loopback:
        caught = ClarifaiChannel.get_grpc_channel()
        ours, peer = V2Stub(caught), V2Stub(loopback)

        def row(case: str, goal: float | None, name: str, request: Any) -> Row:
            def calls(stub: V2Stub) -> Callable[[], object]:
                method = getattr(stub, name)
                assert method(request, metadata=metadata).status.code == 10000
                return lambda: method(request, metadata=metadata)

            return Row(case, ratio(calls(ours), calls(peer)), goal)

        for _ in range(HELD // 100):
            ours.PostAnnotations(posting(100), metadata=metadata)
        yield row("P7 LIST 20", 0.2, "ListAnnotations", listing(20))
        yield row("   LIST 1000", None, "ListAnnotations", listing(1000))
        yield row("P7 POST 1", 0.2, "PostAnnotations", posting(1))
        yield row("   POST 128", None, "PostAnnotations", posting(128))
        yield Row(
            "   a stub of all methods", ratio(lambda: V2Stub(caught), lambda: V2Stub(loopback))
        )
    server.stop()


def posting(count: int) -> service_pb2.PostAnnotationsRequest:
    """A request of so many annotations, each a box with a concept."""
    box = resources_pb2.BoundingBox(top_row=0.1, left_col=0.1, bottom_row=0.6, right_col=0.5)
    region = resources_pb2.Region(
        region_info=resources_pb2.RegionInfo(bounding_box=box),
        data=resources_pb2.Data(concepts=[resources_pb2.Concept(id="cat", value=1)]),
    )
    one = resources_pb2.Annotation(input_id="i", data=resources_pb2.Data(regions=[region]))
    return service_pb2.PostAnnotationsRequest(annotations=[one] * count)


def listing(count: int) -> service_pb2.ListAnnotationsRequest:
    """A request of the first page of so many."""
    return service_pb2.ListAnnotationsRequest(page=1, per_page=count)


def main() -> None:
    """Print the table."""
    print_rows(rows())


if __name__ == "__main__":
    main()

"""Code that labels images by gRPC, as the documentation shows it; it knows of no fake.

Its stub is made once, when it is imported.
"""

from __future__ import annotations

from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import resources_pb2, service_pb2, service_pb2_grpc
from clarifai_grpc.grpc.api.status import status_code_pb2

STUB = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())


class NotLabelled(Exception):
    """The service said no, and why."""


def label(key: str, input_id: str, name: str) -> None:
    """Say that an input shows something."""
    data = resources_pb2.Data(concepts=[resources_pb2.Concept(id=name, value=1)])
    request = service_pb2.PostAnnotationsRequest(
        annotations=[resources_pb2.Annotation(input_id=input_id, data=data)]
    )
    answer = STUB.PostAnnotations(request, metadata=_metadata(key))
    if answer.status.code != status_code_pb2.SUCCESS:
        raise NotLabelled(answer.status.description)


def labels(key: str, input_id: str) -> list[str]:
    """What an input shows."""
    request = service_pb2.ListAnnotationsRequest(input_ids=[input_id])
    return _names(STUB.ListAnnotations(request, metadata=_metadata(key)))


async def labels_later(key: str, input_id: str) -> list[str]:
    """What an input shows, asked without blocking."""
    async with ClarifaiChannel.get_aio_grpc_channel() as channel:
        stub = service_pb2_grpc.V2Stub(channel)
        request = service_pb2.ListAnnotationsRequest(input_ids=[input_id])
        return _names(await stub.ListAnnotations(request, metadata=_metadata(key)))


def _metadata(key: str) -> tuple[tuple[str, str]]:
    return (("authorization", f"Key {key}"),)


def _names(answer: service_pb2.MultiAnnotationResponse) -> list[str]:
    return [concept.id for one in answer.annotations for concept in one.data.concepts]

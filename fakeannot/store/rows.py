"""What the store keeps of a thing: a few columns to find it by, and the message as wire bytes.

Rows never change; a change is a new row in the old one's place. A message kept as wire bytes
takes a seventh of the memory it takes as an object, is of no weight to the garbage collector, and
can be spliced into a gRPC answer as it is. Its JSON text is made on first read and kept.
"""

from __future__ import annotations

from sys import intern
from typing import ClassVar, Generic, TypeVar

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.contract.json_writer import write_json

M = TypeVar("M", bound=Message)
# One int object per status code: a million rows share it instead of each holding its own.
_CODES: dict[int, int] = {code: code for code in StatusCode.values()}


class Row(Generic[M]):
    """A stored message and its place in time."""

    __slots__ = ("_json", "id", "sequence", "wire")
    message_type: ClassVar[type[Message]]

    def __init__(self, sequence: int, message: M) -> None:
        self.sequence = sequence
        self.id: str = message.id  # type: ignore[attr-defined]  # all stored messages have an id
        self.wire = message.SerializeToString()
        self._json: bytes | None = None

    @property
    def message(self) -> M:
        """A copy of the stored message, the caller's to change."""
        return self.message_type.FromString(self.wire)  # type: ignore[return-value]  # M by subclass

    @property
    def json(self) -> bytes:
        """The message as UTF-8 JSON text."""
        if self._json is None:
            self._json = write_json(self.message).encode()
        return self._json


class AnnotationRow(Row[resources_pb2.Annotation]):
    """An annotation, with the columns that lists are filtered by."""

    __slots__ = (
        "input_id",
        "input_level",
        "model_version_id",
        "status",
        "task_id",
        "trusted",
        "user_id",
        "workflow_version_id",
    )
    message_type = resources_pb2.Annotation

    def __init__(self, sequence: int, message: resources_pb2.Annotation) -> None:
        super().__init__(sequence, message)
        self.input_id = intern(message.input_id)
        self.user_id = intern(message.user_id)
        self.model_version_id = intern(message.model_version_id)
        self.workflow_version_id = ""
        if not (self.user_id or self.model_version_id):
            self.workflow_version_id = intern(message.worker.workflow.version.id)
        self.task_id = intern(message.task_id)
        self.status = _CODES[message.status.code]
        self.input_level = message.input_level
        self.trusted = message.trusted


class InputRow(Row[resources_pb2.Input]):
    """An input, with its status and the id of its input-level annotation."""

    __slots__ = ("annotation_id", "status", "url")
    message_type = resources_pb2.Input

    def __init__(self, sequence: int, message: resources_pb2.Input, annotation_id: str) -> None:
        super().__init__(sequence, message)
        self.annotation_id = annotation_id
        self.status: int = message.status.code
        self.url = media_url(message.data)


class ConceptRow(Row[resources_pb2.Concept]):
    """A concept of an app."""

    __slots__ = ("name",)
    message_type = resources_pb2.Concept

    def __init__(self, sequence: int, message: resources_pb2.Concept) -> None:
        super().__init__(sequence, message)
        self.name = message.name


MEDIA_FIELDS = ("image", "video", "audio", "text")


def media_url(data: resources_pb2.Data) -> str:
    """The URL of the one medium in `data`, or an empty string."""
    for name in MEDIA_FIELDS:
        if data.HasField(name):
            return str(getattr(data, name).url)
    return ""

"""What the store keeps of a thing: a few columns to find it by, and the message as wire bytes.

A `Record` is a plain tuple of plain values, because the garbage collector forgets about such
tuples: a million of them cost a collection no more than a few thousand objects do. Wire bytes
take a seventh of the memory of a message object and are spliced into a gRPC answer as they are.
A `Row` is a record with names, made when somebody looks. Neither ever changes; a change is a new
record in the old one's place.
"""

from __future__ import annotations

from sys import intern
from typing import Any, ClassVar, Generic, TypeVar

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.contract.json_writer import write_json

M = TypeVar("M", bound=Message)
V = TypeVar("V")

# Sequence (place in time), id, columns by the kind of row, wire bytes.
Record = tuple[int, str, tuple[Any, ...], bytes]
# JSON texts made so far, by wire bytes: a text is never taken for that of a later message, even
# if it is written while another thread changes the record.
Texts = dict[bytes, bytes]

# One int object per status code: a million rows share it instead of each holding its own.
_CODES: dict[int, int] = {code: code for code in StatusCode.values()}


class Column(Generic[V]):
    """A column of a kind of row: an attribute that reads one place of the record's columns."""

    def __init__(self, at: int) -> None:
        self._at = at

    def __get__(self, row: Row[Any], row_type: object = None) -> V:
        value: V = row.record[2][self._at]
        return value


class Row(Generic[M]):
    """A stored message, its place in time and its columns."""

    __slots__ = ("_texts", "record")
    message_type: ClassVar[type[Message]]

    def __init__(self, record: Record, texts: Texts) -> None:
        self.record = record
        self._texts = texts

    @property
    def sequence(self) -> int:
        return self.record[0]

    @property
    def id(self) -> str:
        return self.record[1]

    @property
    def wire(self) -> bytes:
        return self.record[3]

    @property
    def message(self) -> M:
        """A copy of the stored message, the caller's to change."""
        return self.message_type.FromString(self.record[3])  # type: ignore[return-value]  # M by subclass

    @property
    def json(self) -> bytes:
        """The message as UTF-8 JSON text, made on first read and kept."""
        text = self._texts.get(self.record[3])
        if text is None:
            text = self._texts[self.record[3]] = write_json(self.message).encode()
        return text


class AnnotationRow(Row[resources_pb2.Annotation]):
    """An annotation, with the columns that lists are filtered by."""

    __slots__ = ()
    message_type = resources_pb2.Annotation
    # The places of the columns; an annotation's worker is in one of the first three.
    USER_ID, MODEL_VERSION_ID, WORKFLOW_VERSION_ID, INPUT_ID, STATUS, TASK_ID = range(6)
    INPUT_LEVEL, TRUSTED = 6, 7

    # `user_id` is empty if a model or a workflow made it.
    user_id = Column[str](USER_ID)
    input_id = Column[str](INPUT_ID)
    status = Column[int](STATUS)
    input_level = Column[bool](INPUT_LEVEL)
    trusted = Column[bool](TRUSTED)

    @classmethod
    def of(cls, sequence: int, message: resources_pb2.Annotation) -> AnnotationRow:
        """The row of a message that is, or is about to be, stored at that place in time."""
        user_id, model_version_id = intern(message.user_id), intern(message.model_version_id)
        made_by_workflow = not (user_id or model_version_id)
        columns = (
            user_id,
            model_version_id,
            intern(message.worker.workflow.version.id) if made_by_workflow else "",
            intern(message.input_id),
            _CODES[message.status.code],
            intern(message.task_id),
            message.input_level,
            message.trusted,
        )
        return cls((sequence, message.id, columns, message.SerializeToString()), {})


class InputRow(Row[resources_pb2.Input]):
    """An input, with its status, the URLs of its media and the id of its input-level annotation."""

    __slots__ = ()
    message_type = resources_pb2.Input
    # The places of the columns.
    ANNOTATION_ID, STATUS, URLS = range(3)

    annotation_id = Column[str](ANNOTATION_ID)
    status = Column[int](STATUS)
    urls = Column[tuple[str, ...]](URLS)

    @classmethod
    def of(cls, sequence: int, message: resources_pb2.Input, annotation_id: str) -> InputRow:
        """The row of a message that is, or is about to be, stored at that place in time."""
        columns = (annotation_id, _CODES[message.status.code], media_urls(message.data))
        return cls((sequence, message.id, columns, message.SerializeToString()), {})


class ConceptRow(Row[resources_pb2.Concept]):
    """A concept of an app."""

    __slots__ = ()
    message_type = resources_pb2.Concept

    @classmethod
    def of(cls, sequence: int, message: resources_pb2.Concept) -> ConceptRow:
        """The row of a message that is, or is about to be, stored at that place in time."""
        return cls((sequence, message.id, (message.name,), message.SerializeToString()), {})


MEDIA_FIELDS = ("image", "video", "audio", "text")


def media_urls(data: resources_pb2.Data) -> tuple[str, ...]:
    """The URLs of the media in `data`."""
    media = (getattr(data, name) for name in MEDIA_FIELDS if data.HasField(name))
    return tuple(str(medium.url) for medium in media)

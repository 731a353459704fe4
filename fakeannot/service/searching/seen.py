"""Rows as a search looks at them: each message is read once, and only when a test needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.service.contents import Contents, contents_of
from fakeannot.store.rows import AnnotationRow, InputRow


class SeenInput:
    """An input that a search looks at."""

    __slots__ = ("_data", "row")

    def __init__(self, row: InputRow) -> None:
        self.row = row
        self._data: resources_pb2.Data | None = None

    @property
    def data(self) -> resources_pb2.Data:
        """What is in the input; not to be changed."""
        if self._data is None:
            self._data = self.row.message.data
        return self._data


class SeenAnnotation:
    """An annotation that a search looks at."""

    __slots__ = ("_contents", "_message", "row")

    def __init__(self, row: AnnotationRow) -> None:
        self.row = row
        self._message: resources_pb2.Annotation | None = None
        self._contents: Contents | None = None

    @property
    def message(self) -> resources_pb2.Annotation:
        """The annotation itself; not to be changed."""
        if self._message is None:
            self._message = self.row.message
        return self._message

    @property
    def contents(self) -> Contents:
        """The concepts and regions in it, however deep."""
        if self._contents is None:
            self._contents = contents_of(self.message.data)
        return self._contents


InputTest = Callable[[SeenInput], bool]
AnnotationTest = Callable[[SeenAnnotation], bool]
DataTest = Callable[[Any], bool]

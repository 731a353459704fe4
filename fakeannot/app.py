"""An app seen from a test: arrange it, look into it, without HTTP and with types."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.json_reader import read_json
from fakeannot.dispatch import Dispatcher
from fakeannot.service.access import granted
from fakeannot.service.annotations.writes import post_annotation
from fakeannot.service.call import Call
from fakeannot.service.inputs.processing import finish, settle
from fakeannot.service.inputs.writes import post_input
from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.world import AppState, Key


class App:
    """One app of a fake. What it returns are copies; changing them changes nothing.

    Attributes:
        id: the app's id.
        user_id: the owner.
    """

    def __init__(self, dispatcher: Dispatcher, user_id: str, app_id: str) -> None:
        self._dispatcher = dispatcher
        self.user_id = user_id
        self.id = app_id

    @property
    def _state(self) -> AppState:
        """The app as it is now: after a reset of the fake it is another one, and empty."""
        return self._dispatcher.world.create_app(self.user_id, self.id)

    def add_input(
        self,
        input_id: str = "",
        *,
        url: str = "",
        data: resources_pb2.Data | Mapping[str, Any] | None = None,
    ) -> resources_pb2.Input:
        """Add an input as its owner would by POST, and return it as it reads back.

        Args:
            input_id: generated if not given.
            url: of an image; without it and without media in `data`, one is made up.
            data: more of the input's data, as a message or in its JSON form.

        Raises:
            Refusal: the API would refuse the input.
            InvalidJson: `data` is not in the contract's form.
        """
        with self._dispatcher.lock:
            call = self._call(self.user_id)
            input_id = input_id or call.world.ids.uuid4("input", call.app.inputs)
            sent = resources_pb2.Input(id=input_id)
            sent.data.CopyFrom(data_of({} if data is None else data))
            if url or not has_medium(sent.data):
                sent.data.image.url = url or f"https://example.com/{sent.id}.jpg"
                sent.data.image.allow_duplicate_url = True
            post_input(call, sent)
            row = call.app.inputs.get(sent.id)
            assert row is not None
            return row.message

    def add_annotation(
        self,
        input_id: str,
        data: resources_pb2.Data | Mapping[str, Any] | None = None,
        *,
        annotation_id: str = "",
        user_id: str = "",
        **fields: Any,
    ) -> resources_pb2.Annotation:
        """Add an annotation as by POST, and return it as it reads back.

        Args:
            input_id: the input it is about.
            data: as a message or in its JSON form.
            annotation_id: generated if not given.
            user_id: who posts it; the app's owner if not given.
            fields: other fields of the annotation in their JSON form, such as
                `status={"code": "ANNOTATION_PENDING"}` or `task_id="t1"`.

        Raises:
            Refusal: the API would refuse the annotation.
            InvalidJson: `data` or a field is not in the contract's form.
        """
        with self._dispatcher.lock:
            sent = read_json(resources_pb2.Annotation, fields)
            sent.input_id, sent.id = input_id, annotation_id or sent.id
            if data is not None:
                sent.data.CopyFrom(data_of(data))
            call = self._call(user_id or self.user_id)
            post_annotation(call, sent)
            row = call.app.annotations.get(input_id, sent.id)
            assert row is not None
            return row.message

    def add_collaborator(self, user_id: str, scopes: Collection[str] | None = None) -> None:
        """Let another user work in the app, within `scopes` unless None."""
        with self._dispatcher.lock:
            self._state.collaborators[user_id] = granted(scopes)

    def process_inputs(self, *input_ids: str, failure: str = "") -> None:
        """Finish processing these inputs, or all pending ones if none is named.

        Args:
            input_ids: those processed already stay as they are, unless they fail now.
            failure: if given, the inputs fail (30002) with this as the details.

        Raises:
            KeyError: the app has no such input.
        """
        with self._dispatcher.lock:
            inputs = self._state.inputs
            rows = {input_id: inputs.get(input_id) for input_id in input_ids or inputs.pending}
            for input_id, row in rows.items():
                if row is None:
                    raise KeyError(f"app {self.id!r} has no input {input_id!r}")
            for input_id, row in rows.items():
                if failure or (row and row.status != StatusCode.INPUT_SUCCESS):
                    finish(self._call(self.user_id), input_id, failure)

    def inputs(self) -> list[resources_pb2.Input]:
        """All inputs, oldest first."""
        with self._dispatcher.lock:
            settle(self._call(self.user_id))
            inputs = self._state.inputs
            return [row.message for row in inputs.page((), 0, 0, len(inputs))]

    def annotations(self, input_id: str = "") -> list[resources_pb2.Annotation]:
        """All annotations, or those of one input, oldest first: also input-level and models'."""
        with self._dispatcher.lock:
            settle(self._call(self.user_id))
            query = AnnotationQuery(input_ids=(input_id,) if input_id else ())
            annotations = self._state.annotations
            return [row.message for row in annotations.page(query, 0, len(annotations))]

    def concepts(self) -> list[resources_pb2.Concept]:
        """All concepts, in the order they came into being."""
        with self._dispatcher.lock:
            concepts = self._state.concepts
            return [row.message for row in concepts.page(0, len(concepts))]

    def _call(self, user_id: str) -> Call:
        return self._dispatcher.call_on(self._state, Key(user_id))


def data_of(value: Any) -> resources_pb2.Data:
    """Data given as a message, or in its JSON form.

    Raises:
        InvalidJson: it is neither; the path begins with "data".
    """
    if isinstance(value, resources_pb2.Data):
        return value
    plain = dict(value) if isinstance(value, Mapping) else value
    return read_json(resources_pb2.Annotation, {"data": plain}).data


def has_medium(data: resources_pb2.Data) -> bool:
    """Whether an input with this data has something to be about."""
    return any(data.HasField(kind) for kind in ("image", "video", "audio", "text"))

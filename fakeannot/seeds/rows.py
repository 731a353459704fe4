"""The apps of a snapshot's document, and the rows in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.seeds.access import KEY, add_key, collaborators_in, limits_in
from fakeannot.seeds.errors import Place
from fakeannot.seeds.messages import OWN, message_in
from fakeannot.seeds.part import Part
from fakeannot.seeds.things import put_things
from fakeannot.seeds.times import moment_of
from fakeannot.store.rows import AnnotationRow, ConceptRow, InputRow
from fakeannot.store.world import AppState, Key, World

# Any of these types has an id, which protobuf's own Message does not promise.
M = TypeVar("M", resources_pb2.Concept, resources_pb2.Input, resources_pb2.Annotation)

_APP = (
    *("id", "user_id", "app", "collaborators", "keys"),
    *("concepts", "inputs", "annotations", "things"),
)
_ROW = ("sequence", "annotation_id", "processing", "wire")
_KINDS = ("manual", "reads", "seconds")
_CODES = frozenset(StatusCode.values())


@dataclass(frozen=True, slots=True)
class _Row(Generic[M]):
    """A row as it was written: the message, and the part with what the fake keeps besides."""

    part: Part
    own: Part
    sequence: int
    message: M


def add_app(world: World, part: Part) -> dict[str, Place]:
    """Bring an app into a world.

    Returns:
        The ways in which its inputs wait to be processed, each with a place that says so.
    """
    app = AppState(part.object(_APP).needed("user_id"), part.needed("id"))
    if (app.user_id, app.app_id) in world.apps:
        raise part.bad(f"{app.user_id!r} has an app {app.app_id!r} already.", "id")
    if part.get("app").value is not None:
        app.wire = message_in(part.get("app"), resources_pb2.App).SerializeToString()
    # Not `keep`, which would make up what is told of an app that nobody has used yet.
    world.add_app(app)
    app.collaborators.update(collaborators_in(part))
    for key in part.items("keys"):
        limits = limits_in(key.object(KEY))
        add_key(world.keys, key, "key", Key(app.user_id, app.app_id, *limits))
    for concept in _rows(world, part, "concepts", resources_pb2.Concept):
        app.concepts.add(ConceptRow.of(concept.sequence, concept.message))
    inputs = list(_rows(world, part, "inputs", resources_pb2.Input))
    for row in inputs:
        _check_status(row)
        app.inputs.add(InputRow.of(row.sequence, row.message, row.own.needed("annotation_id")))
    for annotation in _rows(world, part, "annotations", resources_pb2.Annotation):
        _add_annotation(app, annotation)
    put_things(app.things, part.items("things"), world.sequence)
    return _pending(app, inputs)


def _rows(world: World, app: Part, name: str, message_type: type[M]) -> Iterator[_Row[M]]:
    """The rows of one kind, each with a new id and later than the one before."""
    ids: set[str] = set()
    newest = 0
    for part in app.items(name):
        own = part.object().get(OWN, {}).object(_ROW)
        newest = own.place_after(newest, world.sequence)
        message = message_in(part, message_type)
        if part.needed("id") in ids:
            raise part.bad(f"there is one of {name} with this id already.", "id")
        ids.add(message.id)
        yield _Row(part, own, newest, message)


def _check_status(row: _Row[Any]) -> None:
    code = row.message.status.code
    if code not in _CODES:
        raise row.part.bad(f"{code} is no status code of the API.", "status", "code")


def _add_annotation(app: AppState, row: _Row[resources_pb2.Annotation]) -> None:
    _check_status(row)
    if row.message.input_id not in app.inputs:
        raise row.part.bad(f"the app has no input {row.message.input_id!r}.", "input_id")
    app.annotations.add(AnnotationRow.of(row.sequence, row.message))


def _pending(app: AppState, inputs: list[_Row[resources_pb2.Input]]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for row in inputs:
        input_id = row.message.id
        if app.annotations.get(input_id, row.own.text("annotation_id")) is None:
            raise row.own.bad("the input has no such annotation.", "annotation_id")
        for kind, amount in row.own.get("processing", {}).object(_KINDS).entries():
            app.inputs.pending[input_id] = _amount(kind, amount)
            found.setdefault(kind, amount.place)
    return found


def _amount(kind: str, part: Part) -> int:
    """What `InputStore.pending` has for an input that waits so."""
    if kind == "manual":
        return 0
    return moment_of(part) if kind == "seconds" else part.whole()

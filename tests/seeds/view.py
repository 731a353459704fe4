"""What a state holds, attribute by attribute, for two states to be compared."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from google.protobuf.message import Message

from fakeannot import FakeClarifai
from fakeannot.state import State
from fakeannot.store.annotations import AnnotationStore
from fakeannot.store.inputs import InputStore
from fakeannot.store.things import Things
from fakeannot.store.timeline import Timeline
from fakeannot.store.world import AppState

# By class, the attributes that are saved. One that is new has to be saved, or told why not.
SAVED = {
    "State": {"world", "custom", "workflows"},
    "World": {"clock", "ids", "media", "users", "keys", "apps", "things", "sequence"},
    "AppState": {
        *("user_id", "app_id", "wire", "collaborators"),
        *("inputs", "annotations", "concepts", "things"),
    },
    "Things": {"_tables"},
    "Clock": {"_last", "earliest", "_offset", "_stands_at"},
    "Ids": {"seed", "planned", "drawn"},
    "MediaStore": {"by_hash"},
    "InputStore": {"_table", "_by_status", "_urls", "pending"},
    "AnnotationStore": {"_table", "_orders", "_trusted"},
    "ConceptStore": {"_app_id", "_table"},
}
NOT_SAVED = {
    # What was called, which is no part of the world; code; and what `reset` goes back to.
    "State": {"calls", "faults", "not_built", "detectors", "embedder", "seeds"},
    "Clock": {"_source"},
}


def state_of(fake: FakeClarifai) -> State:
    return fake._dispatcher.state


def view(fake: FakeClarifai) -> dict[str, Any]:
    """All that is saved; code is not, and neither is what the calls were."""
    state = state_of(fake)
    world = state.world
    return {
        "clock": world.clock.state,
        "now": fake.clock.now(),
        "ids": (world.ids.seed, dict(world.ids.planned), dict(world.ids.drawn)),
        "media": list(world.media.by_hash.items()),
        "users": set(world.users),
        "keys": dict(world.keys),
        "sequence": world.sequence,
        "workflows": state.workflows,
        "replies": {name: reply(None) for name, reply in state.custom.items()},
        "things": {name: seen for name, own in world.things.items() if (seen := _things(own))},
        "apps": {name: _app(app) for name, app in world.apps.items()},
    }


def _app(app: AppState) -> dict[str, Any]:
    return {
        "ids": (app.user_id, app.app_id, app.concepts._app_id),
        "app": resources_pb2.App.FromString(app.wire) if app.wire else None,
        "collaborators": list(app.collaborators.items()),
        "concepts": _records(app.concepts._table.all, resources_pb2.Concept),
        "inputs": _inputs(app.inputs),
        "annotations": _annotations(app.annotations),
        "things": _things(app.things),
    }


def _things(things: Things) -> dict[Any, Any]:
    return {
        key: _records(table.all, key[0].message_type)
        for key, table in things._tables.items()
        if len(table)
    }


def _inputs(inputs: InputStore) -> dict[str, Any]:
    by_status = {code: order for code, order in inputs._by_status.items() if len(order)}
    return {
        "all": _records(inputs._table.all, resources_pb2.Input),
        "by id": sorted(inputs._table._by_id),
        "by status": {code: _sequences(order) for code, order in by_status.items()},
        "urls": dict(inputs._urls),
        "pending": list(inputs.pending.items()),
    }


def _annotations(annotations: AnnotationStore) -> dict[str, Any]:
    trusted = annotations._trusted
    return {
        "all": _records(annotations._table.all, resources_pb2.Annotation),
        "by id": sorted(annotations._table._by_id),
        "orders": {key: _sequences(order) for key, order in annotations._orders.items()},
        "trusted": _sequences(annotations._table.all if trusted is None else trusted),
    }


def _sequences(order: Timeline) -> list[int]:
    return [record[0] for record in order]


def _records(order: Timeline, message_type: type[Message]) -> list[Any]:
    """Each record, its bytes with maps in one order: they have none on the wire."""
    return [
        (*record[:3], message_type.FromString(record[3]).SerializeToString(deterministic=True))
        for record in order
    ]

"""A fake's state as a document, from which the same state is made again."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from fakeannot.fixed_reply import FixedReply
from fakeannot.seeds.access import said_of_collaborators, said_of_keys, said_of_users
from fakeannot.seeds.messages import OWN, said_of
from fakeannot.seeds.things import said_of_things
from fakeannot.seeds.times import said_of_clock, said_of_moment
from fakeannot.settings import Settings
from fakeannot.state import State
from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.media import MediaStore
from fakeannot.store.world import AppState, Key

Said = dict[str, Any]

VERSION = 1
"""Of the documents that are written; all up to it are read."""


def document_of(state: State, settings: Settings) -> Said:
    """All of a state that can be written down: not code, and nothing of the calls it was sent."""
    world, kind = state.world, settings.when_processed.kind
    replies = {n: reply for n, reply in state.custom.items() if isinstance(reply, FixedReply)}
    said = {
        "clock": said_of_clock(world.clock.state),
        "ids": _said_of_ids(state),
        "sequence": world.sequence,
        "users": said_of_users(world.users, world.keys),
        "apps": [_said_of_app(app, world.keys, kind) for app in world.apps.values()],
        "things": _filled({name: said_of_things(own) for name, own in world.things.items()}),
        "media": _said_of_media(world.media),
        "replies": {name: said_of(reply()) for name, reply in replies.items()},
    }
    return {OWN: "snapshot", "version": VERSION, **_filled(said)}


def _said_of_ids(state: State) -> Said:
    ids = state.world.ids
    planned = {kind: list(those) for kind, those in ids.planned.items()}
    said = {"drawn": dict(ids.drawn), "planned": planned, "model_versions": state.workflows}
    return {"seed": ids.seed, **_filled(said)}


def _said_of_app(app: AppState, keys: dict[str, Key], kind: str) -> Said:
    inputs, annotations, concepts = app.inputs, app.annotations, app.concepts
    said = {
        "app": said_of(app.message) if app.wire else None,
        "collaborators": said_of_collaborators(app.collaborators),
        "keys": said_of_keys(app.user_id, app.app_id, keys),
        "concepts": [
            said_of(row.message, sequence=row.sequence) for row in concepts.page(0, len(concepts))
        ],
        "inputs": [
            said_of(
                row.message,
                sequence=row.sequence,
                annotation_id=row.annotation_id,
                **_said_of_processing(inputs.pending.get(row.id), kind),
            )
            for row in inputs.page((), 0, 0, len(inputs))
        ],
        "annotations": [
            said_of(row.message, sequence=row.sequence)
            for row in annotations.page(AnnotationQuery(), 0, len(annotations))
        ],
        "things": said_of_things(app.things),
    }
    return {"id": app.app_id, "user_id": app.user_id, **_filled(said)}


def _said_of_processing(pending: int | None, kind: str) -> Said:
    """When an input is processed: told to, with some more reads, or at a moment."""
    if pending is None:
        return {}
    amount = said_of_moment(pending) if kind == "seconds" else pending
    return {"processing": {kind: amount or True}}


def _said_of_media(media: MediaStore) -> list[Said]:
    return [
        {"hash": hash_, "type": one.content_type, "base64": b64encode(one.content).decode()}
        for hash_, one in media.by_hash.items()
    ]


def _filled(said: Said) -> Said:
    """Without what is empty, which is what reading takes it for."""
    return {name: value for name, value in said.items() if value}

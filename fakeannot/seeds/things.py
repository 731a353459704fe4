"""What is plainly stored, such as datasets, in a snapshot's document: each kind has its list."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from google.protobuf.message import Message

from fakeannot.seeds.errors import did_you_mean
from fakeannot.seeds.messages import OWN, message_in, said_of
from fakeannot.seeds.part import Part
from fakeannot.store.things import Kind, Things

_LIST = ("kind", "message", "parent", "rows")
_ROW = ("sequence", "id", "wire")


def said_of_things(things: Things) -> list[dict[str, Any]]:
    """The rows of each kind and parent."""
    return [
        {
            "kind": kind.name,
            "message": kind.message_type.__name__,
            "parent": parent,
            "rows": [
                said_of(row.message, sequence=row.sequence, id=row.id)
                for row in things.all(kind, parent)
            ],
        }
        for kind, parent in things.parents()
    ]


def put_things(things: Things, lists: list[Part], most: int) -> None:
    """Bring in what was written; no row comes after the place `most`."""
    for part in lists:
        kind = Kind(part.object(_LIST).needed("kind"), _message_type(part))
        newest = 0
        for row in part.items("rows"):
            own = row.object().get(OWN, {}).object(_ROW)
            newest = own.place_after(newest, most)
            message = message_in(row, kind.message_type)
            things.put(kind, kind.row(newest, own.needed("id"), message), part.text("parent"))


def _message_type(part: Part) -> type[Message]:
    name, known = part.needed("message"), resources_pb2.DESCRIPTOR.message_types_by_name
    if name not in known:
        raise part.bad(f"no message of the API.{did_you_mean(name, known)}", "message")
    message_type: type[Message] = getattr(resources_pb2, name)
    return message_type

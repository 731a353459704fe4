"""Where the tracks of videos are stored."""

from __future__ import annotations

from clarifai_grpc.grpc.api.resources_pb2 import AnnotationTrack

from fakeannot.rules import applies
from fakeannot.service.call import Call
from fakeannot.store.things import Kind

TRACKS = Kind("annotation_tracks", AnnotationTrack)  # an input's own


def inputs_with_tracks(call: Call) -> list[str]:
    """The ids of the inputs that have tracks."""
    return [input_id for kind, input_id in call.things.parents() if kind == TRACKS]


def drop_tracks(call: Call, input_id: str) -> None:
    """Forget the tracks of an input."""
    if call.things.count(TRACKS, input_id):
        applies("annotation_tracks.input_deleted")
        call.things.drop(TRACKS, input_id)

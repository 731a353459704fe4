"""The RPCs of annotation tracks: what goes on over several frames of a video."""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, AnnotationTrack
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.contents import contents_of
from fakeannot.service.inputs.reads import find_input
from fakeannot.service.overwriting import overwritten, store_changed
from fakeannot.service.paging import page_bounds
from fakeannot.service.patching import check_action_in
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import PER_PAGE, Shelf, added, delete, find
from fakeannot.service.tracks.stored import TRACKS, inputs_with_tracks

_FIELD = "annotation_tracks"
_IDLE, _RUNNING = StatusCode.ANNOTATION_TRACK_IDLE, StatusCode.ANNOTATION_TRACK_IN_PROGRESS
_PENDING = StatusCode.ANNOTATION_TRACK_PENDING
_APPROVED = StatusCode.ANNOTATION_TRACK_APPROVED
_FAILED = StatusCode.ANNOTATION_TRACK_FAILED
# Where a track can go from each status.
_NEXT: dict[int, tuple[int, ...]] = {
    _IDLE: (_RUNNING,),
    _RUNNING: (_PENDING, _FAILED),
    _PENDING: (_APPROVED,),
    _APPROVED: (),
    _FAILED: (),
}


@handles("PostAnnotationTracks", stored_only=True)
@enforces("annotation_tracks.of_input")
def post_tracks(call: Call, request: service_pb2.PostAnnotationTracksRequest) -> Reply:
    shelf = _shelf(call, request.input_id)
    for n, track in enumerate(request.annotation_tracks):
        _accept(shelf, track, (_FIELD, n))
        track.status.CopyFrom(status_message(track.status.code or _IDLE))
        _check_span(track, (_FIELD, n))
    return listing(_FIELD, [Fresh(one) for one in added(shelf, request.annotation_tracks)])


@handles("ListAnnotationTracks", stored_only=True)
def list_tracks(call: Call, request: service_pb2.ListAnnotationTracksRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    shelf = _shelf(call, request.input_id)
    if not request.ids:
        return listing(_FIELD, call.things.page(TRACKS, shelf.parent, start, size))
    rows = [row for row in call.things.all(TRACKS, shelf.parent) if row.id in request.ids]
    return listing(_FIELD, rows[start : start + size])


@handles("PatchAnnotationTracks", stored_only=True)
def patch_tracks(call: Call, request: service_pb2.PatchAnnotationTracksRequest) -> Reply:
    check_action_in(("overwrite",), request.action, rule="annotation_tracks.patch")
    check_count(_FIELD, len(request.annotation_tracks))
    shelf = _shelf(call, request.input_id)
    for n, sent in enumerate(request.annotation_tracks):
        at = (_FIELD, n)
        _accept(shelf, sent, at)
        _check_order(find(shelf, sent.id, (*at, "id")).message, sent, at)
        _check_span(overwritten(shelf, sent), at)
    return listing(_FIELD, [Fresh(_patch(shelf, sent)) for sent in request.annotation_tracks])


@handles("DeleteAnnotationTracks")
@enforces("annotation_tracks.delete")
def delete_tracks(call: Call, request: service_pb2.DeleteAnnotationTracksRequest) -> Reply:
    check_count("ids", len(request.ids))
    named = [_shelf(call, request.input_id).parent] if request.input_id else None
    for input_id in named or inputs_with_tracks(call):
        gone = delete(Shelf(call, TRACKS, "track", input_id), request.ids)
        _delete_annotations(call, input_id, set(gone))
    return Reply()


def _shelf(call: Call, input_id: str) -> Shelf:
    """The tracks of an input; refused with 11101 if there is no such input."""
    return Shelf(call, TRACKS, "track", find_input(call, input_id).id)


def _accept(shelf: Shelf, sent: AnnotationTrack, at: Path) -> None:
    """Refuse a track of another input, or with another's status."""
    if sent.input_id not in ("", shelf.parent):
        details = f"The track is of input {sent.input_id!r}, the call of {shelf.parent!r}."
        raise BadRequest(details, rule="annotation_tracks.of_input", at=(*at, "input_id"))
    sent.input_id = shelf.parent
    _check_status(sent, at)


@enforces("annotation_tracks.status")
def _check_status(sent: AnnotationTrack, at: Path) -> None:
    code = sent.status.code
    if not code:
        sent.ClearField("status")
    elif code not in _NEXT:
        details = f"{code} is no status of a track; there are {_named(_NEXT)}."
        raise BadRequest(details, rule="annotation_tracks.status", at=(*at, "status", "code"))
    else:
        sent.status.CopyFrom(status_message(code))


@enforces("annotation_tracks.order")
def _check_order(old: AnnotationTrack, sent: AnnotationTrack, at: Path) -> None:
    before, after = old.status.code, sent.status.code
    if after and after != before and after not in _NEXT[before]:
        follows = _named(_NEXT[before]) or "nothing"
        details = (
            f"Track {old.id!r} is {StatusCode.Name(before)}, which {follows} follows, "
            f"not {StatusCode.Name(after)}."
        )
        raise BadRequest(details, rule="annotation_tracks.order", at=(*at, "status", "code"))


def _named(codes: Iterable[int]) -> str:
    return " or ".join(map(StatusCode.Name, codes))


@enforces("annotation_tracks.span")
def _check_span(track: AnnotationTrack, at: Path) -> None:
    for unit in ("nr", "ms"):
        start, end = (getattr(track, f"{side}_frame_{unit}") for side in ("start", "end"))
        if end and end < start:
            details = f"A track ends no earlier than it starts; got {start} to {end}."
            at = (*at, f"end_frame_{unit}")
            raise BadRequest(details, rule="annotation_tracks.span", at=at)


@enforces("annotation_tracks.patch")
def _patch(shelf: Shelf, sent: AnnotationTrack) -> AnnotationTrack:
    fresh: AnnotationTrack = store_changed(shelf, overwritten(shelf, sent))
    return fresh


def _delete_annotations(call: Call, input_id: str, track_ids: set[str]) -> None:
    """Delete what is annotated on an input in these tracks, and in no other."""
    for row in call.app.annotations.of_input(input_id):
        if not row.input_level and _is_within(row.message, track_ids):
            call.app.annotations.remove(row)


def _is_within(annotation: Annotation, track_ids: set[str]) -> bool:
    regions = contents_of(annotation.data).regions
    return bool(regions) and all(region.track_id in track_ids for region in regions)

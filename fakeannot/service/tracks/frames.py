"""PostTrackAnnotationsSearches and StreamAnnotations: annotations on the frames of a video."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot.contract.operations import operation, operations
from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.inputs.reads import find_input
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.store.annotations import AnnotationQuery

MAX_FRAMES = 60
MAX_DURATION = 3000
"""How many frames, and milliseconds of the video, a search covers at most and by default."""

# What in a region's info makes it of a type; a tag has nothing there.
_INFO = {
    resources_pb2.BOUNDING_BOX: "bounding_box",
    resources_pb2.POLYGON: "polygon",
    resources_pb2.POINT: "point",
    resources_pb2.SPAN: "span",
    resources_pb2.MASK: "mask",
}

Frame = list[resources_pb2.Annotation]

# What it is called now, and by earlier contracts.
_STREAM = next(
    name for name in ("StreamAnnotations", "StreamTrackAnnotationsSearches") if name in operations()
)


@handles("PostTrackAnnotationsSearches")
@enforces("tracks.search")
def search_track_annotations(
    call: Call, request: service_pb2.PostTrackAnnotationsSearchesRequest
) -> Reply:
    duration = min(request.max_duration or MAX_DURATION, MAX_DURATION)
    count = min(request.max_frames or MAX_FRAMES, MAX_FRAMES)
    frames = islice(_frames(call, request, duration), count)
    return listing("annotations", [Fresh(one) for frame in frames for one in frame])


@handles(_STREAM)
@enforces("tracks.stream")
def stream_annotations(call: Call, request: Any) -> Reply:
    frames = _frames(call, request, request.max_duration)
    wanted = islice(frames, request.max_frames or None)
    return Reply(stream=[reply for frame in wanted for reply in _replies(frame)])


def _replies(frame: Frame) -> Iterator[Reply]:
    """A frame's annotations one by one; the last one says that it is."""
    for annotation in frame:
        message: Any = operation(_STREAM).reply_type(annotation=annotation)
        message.frame_fully_processed = annotation is frame[-1]
        yield Reply(message=message)


def _frames(call: Call, request: Any, duration: int) -> Iterator[Frame]:
    """The annotations that a request selects, frame by frame in the order of the video.

    `duration` restricts to so many milliseconds, unless 0.
    """
    tracks = _tracks(request)
    selected = [
        one for one in _of_worker(call, request) if _selects(request, tracks, one.data.frames[0])
    ]
    selected.sort(key=_place)
    if selected and duration:
        start = request.frame_time_start or _place(selected[0])[0]
        selected = [one for one in selected if _place(one)[0] < start + duration]
    return (list(frame) for _, frame in groupby(selected, key=_place))


def _tracks(request: Any) -> list[str]:
    """The tracks that are asked for: several, one, or none, by the RPC and the contract."""
    one = getattr(request, "track_id", "")
    return [*getattr(request, "track_ids", ()), *([one] if one else ())]


def _of_worker(call: Call, request: Any) -> Iterable[resources_pb2.Annotation]:
    """The annotations of the input that are on a frame, of one model if one is named."""
    input_id = find_input(call, request.input_id).id
    annotations = call.app.annotations
    rows = annotations.page(AnnotationQuery(input_ids=(input_id,)), 0, len(annotations))
    version = request.worker.model.model_version.id
    messages = (row.message for row in rows)
    return (one for one in messages if one.data.frames and version in ("", one.model_version_id))


def _selects(request: Any, tracks: Collection[str], frame: resources_pb2.Frame) -> bool:
    info, regions = frame.frame_info, frame.data.regions
    of_type = _INFO.get(request.annotation_type)
    score = getattr(request, "min_prediction_score", 0.0)
    return (
        info.number >= request.frame_number_start
        and info.time >= request.frame_time_start
        and (not tracks or any(region.track_id in tracks for region in regions))
        and (of_type is None or any(region.region_info.HasField(of_type) for region in regions))
        and (not score or any(region.value >= score for region in regions))
    )


def _place(annotation: resources_pb2.Annotation) -> tuple[int, int]:
    """When a frame is shown: its time in milliseconds, then its number."""
    info = annotation.data.frames[0].frame_info
    return info.time, info.number

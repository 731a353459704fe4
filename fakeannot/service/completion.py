"""What the service adds to data that a client sent: concepts' names, region ids, hosted media."""

from __future__ import annotations

from collections.abc import Sequence

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.rules import enforces
from fakeannot.service.access import require_scope
from fakeannot.service.call import Call
from fakeannot.store.rows import MEDIA_FIELDS

_IMAGE_SIZES = ("orig", "tiny", "small", "large")
_UNKNOWN_INFO = {
    "image": ("image_info", {"format": "UnknownImageFormat", "color_mode": "UnknownColorMode"}),
    "video": ("video_info", {"video_format": "UnknownVideoFormat"}),
    "audio": ("audio_info", {"audio_format": "UnknownAudioFormat"}),
    "text": ("text_info", {"encoding": "UnknownTextEnc"}),
}


Levels = Sequence[resources_pb2.Data]
_SENT_AS_BYTES = ("image", "video", "audio")
_PARTS_WITH_DATA = frozenset({"regions", "frames", "tracks", "time_segments"})


def levels_of(data: resources_pb2.Data) -> list[resources_pb2.Data]:
    """`data` and all the data within it: of regions, frames, tracks and time segments."""
    levels = [data]
    for level in levels:
        for field, parts in level.ListFields():
            if field.name in _PARTS_WITH_DATA:
                levels += [part.data for part in parts if part.HasField("data")]
    return levels


def require_new_concepts_scope(call: Call, levels: Levels) -> None:
    """Refuse new concepts to a key that may not add any; asked before anything is written."""
    if call.caller.scopes is None:
        return
    for level in levels:
        if any(call.app.concepts.get(concept.id) is None for concept in level.concepts):
            require_scope(call.caller, "Concepts_Add")


@enforces("concepts.created_by_use", "concepts.name_is_id", "concepts.app_id", "regions.id_made")
def complete(call: Call, levels: Levels) -> None:
    """Name concepts, bring new ones into the app, give regions ids, host what was uploaded."""
    for level in levels:
        for kind in _SENT_AS_BYTES:
            if level.HasField(kind):
                _host(call, kind, getattr(level, kind))
        for concept in level.concepts:
            _complete_concept(call, concept)
        for region in level.regions:
            if not region.id:
                region.id = call.world.ids.hex32("region")
            if region.region_info.HasField("mask"):
                _host(call, "image", region.region_info.mask.image)


def _complete_concept(call: Call, concept: resources_pb2.Concept) -> None:
    known = call.app.concepts.get(concept.id)
    if known is None:
        world = call.world
        known = call.app.concepts.create(
            concept.id,
            concept.name or concept.id,
            world.next_sequence(),
            world.clock.stamp(),
        )
    concept.name = known.name
    concept.app_id = call.app.app_id


@enforces("media.never_echoed", "media.hosted_url", "inputs.unknown_info")
def accept_media(call: Call, data: resources_pb2.Data) -> None:
    """Turn uploaded bytes into a hosted URL, and say what is not known yet of the media."""
    for kind in MEDIA_FIELDS:
        if not data.HasField(kind):
            continue
        medium = getattr(data, kind)
        medium.ClearField("allow_duplicate_url")
        medium.url = medium.url.strip()
        _host(call, kind, medium)
        info, unknown = _UNKNOWN_INFO[kind]
        if not medium.HasField(info):
            getattr(medium, info).MergeFrom(type(getattr(medium, info))(**unknown))


@enforces("media.never_echoed")
def drop_bytes(data: resources_pb2.Data) -> None:
    """Take uploaded bytes out of refused data that is echoed as it was sent."""
    for level in levels_of(data):
        media = [getattr(level, kind) for kind in MEDIA_FIELDS if level.HasField(kind)]
        for medium in (*media, *(region.region_info.mask.image for region in level.regions)):
            if not isinstance(medium, resources_pb2.Text) and medium.base64:
                medium.ClearField("base64")


def _host(
    call: Call,
    kind: str,
    medium: resources_pb2.Image | resources_pb2.Video | resources_pb2.Audio | resources_pb2.Text,
) -> None:
    is_text = isinstance(medium, resources_pb2.Text)
    content = medium.raw.encode() if is_text else medium.base64
    if not content:
        return
    digest = call.world.media.keep(content, text=is_text)
    medium.ClearField("raw" if is_text else "base64")
    app = call.app
    suffix = f"users/{app.user_id}/apps/{app.app_id}/inputs/{kind}/{digest}"
    medium.url = f"{call.media_base}/orig/{suffix}"
    medium.ClearField("hosted")
    medium.hosted.prefix = call.media_base
    medium.hosted.suffix = suffix
    medium.hosted.sizes.extend(_IMAGE_SIZES if kind == "image" else _IMAGE_SIZES[:1])
    medium.hosted.crossorigin = "use-credentials"

"""What the service adds to data that a client sent: concepts' names, region ids, hosted media."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import quote

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.access import require_scope
from fakeannot.service.call import Call
from fakeannot.service.contents import Contents, contents_of
from fakeannot.store.rows import MEDIA_FIELDS
from fakeannot.store.thumbnails import sizes_of

Medium: TypeAlias = (
    "resources_pb2.Image | resources_pb2.Video | resources_pb2.Audio | resources_pb2.Text"
)

_UNKNOWN_INFO = {
    "image": ("image_info", {"format": "UnknownImageFormat", "color_mode": "UnknownColorMode"}),
    "video": ("video_info", {"video_format": "UnknownVideoFormat"}),
    "audio": ("audio_info", {"audio_format": "UnknownAudioFormat"}),
    "text": ("text_info", {"encoding": "UnknownTextEnc"}),
}


def require_new_concepts_scope(call: Call, contents: Contents) -> None:
    """Refuse new concepts to a key that may not add any; asked before anything is written."""
    if call.caller.scopes is None:
        return
    if any(call.app.concepts.name_of(concept.id) is None for concept in contents.concepts):
        require_scope(call.caller, "Concepts_Add")


def complete(call: Call, contents: Contents) -> None:
    """Name concepts, bring new ones into the app, give regions ids, host what was uploaded."""
    concepts, app_id = call.app.concepts, call.app.app_id
    for concept in contents.concepts:
        applies("concepts.app_id")
        concept.name = concepts.name_of(concept.id) or _bring_in(call, concept)
        concept.app_id = app_id
    for region in contents.regions:
        if not region.id:
            applies("regions.id_made")
            region.id = call.world.ids.hex32("region")
    for kind, medium in contents.media:
        if kind == "text":
            applies("annotations.raw_text_kept")
        else:
            host(call, kind, medium)


@enforces("concepts.created_by_use")
def _bring_in(call: Call, concept: resources_pb2.Concept) -> str:
    """Make a concept the app's, and return its name."""
    if not concept.name:
        applies("concepts.name_is_id")
    world, app = call.world, call.app
    new = resources_pb2.Concept(id=concept.id, name=concept.name)
    sequence, now = world.next_sequence(), world.clock.stamp()
    name: str = app.concepts.create(new, app.language, sequence, now).message.name
    return name


def accept_media(call: Call, data: resources_pb2.Data) -> None:
    """Turn uploaded bytes into a hosted URL, and say what is not known yet of the media."""
    for kind in MEDIA_FIELDS:
        if not data.HasField(kind):
            continue
        medium = getattr(data, kind)
        medium.ClearField("allow_duplicate_url")
        if medium.url != medium.url.strip():
            applies("inputs.url_trimmed")
            medium.url = medium.url.strip()
        host(call, kind, medium)
        info, unknown = _UNKNOWN_INFO[kind]
        if not medium.HasField(info):
            applies("inputs.unknown_info")
            getattr(medium, info).MergeFrom(type(getattr(medium, info))(**unknown))


@enforces("media.never_echoed")
def drop_bytes(data: resources_pb2.Data) -> None:
    """Take out of refused data what is never echoed: uploaded bytes, and what is request-only."""
    for kind, medium in contents_of(data).media:
        medium.ClearField("allow_duplicate_url")
        if kind != "text":
            medium.ClearField("base64")
        if kind == "image":
            medium.ClearField("decoded_bytes")


def host(call: Call, kind: str, medium: Medium) -> None:
    """Keep what a medium was uploaded with, if anything, and say where it is instead."""
    if isinstance(medium, resources_pb2.Image):
        medium.ClearField("decoded_bytes")
    is_text = isinstance(medium, resources_pb2.Text)
    content = medium.raw.encode() if is_text else medium.base64
    if content:
        _keep(call, kind, medium, content)


@enforces("media.never_echoed", "media.hosted_url")
def _keep(call: Call, kind: str, medium: Medium, content: bytes) -> None:
    is_text = isinstance(medium, resources_pb2.Text)
    digest = call.world.media.keep(content, text=is_text)
    medium.ClearField("raw" if is_text else "base64")
    suffix = hosted_suffix(call, f"inputs/{kind}", digest)
    medium.url = f"{call.media_base}/orig/{suffix}"
    medium.ClearField("hosted")
    medium.hosted.prefix = call.media_base
    medium.hosted.suffix = suffix
    medium.hosted.sizes.extend(sizes_of(kind))
    medium.hosted.crossorigin = "use-credentials"


def hosted_suffix(call: Call, folder: str, digest: str) -> str:
    """The end of the URL of what is kept under a hash; `folder` has two parts, as in "a/b"."""
    app = call.app
    owner = f"users/{quote(app.user_id, safe='')}/apps/{quote(app.app_id, safe='')}"
    return f"{owner}/{folder}/{digest}"

"""What makes two inputs look alike: vectors of the user's embedder, and the angle between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite, sqrt

from clarifai_grpc.grpc.api.resources_pb2 import Input

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.call import Call
from fakeannot.service.refusals import BadRequest, NotImplementedYet
from fakeannot.store.rows import MEDIA_FIELDS

Vector = tuple[float, ...]


class BadEmbedding(ValueError):
    """An embedder returned what is no vector, or one of another length than before."""


def require_embedder(call: Call, at: Path) -> None:
    """Refuse to rank by what looks alike, as a place in the request asks, while nobody can say."""
    if call.embedder is None:
        details = (
            "The fake sees no images and reads no texts: to rank by similarity, give it an "
            "embedder with fake.embedder(function), Input in, list of floats out."
        )
        raise NotImplementedYet(details, rule="searches.rank_embedder", at=at)


@enforces("searches.rank_embedder")
def embedded(call: Call, message: Input) -> Vector:
    """The vector of an input, which is the caller's to change, as the embedder sees it.

    Raises:
        TypeError: the embedder did not return numbers.
        BadEmbedding: there are none of them, or some are infinite or no number.
    """
    assert call.embedder is not None, "asked for before"
    _bring_back(call, message)
    returned = call.embedder(message)
    try:
        vector = tuple(float(number) for number in returned)
    except (TypeError, ValueError):
        told = f"an embedder returns a list of floats, got {returned!r} for {message.id!r}"
        raise TypeError(told) from None
    if not vector or not all(map(isfinite, vector)):
        raise BadEmbedding(f"an embedder returned {returned!r} for the input {message.id!r}")
    return vector


def _bring_back(call: Call, message: Input) -> None:
    """Put what was uploaded, which the fake keeps, back into the media it came in."""
    for kind in MEDIA_FIELDS:
        medium = getattr(message.data, kind)
        held = call.world.media.get(medium.hosted.suffix.rpartition("/")[2])
        if held is None:
            continue
        if kind == "text":
            medium.raw = held.content.decode("utf-8", "replace")
        else:
            medium.base64 = held.content


@enforces("searches.rank_similarity")
def similarity(query: Sequence[float], other: Vector, at: Path, *, given: bool) -> float:
    """How much two vectors point the same way: 1 for just so, 0.5 for across, 0 for opposite.

    Args:
        at: where the query's vector, or what it was made of, stood in the request.
        given: whether the vector came as such, so that its length is the caller's matter.
    """
    if len(query) != len(other):
        told = f"has {len(query)} dimensions, while the embedder's have {len(other)}"
        if given:
            details = f"The vector {told}."
            raise BadRequest(details, rule="searches.rank_vector", at=at)
        raise BadEmbedding(f"an embedder's vector of the query {told}, of an input")
    size = _length(query) * _length(other)
    product = sum(a * b for a, b in zip(query, other, strict=True))
    cosine = product / size if size else 0.0
    return (1 + max(-1.0, min(cosine, 1.0))) / 2


def _length(vector: Iterable[float]) -> float:
    return sqrt(sum(number * number for number in vector))

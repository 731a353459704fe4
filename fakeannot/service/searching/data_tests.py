"""What the data of an annotation has to pass to be as an example says."""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.api.resources_pb2 import Concept, Data, Region

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.refusals import BadRequest
from fakeannot.service.searching.geo import PointTest, place_tests
from fakeannot.service.searching.seen import AnnotationTest, SeenAnnotation
from fakeannot.service.searching.structs import held

_SPACE_TIME = ("regions", "frames", "time_segments")


def data_tests(call: Call, wanted: Data, at: Path) -> Iterator[AnnotationTest]:
    """What the annotation has to pass; of the example, which stood there, only what is set counts.

    Raises:
        BadRequest: a concept has neither id nor name, or a place is no place.
    """
    if not wanted.ListFields():
        applies("searches.space_time")
        yield lambda seen: not any(getattr(seen.message.data, name) for name in _SPACE_TIME)
    for index, concept in enumerate(wanted.concepts):
        yield _concept_test(call, concept, (*at, "concepts", index))
    for test in place_tests(wanted.geo, (*at, "geo")):
        yield _placed(test)
    if wanted.image.url:
        applies("searches.image_url")
        yield lambda seen: seen.message.data.image.url == wanted.image.url
    if wanted.metadata.fields:
        applies("searches.metadata")
        yield lambda seen: any(held(wanted.metadata, seen.message.data.metadata))
    if wanted.clusters:
        applies("searches.clusters")
        ids = {cluster.id for cluster in wanted.clusters}
        yield lambda seen: ids <= {own.id for own in seen.message.data.clusters}
    yield from _space_time_tests(wanted)


def _placed(test: PointTest) -> AnnotationTest:
    def placed(seen: SeenAnnotation) -> bool:
        geo = seen.message.data.geo
        return geo.HasField("geo_point") and test(geo.geo_point)

    return placed


@enforces("searches.space_time")
def _space_time_tests(wanted: Data) -> Iterator[AnnotationTest]:
    if wanted.regions:
        yield lambda seen: all(_has_like(seen, region) for region in wanted.regions)
    if wanted.frames:
        yield lambda seen: bool(seen.message.data.frames)
    if wanted.time_segments:
        yield lambda seen: bool(seen.message.data.time_segments)
    if wanted.HasField("text"):
        yield lambda seen: seen.message.data.HasField("text")


def _has_like(seen: SeenAnnotation, wanted: Region) -> bool:
    return any(_alike(own, wanted) for own in seen.contents.regions)


def _alike(own: Region, wanted: Region) -> bool:
    """Whether a region is of the kind, and of the track, of another."""
    kinds = [field.name for field, _ in wanted.region_info.ListFields()]
    of_track = wanted.track_id in ("", own.track_id)
    return of_track and all(own.region_info.HasField(kind) for kind in kinds)


@enforces("searches.concepts")
def _concept_test(call: Call, wanted: Concept, at: Path) -> AnnotationTest:
    ids, positive = concept_ids(call, wanted, at), wanted.value > 0
    texts = [id_.encode() for id_ in ids]

    def test(seen: SeenAnnotation) -> bool:
        wire = seen.row.wire  # An id that is not in the bytes is in no concept: most stop here.
        return any(text in wire for text in texts) and any(
            own.id in ids and (own.value > 0) == positive for own in seen.contents.concepts
        )

    return test


def concept_ids(call: Call, wanted: Concept, at: Path) -> set[str]:
    """The ids of the app's concepts that an example, which stood there, means.

    Raises:
        BadRequest: it has neither id nor name.
    """
    if not (wanted.id or wanted.name):
        details = "A concept is searched for by its 'id' or its 'name'."
        raise BadRequest(details, rule="searches.concept_named", at=at)
    concepts = call.app.concepts
    if wanted.id:
        known = concepts.name_of(wanted.id)
        return {wanted.id} if known is not None and wanted.name in ("", known) else set()
    return {row.id for row in concepts.all() if concepts.name_of(row.id) == wanted.name}

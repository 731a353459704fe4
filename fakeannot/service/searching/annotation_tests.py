"""What an annotation has to pass to be as an example of one says."""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.api.resources_pb2 import Annotation, TimeRange

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.access import person
from fakeannot.service.call import Call
from fakeannot.service.searching.data_tests import data_tests
from fakeannot.service.searching.seen import AnnotationTest, SeenAnnotation
from fakeannot.service.searching.structs import held
from fakeannot.store.annotations import AnnotationQuery, Key
from fakeannot.store.rows import AnnotationRow


def annotation_tests(call: Call, wanted: Annotation, at: Path) -> Iterator[AnnotationTest]:
    """What one has to pass, the cheap first.

    Args:
        wanted: the example, of which only what is set says anything.
        at: where it stands in the request.

    Raises:
        BadRequest: a concept or a place in it says nothing, or what nobody understands.
    """
    query, makers = column_query(call, wanted), _makers(call, wanted)
    if any(query):
        yield lambda seen: query.selects(seen.row)
    if len(makers) > 1:
        yield lambda seen: all(seen.row.record[2][column] == id_ for column, id_ in makers)
    if wanted.id:
        yield lambda seen: seen.row.id == wanted.id
    if wanted.input_level:
        yield lambda seen: seen.row.input_level
    if wanted.annotation_info.fields:
        applies("searches.annotation_info")
        yield lambda seen: all(held(wanted.annotation_info, seen.message.annotation_info))
    if wanted.HasField("data"):
        yield from data_tests(call, wanted.data, (*at, "data"))


@enforces("searches.columns")
def column_query(call: Call, wanted: Annotation) -> AnnotationQuery:
    """What the example says of columns, as a query that lets through what fits, and maybe more."""
    return AnnotationQuery(
        input_ids=(wanted.input_id,) if wanted.input_id else (),
        workers=_makers(call, wanted)[:1],
        statuses=(wanted.status.code,) if wanted.status.code else (),
        task_id=wanted.task_id,
        trusted_only=wanted.trusted,
    )


def _makers(call: Call, wanted: Annotation) -> tuple[Key, ...]:
    """Who has to have made it, each by the column that says so."""
    worker, of_user = wanted.worker, AnnotationRow.USER_ID
    named = (
        *((of_user, person(call.caller, id_)) for id_ in (wanted.user_id, worker.user.id) if id_),
        (AnnotationRow.MODEL_VERSION_ID, wanted.model_version_id),
        (AnnotationRow.MODEL_VERSION_ID, worker.model.model_version.id),
        (AnnotationRow.WORKFLOW_VERSION_ID, worker.workflow.version.id),
    )
    return tuple((column, id_) for column, id_ in named if id_)


@enforces("searches.updated")
def updated_in(wanted: TimeRange) -> AnnotationTest:
    """Whether an annotation was last changed in that time, either end of which may be open."""

    def test(seen: SeenAnnotation) -> bool:
        then = _moment(seen.message.modified_at)
        begun = not wanted.HasField("start_time") or _moment(wanted.start_time) <= then
        return begun and (not wanted.HasField("end_time") or then <= _moment(wanted.end_time))

    return test


def _moment(stamp: object) -> tuple[int, int]:
    return stamp.seconds, stamp.nanos  # type: ignore[attr-defined]  # a Timestamp

"""DeleteAnnotation and DeleteAnnotations."""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.annotations.checks import check_may_touch
from fakeannot.service.annotations.reads import check_pairs
from fakeannot.service.annotations.writes import find
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.refusals import BadRequest, InvalidAnnotation
from fakeannot.service.replies import Reply
from fakeannot.store.rows import AnnotationRow


@handles("DeleteAnnotation")
@enforces("annotations.delete_one")
def delete_annotation(call: Call, request: service_pb2.DeleteAnnotationRequest) -> Reply:
    named = (request.input_id, request.annotation_id)
    row = find(call, *named, rule="annotations.patch_known", id_field="annotation_id")
    return _delete(call, [row], by_id=True)


@handles("DeleteAnnotations")
def delete_annotations(call: Call, request: service_pb2.DeleteAnnotationsRequest) -> Reply:
    if not request.input_ids:
        raise BadRequest(
            "Must supply at least one of 'input_ids': not all annotations of an app can be "
            "deleted at once.",
            rule="annotations.delete_needs_input",
            at=("input_ids",),
        )
    check_count("input_ids", len(request.input_ids))
    if request.ids:
        return _delete(call, _named(call, request), by_id=True)
    return _delete(call, _not_input_level(call, request.input_ids), by_id=False)


@enforces("annotations.delete_pairs")
def _named(call: Call, request: service_pb2.DeleteAnnotationsRequest) -> list[AnnotationRow]:
    annotations = call.app.annotations
    pairs = dict.fromkeys(check_pairs(list(request.input_ids), list(request.ids)))
    return [row for pair in pairs if (row := annotations.get(*pair)) is not None]


@enforces("input_level.survives")
def _not_input_level(call: Call, input_ids: Iterable[str]) -> list[AnnotationRow]:
    annotations, inputs = call.app.annotations, dict.fromkeys(input_ids)
    rows = [row for input_id in inputs for row in annotations.of_input(input_id)]
    return [row for row in rows if not row.input_level]


def _delete(call: Call, rows: list[AnnotationRow], *, by_id: bool) -> Reply:
    """Delete all these rows, or refuse and delete none."""
    for row in rows:
        if by_id and row.input_level:
            details = f"Annotation {row.id!r} is input-level: it goes only with its input."
            raise InvalidAnnotation(details, rule="input_level.not_by_id", at=("id",))
        check_may_touch(call, row)
    for row in rows:
        call.app.annotations.remove(row)
    if not rows:
        applies("annotations.delete_nothing")
    return Reply()

"""DeleteAnnotation and DeleteAnnotations."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import enforces
from fakeannot.service.annotation_checks import check_may_touch
from fakeannot.service.annotation_reads import check_pairs
from fakeannot.service.annotation_writes import find
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.refusals import BadRequest, InvalidAnnotation
from fakeannot.service.replies import Reply
from fakeannot.store.rows import AnnotationRow


@handles("DeleteAnnotation")
@enforces("annotations.delete_one")
def delete_annotation(call: Call, request: service_pb2.DeleteAnnotationRequest) -> Reply:
    return _delete(call, [find(call, request.input_id, request.annotation_id)], by_id=True)


@handles("DeleteAnnotations")
@enforces("annotations.delete_pairs", "annotations.delete_nothing", "input_level.survives")
def delete_annotations(call: Call, request: service_pb2.DeleteAnnotationsRequest) -> Reply:
    if not request.input_ids:
        raise BadRequest(
            "Must supply at least one of 'input_ids': not all annotations of an app can be "
            "deleted at once.",
            rule="annotations.delete_needs_input",
        )
    check_count("input_ids", len(request.input_ids))
    annotations = call.app.annotations
    if request.ids:
        pairs = dict.fromkeys(check_pairs(list(request.input_ids), list(request.ids)))
        found = [row for pair in pairs if (row := annotations.get(*pair)) is not None]
        return _delete(call, found, by_id=True)
    rows = [
        r for input_id in dict.fromkeys(request.input_ids) for r in annotations.of_input(input_id)
    ]
    return _delete(call, [row for row in rows if not row.input_level], by_id=False)


@enforces("input_level.not_by_id")
def _delete(call: Call, rows: list[AnnotationRow], *, by_id: bool) -> Reply:
    """Delete all these rows, or refuse and delete none."""
    for row in rows:
        if by_id and row.input_level:
            details = f"Annotation {row.id!r} is input-level: it goes only with its input."
            raise InvalidAnnotation(details, rule="input_level.not_by_id")
        check_may_touch(call, row)
    for row in rows:
        call.app.annotations.remove(row)
    return Reply()

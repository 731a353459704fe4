"""ListAnnotations and GetAnnotation."""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.access import person
from fakeannot.service.annotations.writes import find
from fakeannot.service.call import Call, handles
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Reply, listing, single
from fakeannot.store.annotations import AnnotationQuery, Key
from fakeannot.store.rows import AnnotationRow


@handles("ListAnnotations")
def list_annotations(call: Call, request: service_pb2.ListAnnotationsRequest) -> Reply:
    current = call.settings.is_current
    if not request.per_page:
        applies("lists.per_page_128" if current else "lists.per_page_20")
    start, size = page_bounds(request.page, request.per_page, call.settings.per_page)
    query = _query(call, request)
    rows: Iterable[AnnotationRow]
    if request.ids:
        rows = _pairs(call, request, query)[start : start + size]
    elif current and not request.input_ids:
        rows = _by_input(call, query, start, size)
    else:
        rows = _oldest_first(call, query, start, size)
    return listing("annotations", rows)


@enforces("annotations.oldest_first")
def _oldest_first(
    call: Call, query: AnnotationQuery, start: int, size: int
) -> Iterable[AnnotationRow]:
    return call.app.annotations.page(query, start, size)


@enforces("annotations.by_input")
def _by_input(call: Call, query: AnnotationQuery, start: int, size: int) -> Iterable[AnnotationRow]:
    return call.app.annotations.page_by_input(query, start, size)


@enforces("annotations.trusted_only")
def _query(call: Call, request: service_pb2.ListAnnotationsRequest) -> AnnotationQuery:
    workers = _workers(call, request)
    if request.input_ids or request.statuses or request.task_id:
        applies("annotations.list_filters")
    return AnnotationQuery(
        input_ids=() if request.ids else tuple(request.input_ids),
        workers=workers,
        statuses=tuple(status.code for status in request.statuses),
        task_id=request.task_id,
        trusted_only=not (request.list_all_annotations or workers or request.ids),
    )


def _workers(call: Call, request: service_pb2.ListAnnotationsRequest) -> tuple[Key, ...]:
    if not (request.user_ids or request.model_version_ids or request.workflow_version_ids):
        return ()
    applies("annotations.workers_union")
    return (
        *((AnnotationRow.USER_ID, person(call.caller, user_id)) for user_id in request.user_ids),
        *((AnnotationRow.MODEL_VERSION_ID, id_) for id_ in request.model_version_ids),
        *((AnnotationRow.WORKFLOW_VERSION_ID, id_) for id_ in request.workflow_version_ids),
    )


@enforces("annotations.list_pairs")
def _pairs(
    call: Call, request: service_pb2.ListAnnotationsRequest, query: AnnotationQuery
) -> list[AnnotationRow]:
    """The annotations named one by one, oldest first, as far as the other filters let them."""
    rows = {
        row.id: row
        for input_id, id_ in check_pairs(list(request.input_ids), list(request.ids))
        if (row := call.app.annotations.get(input_id, id_)) is not None and query.selects(row)
    }
    return sorted(rows.values(), key=lambda row: row.sequence)


def check_pairs(input_ids: list[str], ids: list[str]) -> list[tuple[str, str]]:
    """The input ids and annotation ids as pairs; refused unless there are as many of each."""
    if len(input_ids) != len(ids):
        raise BadRequest(
            f"The number of 'input_ids' ({len(input_ids)}) and 'ids' ({len(ids)}) must match.",
            rule="annotations.pairs_match",
            at=("ids",),
        )
    return list(zip(input_ids, ids, strict=True))


@handles("GetAnnotation")
def get_annotation(call: Call, request: service_pb2.GetAnnotationRequest) -> Reply:
    named = (request.input_id, request.annotation_id)
    row = find(call, *named, rule="annotations.get_unknown", id_field="annotation_id")
    return single("annotation", row)

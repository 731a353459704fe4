"""PatchAnnotationsStatus: one status for many annotations of a labelling task."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.contract.statuses import status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.access import person
from fakeannot.service.annotations.checks import check_may_change, check_status
from fakeannot.service.annotations.writes import store_patched
from fakeannot.service.call import Call, handles
from fakeannot.service.refusals import BadRequest, Refusal
from fakeannot.service.replies import Reply
from fakeannot.store.rows import AnnotationRow


@handles("PatchAnnotationsStatus")
@enforces("task_status.filters", "task_status.answer")
def patch_annotations_status(
    call: Call, request: service_pb2.PatchAnnotationsStatusRequest
) -> Reply:
    _check(request)
    rows = _selected(call, request)
    _check_all(call, rows)
    for row in rows:
        annotation = row.message
        annotation.status.CopyFrom(status_message(request.status_code))
        store_patched(call, row, annotation)
    users = dict.fromkeys(row.user_id for row in rows)
    message = service_pb2.PatchAnnotationsStatusResponse(user_ids=users, updated_count=len(rows))
    return Reply(message=message)


def _check_all(call: Call, rows: list[AnnotationRow]) -> None:
    for row in rows:
        try:
            check_may_change(call, row)
        except Refusal:
            applies("task_status.all_or_none")
            raise


def _check(request: service_pb2.PatchAnnotationsStatusRequest) -> None:
    if request.action != "overwrite":
        raise BadRequest(
            f"Invalid action {request.action!r}. Supported actions: overwrite.",
            rule="task_status.overwrite_only",
            at=("action",),
        )
    check_status(request.status_code, at=("status_code",))


def _selected(
    call: Call, request: service_pb2.PatchAnnotationsStatusRequest
) -> list[AnnotationRow]:
    users = {person(call.caller, user_id) for user_id in request.user_ids}
    statuses = set(request.status_codes)
    return [
        row
        for row in call.app.annotations.of_task(request.task_id)
        if (not users or row.user_id in users) and (not statuses or row.status in statuses)
    ]

"""PostAnnotations and PatchAnnotations."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from google.protobuf.struct_pb2 import Struct

from fakeannot.contract.statuses import annotation_status, status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.access import person
from fakeannot.service.annotations.checks import (
    check_data,
    check_may_change,
    check_owner,
    check_status,
    check_values,
)
from fakeannot.service.annotations.workers import sign
from fakeannot.service.bulk import in_bulk
from fakeannot.service.call import Call, handles
from fakeannot.service.completion import complete, require_new_concepts_scope
from fakeannot.service.contents import Contents, contents_of
from fakeannot.service.patching import check_action, patched_data
from fakeannot.service.refusals import DoesNotExist, InvalidAnnotation
from fakeannot.service.replies import Reply
from fakeannot.store.newer_fields import add_newer_fields, has_newer_fields
from fakeannot.store.rows import AnnotationRow, InputRow
from fakeannot.store.timestamps import set_created, set_time

# What the service alone decides; a client that sends it back is not refused. (What is set anew
# below needs no clearing.)
_DECIDED = ("model_version_id", "input_level", "consensus_info", "worker")
_ALWAYS_SENT = frozenset({"id", "input_id", "data"})
_IGNORED = frozenset({*_DECIDED, "trusted", "created_at", "modified_at"})


@handles("PostAnnotations")
def post_annotations(call: Call, request: service_pb2.PostAnnotationsRequest) -> Reply:
    return in_bulk(
        call, "annotations", request.annotations, lambda sent: post_annotation(call, sent)
    )


@enforces("annotations.id_given_or_made")
def post_annotation(call: Call, annotation: resources_pb2.Annotation) -> resources_pb2.Annotation:
    """Store one annotation that was sent, and return it as a POST answers it."""
    _check_new(call, annotation)
    contents = contents_of(annotation.data)
    require_new_concepts_scope(call, contents)
    user_id = _owner(call, annotation)
    status = _status(call, annotation, user_id)
    check_data(call, annotation.input_id, contents)
    _decide(annotation)
    annotation.id = annotation.id or call.world.ids.uuid4("annotation", call.app.annotations)
    sign(call, annotation, user_id)
    annotation.status.CopyFrom(status_message(status))
    annotation.trusted = True
    return store_new(call, annotation, contents)


def _decide(annotation: resources_pb2.Annotation) -> None:
    """Take out what a client cannot decide."""
    if any(field.name in _IGNORED for field, _ in annotation.ListFields()):
        applies("annotations.service_fields")
    if annotation.embed_model_version_id:
        applies("annotations.embed_kept")
    for name in _DECIDED:
        annotation.ClearField(name)


def store_new(
    call: Call, annotation: resources_pb2.Annotation, contents: Contents
) -> resources_pb2.Annotation:
    """Store a checked annotation as the newest, and return it as a POST answers it."""
    complete(call, contents)
    now = call.world.clock.stamp()
    set_created(annotation, now)
    call.app.annotations.add(AnnotationRow.of(call.world.next_sequence(), annotation))
    set_created(annotation, now, exact=True)
    return annotation


def input_of(call: Call, input_id: str) -> InputRow:
    """The input an annotation is about."""
    if not input_id:
        details = "An annotation needs an 'input_id'."
        raise InvalidAnnotation(details, rule="annotations.input_id", at=("input_id",))
    row = call.app.inputs.get(input_id)
    if row is None:
        details = f"Input {input_id!r} does not exist in the app {call.app.app_id!r}."
        raise DoesNotExist(details, rule="annotations.input_known", at=("input_id",))
    return row


def _check_new(call: Call, annotation: resources_pb2.Annotation) -> None:
    input_of(call, annotation.input_id)
    if "/" in annotation.id:
        details = f"The annotation ID {annotation.id!r} has a '/', which no path could hold."
        raise InvalidAnnotation(details, rule="annotations.id_without_slash", at=("id",))
    if annotation.id in call.app.annotations:
        details = "Annotation has a duplicate ID."
        raise InvalidAnnotation(details, rule="annotations.id_unique", at=("id",))


@enforces("annotations.owner_is_caller")
def _owner(call: Call, annotation: resources_pb2.Annotation) -> str:
    user_id = _named_user(call, annotation) or call.caller.user_id
    check_owner(call, user_id)
    return user_id


def _named_user(call: Call, annotation: resources_pb2.Annotation) -> str:
    """The user an annotation that was sent names, in the old field or the new, if any."""
    named: str = annotation.user_id or annotation.worker.user.id
    return person(call.caller, named)


def _status(call: Call, annotation: resources_pb2.Annotation, user_id: str) -> int:
    code: int = annotation.status.code
    if code:
        check_status(code)
        return code
    if user_id == call.caller.user_id and not call.by_owner:
        current = call.settings.is_current
        applies(
            "annotations.collaborator_status_now" if current else "annotations.collaborator_status"
        )
        return annotation_status(call.settings.collaborator_status)
    applies("annotations.status_default")
    return annotation_status("ANNOTATION_SUCCESS")


@handles("PatchAnnotations")
def patch_annotations(call: Call, request: service_pb2.PatchAnnotationsRequest) -> Reply:
    check_action(request.action)
    return in_bulk(
        call, "annotations", request.annotations, lambda sent: _patch(call, request, sent)
    )


def find(
    call: Call,
    input_id: str,
    annotation_id: str,
    *,
    rule: str,
    id_field: str = "id",
) -> AnnotationRow:
    """The annotation of that input and id; refused by that rule, with 11101, if there is none.

    `id_field` is where the request has the annotation's id.
    """
    row = call.app.annotations.get(input_id, annotation_id)
    if row is None:
        details = f"Input {input_id!r} has no annotation {annotation_id!r}."
        at = id_field if input_id in call.app.inputs else "input_id"
        raise DoesNotExist(details, rule=rule, at=(at,))
    return row


def _patch(
    call: Call, request: service_pb2.PatchAnnotationsRequest, sent: resources_pb2.Annotation
) -> resources_pb2.Annotation:
    if not (sent.input_id and sent.id):
        details = "An annotation to patch needs its 'input_id' and its 'id'."
        at = "id" if sent.input_id else "input_id"
        raise InvalidAnnotation(details, rule="annotations.input_id", at=(at,))
    row = find(call, sent.input_id, sent.id, rule="annotations.patch_known")
    check_may_change(call, row)
    annotation = row.message
    patched = patched_data(annotation.data, sent.data, request.action, row.input_level)
    contents = contents_of(patched)
    if row.input_level:
        check_values(contents)
    else:
        check_data(call, row.input_id, contents)
    require_new_concepts_scope(call, contents)
    _replace_rest(call, annotation, sent)
    if sent.HasField("data"):
        complete(call, contents)
        annotation.data.CopyFrom(patched)
    removes = request.action == "remove" and sent.HasField("data")
    if removes and getattr(request, "delete_if_empty_data", False):
        return store_or_delete(call, row, annotation)
    return store_patched(call, row, annotation)


@enforces("patch.delete_if_empty_data")
def store_or_delete(
    call: Call, row: AnnotationRow, annotation: resources_pb2.Annotation
) -> resources_pb2.Annotation:
    """Delete an annotation that a removal left with nothing, unless it is input-level."""
    if row.input_level or _says_something(annotation.data):
        return store_patched(call, row, annotation)
    call.app.annotations.remove(row)
    set_time(annotation.modified_at, call.world.clock.stamp(), exact=True)
    return annotation


def _says_something(data: resources_pb2.Data) -> bool:
    said = (not isinstance(value, Struct) or value.fields for _, value in data.ListFields())
    return any(said) or has_newer_fields(data)


@enforces("patch.fresh_times")
def store_patched(
    call: Call, row: AnnotationRow, annotation: resources_pb2.Annotation
) -> resources_pb2.Annotation:
    """Store a changed annotation in its old place, and return it as a PATCH answers it.

    An input-level annotation holds what its input shows as data, so both change together.
    """
    now = call.world.clock.stamp()
    set_time(annotation.modified_at, now)
    call.app.annotations.replace(AnnotationRow.of(row.sequence, annotation))
    if row.input_level:
        _update_input(call, annotation)
    set_time(annotation.modified_at, now, exact=True)
    return annotation


@enforces("input_level.patched")
def _update_input(call: Call, annotation: resources_pb2.Annotation) -> None:
    row = call.app.inputs.get(annotation.input_id)
    assert row is not None, "an input-level annotation goes only with its input"
    message = row.message
    message.data.CopyFrom(annotation.data)
    message.modified_at.CopyFrom(annotation.modified_at)
    call.app.inputs.replace(InputRow.of(row.sequence, message, row.annotation_id))


def _replace_rest(
    call: Call, annotation: resources_pb2.Annotation, sent: resources_pb2.Annotation
) -> None:
    """What stands outside `data` is replaced where it was sent, whatever the action."""
    if any(field.name not in _ALWAYS_SENT for field, _ in sent.ListFields()):
        applies("patch.outside_data")
    if sent.status.code:
        check_status(sent.status.code)
        annotation.status.CopyFrom(status_message(sent.status.code))
    user_id = _named_user(call, sent)
    if user_id and user_id != annotation.user_id:
        check_owner(call, user_id)
        sign(call, annotation, user_id)
    if sent.HasField("annotation_info"):
        annotation.annotation_info.CopyFrom(sent.annotation_info)
    annotation.task_id = sent.task_id or annotation.task_id
    annotation.embed_model_version_id = (
        sent.embed_model_version_id or annotation.embed_model_version_id
    )
    add_newer_fields(annotation, sent)

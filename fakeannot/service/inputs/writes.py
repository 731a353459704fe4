"""PostInputs and PatchInputs."""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.annotations.checks import check_values
from fakeannot.service.annotations.workers import sign
from fakeannot.service.annotations.writes import store_patched
from fakeannot.service.bulk import in_bulk
from fakeannot.service.call import Call, handles
from fakeannot.service.completion import (
    accept_media,
    complete,
    require_new_concepts_scope,
)
from fakeannot.service.contents import Contents, contents_of
from fakeannot.service.datasets.memberships import check_datasets, join
from fakeannot.service.inputs.deletes import delete
from fakeannot.service.inputs.jobs import check_job_id, count_in
from fakeannot.service.inputs.processing import begin
from fakeannot.service.patching import check_action, patched_data
from fakeannot.service.refusals import DoesNotExist, DuplicateUrl, InvalidAnnotation, InvalidInput
from fakeannot.service.replies import Reply
from fakeannot.store.newer_fields import add_newer_fields, has_newer_fields
from fakeannot.store.rows import MEDIA_FIELDS, AnnotationRow, InputRow
from fakeannot.store.timestamps import set_created


@handles("PostInputs")
@enforces("inputs.post_details")
def post_inputs(call: Call, request: service_pb2.PostInputsRequest) -> Reply:
    suffix = request.input_id_conflict_resolution == resources_pb2.SUFFIX
    job_id = request.inputs_add_job_id
    named: set[str] = set()
    posted: list[str] = []

    def post(sent: resources_pb2.Input) -> resources_pb2.Input:
        # An id given twice in one request is an error, suffix or not.
        twice = sent.id in named
        named.add(sent.id)
        made = post_input(call, sent, suffix=suffix and not twice)
        posted.append(made.id)
        return made

    check_job_id(job_id)
    reply = in_bulk(call, "inputs", request.inputs, post, done="All inputs successfully added")
    if job_id:
        count_in(call, job_id, posted, refused=len(request.inputs) - len(posted))
    return reply


@enforces("inputs.pending_on_post", "inputs.id_given_or_made")
def post_input(
    call: Call, sent: resources_pb2.Input, *, suffix: bool = False
) -> resources_pb2.Input:
    """Store one input that was sent, and return it as a POST answers it.

    Args:
        suffix: whether an id that is taken gets a suffix rather than a refusal.
    """
    _check_id(call, sent, suffix)
    check_datasets(call, sent.dataset_ids)
    _check_media(call, sent.data)
    contents = contents_of(sent.data)
    _check_values(contents)
    require_new_concepts_scope(call, contents)
    sent.id = _own_id(call, sent.id)
    accept_media(call, sent.data)
    complete(call, contents)
    sent.status.CopyFrom(status_message(StatusCode.INPUT_PENDING))
    return _store(call, sent)


def _store(call: Call, sent: resources_pb2.Input) -> resources_pb2.Input:
    now = call.world.clock.stamp()
    set_created(sent, now)
    level = _input_level(call, sent)
    kept = resources_pb2.Input()
    kept.CopyFrom(sent)
    kept.ClearField("dataset_ids")
    row = InputRow.of(call.world.next_sequence(), kept, level.id)
    call.app.inputs.add(row)
    call.app.annotations.add(AnnotationRow.of(call.world.next_sequence(), level))
    for dataset_id in sent.dataset_ids:
        applies("inputs.dataset_ids")
        join(call, dataset_id, sent.id)
    try:
        begin(call, sent.id)
    except BaseException:
        # What a detector raises is told to who posts; the input was then never there.
        delete(call, row)
        raise
    set_created(sent, now, exact=True)
    return sent


@enforces("input_level.made", "input_level.listed")
def _input_level(call: Call, sent: resources_pb2.Input) -> resources_pb2.Annotation:
    """The annotation that holds what was said of an input when it was added."""
    user_id = call.caller.user_id
    annotation = resources_pb2.Annotation(
        id=call.world.ids.uuid4("annotation", call.app.annotations),
        input_id=sent.id,
        data=sent.data,
        status=status_message(StatusCode.ANNOTATION_SUCCESS),
        created_at=sent.created_at,
        modified_at=sent.created_at,
        trusted=True,
        input_level=True,
    )
    sign(call, annotation, user_id)
    return annotation


def _check_id(call: Call, sent: resources_pb2.Input, suffix: bool) -> None:
    if "/" in sent.id:
        details = f"The input ID {sent.id!r} has a '/', which no input ID may have."
        raise InvalidInput(details, rule="inputs.id_without_slash", at=("id",))
    if sent.id in call.app.inputs and not suffix:
        raise InvalidInput("Input has a duplicate ID.", rule="inputs.id_unique", at=("id",))


def _own_id(call: Call, wanted: str) -> str:
    """The id an accepted input gets: the one it wants, with a suffix if that is taken."""
    inputs = call.app.inputs
    if not wanted:
        return call.world.ids.uuid4("input", inputs)
    if wanted not in inputs:
        return wanted
    return next(id_ for id_ in _suffixed(call, wanted) if id_ not in inputs)


@enforces("inputs.suffix")
def _suffixed(call: Call, taken: str) -> Iterator[str]:
    for n in range(1, 10):
        yield f"{taken}-{n}"
    while True:
        yield f"{taken}-{call.world.ids.hex32('suffix')}"


def _check_media(call: Call, data: resources_pb2.Data) -> None:
    """Refuse an input without a medium, or whose URL another input of the app has."""
    media = [getattr(data, kind) for kind in MEDIA_FIELDS if data.HasField(kind)]
    if not any(
        medium.url.strip()
        or (medium.raw if isinstance(medium, resources_pb2.Text) else medium.base64)
        for medium in media
    ):
        details = "An input needs data with an image, video, audio or text that has a url or bytes."
        raise InvalidInput(details, rule="inputs.need_media", at=("data",))
    for medium in media:
        url = medium.url.strip()
        if url and not medium.allow_duplicate_url and call.app.inputs.has_url(url):
            raise DuplicateUrl(url, rule="inputs.url_unique", at=("url",), of=medium)


def _check_values(contents: Contents) -> None:
    """The checks of an annotation's data, refused as an input's."""
    try:
        check_values(contents)
    except InvalidAnnotation as refusal:
        raise InvalidInput(
            refusal.details, rule=refusal.rule, at=refusal.at, of=refusal.of
        ) from None


@handles("PatchInputs")
def patch_inputs(call: Call, request: service_pb2.PatchInputsRequest) -> Reply:
    check_action(request.action)
    return in_bulk(call, "inputs", request.inputs, lambda sent: _patch(call, request.action, sent))


@enforces("inputs.patch_data", "inputs.patch_status")
def _patch(call: Call, action: str, sent: resources_pb2.Input) -> resources_pb2.Input:
    """Change the input-level annotation, and with it what the input shows."""
    row = call.app.inputs.get(sent.id)
    if row is None:
        details = f"Input {sent.id!r} does not exist."
        raise DoesNotExist(details, rule="inputs.patch_unknown", at=("id",))
    level = call.app.annotations.get(row.id, row.annotation_id)
    assert level is not None, "an input-level annotation goes only with its input"
    annotation = level.message
    if sent.HasField("data"):
        patched = patched_data(annotation.data, sent.data, action, keeps_media=True)
        contents = contents_of(patched)
        _check_values(contents)
        require_new_concepts_scope(call, contents)
        complete(call, contents)
        annotation.data.CopyFrom(patched)
    annotation = store_patched(call, level, annotation)
    changed = call.app.inputs.get(sent.id)
    assert changed is not None
    answer = changed.message
    if has_newer_fields(sent):
        add_newer_fields(answer, sent)
        call.app.inputs.replace(InputRow.of(changed.sequence, answer, changed.annotation_id))
    answer.modified_at.CopyFrom(annotation.modified_at)
    answer.status.CopyFrom(status_message(StatusCode.INPUT_MODIFY_SUCCESS))
    return answer

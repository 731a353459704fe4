"""PostModelOutputs and PostWorkflowResults: what a user's detectors say of the inputs sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Input, Output, WorkflowResult
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_fact, status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count, code_of
from fakeannot.service.call import Detector, UserCall, handles_by_detectors
from fakeannot.service.contents import contents_of
from fakeannot.service.models.detection import seen_by
from fakeannot.service.refusals import DoesNotExist, InvalidInput, Refusal
from fakeannot.service.replies import Fresh, Refused, Reply, refused_item
from fakeannot.store.rows import MEDIA_FIELDS
from fakeannot.store.timestamps import set_time

# What stands in an answer for bytes that were sent.
_BYTES = b"true"
R = TypeVar("R", Output, WorkflowResult)


@handles_by_detectors("PostModelOutputs")
@enforces("predictions.by_detectors", "predictions.outputs")
def post_model_outputs(call: UserCall, request: service_pb2.PostModelOutputsRequest) -> Reply:
    detectors = _those_of(call, request.version_id, lambda one: one.model_version_id)
    version_id = request.version_id or detectors[0].model_version_id
    model = _model(call, version_id, request.model_id)

    def predict(sent: Input) -> Output:
        return _output(call, model, sent, detectors)

    return _each(call, "outputs", request.inputs, Output, predict)


@handles_by_detectors("PostWorkflowResults")
@enforces("predictions.by_detectors", "predictions.results")
def post_workflow_results(call: UserCall, request: service_pb2.PostWorkflowResultsRequest) -> Reply:
    detectors = _those_of(call, request.version_id, lambda one: one.workflow_version_id)
    workflow = resources_pb2.Workflow(
        id=request.workflow_id, app_id=call.app_id, user_id=call.owner_id
    )
    version_id = request.version_id or detectors[0].workflow_version_id
    if version_id:
        workflow.version.id = version_id

    def predict(sent: Input) -> WorkflowResult:
        models = [(_model(call, one.model_version_id), one) for one in detectors]
        outputs = [_output(call, model, sent, [one]) for model, one in models]
        return _stamped(call, WorkflowResult(outputs=outputs), "workflow_result", sent)

    reply = _each(call, "results", request.inputs, WorkflowResult, predict)
    reply.parts = (("workflow", Fresh(workflow)), *reply.parts)
    return reply


def _those_of(
    call: UserCall, version_id: str, version_of: Callable[[Detector], str]
) -> Sequence[Detector]:
    """The detectors that stand for a version; all, if none does or no version is named."""
    own = [one for one in call.detectors if version_id and version_of(one) == version_id]
    return own or call.detectors


def _model(call: UserCall, version_id: str, model_id: str = "") -> resources_pb2.Model:
    model = resources_pb2.Model(id=model_id, app_id=call.app_id, user_id=call.owner_id)
    if version_id:
        model.model_version.id = version_id
    return model


def _each(
    call: UserCall, field: str, sent: Sequence[Input], made: type[R], predict: Callable[[Input], R]
) -> Reply:
    """An answer with what is predicted of each input, or why nothing is."""
    check_count("inputs", len(sent))
    results: list[R] = []
    refused: list[Refused] = []
    for index, one in enumerate(sent):
        try:
            one.CopyFrom(_input(call, one))
            results.append(predict(one))
        except Refusal as refusal:
            refused.append(refused_item("inputs", index, one, refusal))
            results.append(made(input=one, status=refusal.status(call.settings.profile)))
    for result in results:
        _drop_bytes(result.input)
    code = _code(call, len(results), [one.code for one in refused])
    parts = ((field, [Fresh(result) for result in results]),)
    return Reply(code=code, parts=parts, refused=tuple(refused), http=status_fact(code).http)


def _code(call: UserCall, count: int, refused: Sequence[int]) -> int:
    """The status of an answer to so many inputs, by the codes of those that were refused."""
    if not refused:
        return int(StatusCode.SUCCESS)
    if call.settings.is_current and len(refused) == count and len(set(refused)) == 1:
        applies("predictions.one_reason")
        return refused[0]
    return code_of(count, len(refused))


@enforces("predictions.inputs")
def _input(call: UserCall, sent: Input) -> Input:
    """The input to look at: the one that was sent, or the one that its id names."""
    media = (getattr(sent.data, kind) for kind in MEDIA_FIELDS if sent.data.HasField(kind))
    if any(
        one.url or (one.raw if isinstance(one, resources_pb2.Text) else one.base64) for one in media
    ):
        sent.id = sent.id or call.world.ids.uuid4("input")
        return sent
    if not sent.id:
        details = "An input needs a medium that has a url or bytes, or the id of one in the app."
        raise InvalidInput(details, rule="predictions.inputs", at=("data",))
    app = call.world.find_app(call.owner_id, call.app_id)
    row = None
    if app is not None and call.caller.user_id in (app.user_id, *app.collaborators):
        row = app.inputs.get(sent.id)
    if row is None:
        details = f"Input {sent.id!r} does not exist in the app {call.app_id!r}."
        raise DoesNotExist(details, rule="predictions.inputs", at=("id",))
    return Input(id=row.id, data=row.message.data)


def _output(
    call: UserCall, model: resources_pb2.Model, sent: Input, detectors: Sequence[Detector]
) -> Output:
    output = Output(model=model)
    output.data.SetInParent()
    for detector in detectors:
        for data in seen_by(detector, sent):
            output.data.MergeFrom(data)
    _complete(call, output.data)
    return _stamped(call, output, "output", sent)


@enforces("predictions.completed")
def _complete(call: UserCall, data: resources_pb2.Data) -> None:
    contents = contents_of(data)
    for region in contents.regions:
        region.id = region.id or call.world.ids.hex32("region")
    for concept in contents.concepts:
        concept.name = concept.name or concept.id
        concept.app_id = concept.app_id or call.app_id


def _stamped(call: UserCall, result: R, kind: str, sent: Input) -> R:
    """A result with what all have: an id, a status, a time and the input."""
    result.id = call.world.ids.uuid4(kind)
    result.status.CopyFrom(status_message(StatusCode.SUCCESS))
    set_time(result.created_at, call.world.clock.stamp(), exact=True)
    result.input.CopyFrom(sent)
    return result


def _drop_bytes(echoed: Input) -> None:
    for kind, medium in contents_of(echoed.data).media:
        if kind != "text" and medium.base64:
            applies("predictions.bytes_echoed")
            medium.base64 = _BYTES

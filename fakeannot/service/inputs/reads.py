"""GetInput, ListInputs, StreamInputs, GetInputCount and GetInputVideoManifest."""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles, refuses
from fakeannot.service.inputs.processing import count_read
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import BadRequest, DoesNotExist, NotImplementedYet
from fakeannot.service.replies import Reply, listing, single
from fakeannot.store.rows import InputRow

PER_PAGE = 128
STREAM_PER_PAGE = 20


def find_input(call: Call, input_id: str, at: str = "input_id") -> InputRow:
    """The input of that id; refused with 11101 where there is none."""
    row = call.app.inputs.get(input_id)
    if row is None:
        details = f"Input {input_id!r} does not exist in the app {call.app.app_id!r}."
        raise DoesNotExist(details, rule="inputs.get_unknown", at=(at,))
    return row


@handles("GetInput")
@enforces("inputs.processed_on_read")
def get_input(call: Call, request: service_pb2.GetInputRequest) -> Reply:
    find_input(call, request.input_id)
    count_read(call, [request.input_id])
    return single("input", find_input(call, request.input_id))


@handles("ListInputs")
@enforces("inputs.list")
def list_inputs(call: Call, request: service_pb2.ListInputsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    inputs = call.app.inputs
    count_read(call, _read(call, request, start, size))
    return listing("inputs", inputs.page(request.ids, request.status.code, start, size))


def _read(
    call: Call, request: service_pb2.ListInputsRequest, start: int, size: int
) -> Iterable[str]:
    """The inputs that a list counts as read: those on the page, whatever their status is now.

    A list by status is how clients wait, so all that it may come to select are read.
    """
    if request.status.code:
        return request.ids or call.app.inputs.pending
    return [row.id for row in call.app.inputs.page(request.ids, 0, start, size)]


@handles("StreamInputs")
@enforces("inputs.stream")
def stream_inputs(call: Call, request: service_pb2.StreamInputsRequest) -> Reply:
    _, size = page_bounds(1, request.per_page, STREAM_PER_PAGE)
    inputs, last_id = call.app.inputs, request.last_id
    if request.order_by_id:
        return listing("inputs", inputs.by_id(last_id, size, descending=request.descending))
    last = find_input(call, last_id, "last_id") if last_id else None
    return listing("inputs", inputs.beside(last, size, newer=not request.descending))


@handles("GetInputCount")
@enforces("inputs.count")
def get_input_count(call: Call, request: service_pb2.GetInputCountRequest) -> Reply:
    inputs = call.app.inputs
    counts = resources_pb2.InputCount(
        processed=inputs.count(StatusCode.INPUT_SUCCESS),
        to_process=inputs.count(StatusCode.INPUT_PENDING),
        errors=inputs.count(StatusCode.INPUT_FAILED),
    )
    return Reply(message=service_pb2.SingleInputCountResponse(counts=counts))


@refuses("GetInputVideoManifest")
def get_input_video_manifest(call: Call, request: service_pb2.GetVideoManifestRequest) -> Reply:
    data = find_input(call, request.input_id).message.data
    if not data.HasField("video"):
        details = f"Input {request.input_id!r} is no video, and only videos have a manifest."
        raise BadRequest(details, rule="media.manifest_of_video", at=("input_id",))
    details = (
        "The fake encodes no video and makes no manifest; stream the video itself from data.video"
        '.url, by ranges, or supply an answer with fake.reply("GetInputVideoManifest", {...}).'
    )
    raise NotImplementedYet(details, rule="media.manifest")

"""PostDatasetInputs, ListDatasetInputs, GetDatasetInput and DeleteDatasetInputs."""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import DatasetInput
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_fact, status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.datasets.memberships import (
    MEMBERS,
    find_dataset,
    find_member,
    join,
    leave,
    told,
)
from fakeannot.service.inputs.processing import count_read
from fakeannot.service.inputs.reads import find_input
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import BadRequest, Refusal
from fakeannot.service.replies import Fresh, Refused, Reply, listing, refused_item, single
from fakeannot.service.searching import inputs_matching
from fakeannot.service.things import PER_PAGE

_FIELD = "dataset_inputs"


@handles("PostDatasetInputs")
def post_dataset_inputs(call: Call, request: service_pb2.PostDatasetInputsRequest) -> Reply:
    find_dataset(call, request.dataset_id)
    searched = request.HasField("search")
    if searched and request.dataset_inputs:
        details = "Name the inputs in 'dataset_inputs' or find them by 'search', not both."
        raise BadRequest(details, rule="datasets.inputs_by_search", at=("search",))
    if searched:
        return listing(_FIELD, list(_found(call, request)))
    check_count(_FIELD, len(request.dataset_inputs))
    return _named(call, request)


@enforces("datasets.inputs_by_search", "datasets.search_filters")
def _found(call: Call, request: service_pb2.PostDatasetInputsRequest) -> Iterator[Fresh]:
    for input_id in inputs_matching(call, request.search):
        yield Fresh(_added(call, request.dataset_id, input_id))


@enforces("datasets.inputs_item_by_item")
def _named(call: Call, request: service_pb2.PostDatasetInputsRequest) -> Reply:
    """Add the inputs that are there, and say of each whether it was."""
    results: list[Fresh] = []
    refused: list[Refused] = []
    for index, sent in enumerate(request.dataset_inputs):
        try:
            find_input(call, sent.input.id, "id")
            results.append(Fresh(_added(call, request.dataset_id, sent.input.id)))
        except Refusal as refusal:
            refusal.at = ("input", *refusal.at)
            refused.append(refused_item(_FIELD, index, sent, refusal))
            failed = DatasetInput()
            failed.input.id = sent.input.id
            failed.input.status.CopyFrom(refusal.status())
            results.append(Fresh(failed))
    if not refused:
        return listing(_FIELD, results)
    code = StatusCode.FAILURE if len(refused) == len(results) else StatusCode.MIXED_STATUS
    http = status_fact(code).http
    return Reply(code=code, parts=((_FIELD, results),), refused=tuple(refused), http=http)


def _added(call: Call, dataset_id: str, input_id: str) -> DatasetInput:
    message = told(call, join(call, dataset_id, input_id))
    message.input.status.CopyFrom(status_message(StatusCode.DATASET_INPUT_SUCCESS))
    return message


@handles("ListDatasetInputs")
@enforces("datasets.inputs_list")
def list_dataset_inputs(call: Call, request: service_pb2.ListDatasetInputsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    find_dataset(call, request.dataset_id)
    page = list(call.things.page(MEMBERS, request.dataset_id, start, size))
    count_read(call, [member.id for member in page])
    return listing(_FIELD, [Fresh(told(call, member)) for member in page])


@handles("GetDatasetInput")
def get_dataset_input(call: Call, request: service_pb2.GetDatasetInputRequest) -> Reply:
    member = find_member(call, request.dataset_id, request.input_id)
    count_read(call, [member.id])
    return single("dataset_input", Fresh(told(call, member)))


@handles("DeleteDatasetInputs")
@enforces("datasets.inputs_delete")
def delete_dataset_inputs(call: Call, request: service_pb2.DeleteDatasetInputsRequest) -> Reply:
    find_dataset(call, request.dataset_id)
    check_count("input_ids", len(request.input_ids))
    left = [leave(call, request.dataset_id, id_) for id_ in dict.fromkeys(request.input_ids)]
    if not all(left):
        applies("things.delete_unknown")
    return Reply()

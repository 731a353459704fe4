"""DeleteInput and DeleteInputs."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.input_reads import find_input
from fakeannot.service.replies import Reply
from fakeannot.store.rows import InputRow


@handles("DeleteInput")
def delete_input(call: Call, request: service_pb2.DeleteInputRequest) -> Reply:
    delete(call, find_input(call, request.input_id))
    return Reply()


@handles("DeleteInputs")
def delete_inputs(call: Call, request: service_pb2.DeleteInputsRequest) -> Reply:
    check_count("ids", len(request.ids), empty=True)
    if not request.ids:
        applies("inputs.delete_none")
    for input_id in dict.fromkeys(request.ids):
        row = call.app.inputs.get(input_id)
        if row is None:
            applies("inputs.delete_unknown")
        else:
            delete(call, row)
    return Reply()


@enforces("inputs.delete_cascades")
def delete(call: Call, row: InputRow) -> None:
    """Take an input and all its annotations out of the app."""
    for annotation in call.app.annotations.of_input(row.id):
        call.app.annotations.remove(annotation)
    call.app.inputs.remove(row)

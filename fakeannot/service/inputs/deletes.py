"""DeleteInput and DeleteInputs."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.datasets.memberships import leave_all
from fakeannot.service.inputs.reads import find_input
from fakeannot.service.replies import Reply
from fakeannot.service.tasks.stored import drop_of_input
from fakeannot.service.tracks.stored import drop_tracks
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
    """Take an input and all that is about it out of the app."""
    for annotation in call.app.annotations.of_input(row.id):
        call.app.annotations.remove(annotation)
    leave_all(call, row.id)
    drop_of_input(call, row.id)
    drop_tracks(call, row.id)
    call.app.inputs.remove(row)

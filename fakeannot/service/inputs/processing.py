"""When a posted input is done being processed, and what the app's models then say of it.

The real service downloads and indexes an input after it answered the POST, so the POST says
pending (30001) and a later read says processed (30000). A fake decides when by
`Settings.processing`.
"""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api.status import status_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.annotations.writes import store_new
from fakeannot.service.call import Call
from fakeannot.service.contents import contents_of
from fakeannot.service.models.detection import detected
from fakeannot.store.rows import InputRow
from fakeannot.store.timestamps import set_time

_SUCCESS = status_message(StatusCode.INPUT_SUCCESS)


@enforces("inputs.processing")
def begin(call: Call, input_id: str) -> None:
    """Start processing a new input, and finish it at once where that is the setting."""
    kind, amount = call.settings.when_processed
    if kind == "immediate":
        finish(call, input_id)
        return
    done_at = call.world.clock.now() + amount if kind == "seconds" else amount
    call.app.inputs.pending[input_id] = done_at


@enforces("inputs.failed")
def _failed(call: Call, reason: str) -> status_pb2.Status:
    return status_message(StatusCode.INPUT_FAILED, reason, call.settings.profile)


def settle(call: Call) -> None:
    """Finish the inputs whose time has come; called before inputs or annotations are read."""
    pending = call.app.inputs.pending
    if call.settings.when_processed.kind == "seconds":
        now = call.world.clock.now()
        for input_id in [id_ for id_, done_at in pending.items() if done_at <= now]:
            finish(call, input_id)


def count_read(call: Call, input_ids: Iterable[str]) -> None:
    """Count a read of these inputs, before it, and finish those it completes."""
    pending = call.app.inputs.pending
    if call.settings.when_processed.kind != "reads":
        return
    for input_id in [id_ for id_ in dict.fromkeys(input_ids) if id_ in pending]:
        if pending[input_id] > 1:
            pending[input_id] -= 1
        else:
            finish(call, input_id)


def finish(call: Call, input_id: str, failure: str = "") -> None:
    """Turn an input processed, or failed with `failure` as details; models see it if processed.

    Nothing is changed if a detector raises. One may have deleted inputs, even this one.
    """
    inputs = call.app.inputs
    row = inputs.get(input_id)
    if row is None:
        return
    message = row.message
    message.status.CopyFrom(_failed(call, failure) if failure else _SUCCESS)
    found = [] if failure else detected(call, message)
    if input_id not in inputs:
        return
    inputs.pending.pop(input_id, None)
    if call.settings.when_processed.kind != "immediate":
        set_time(message.modified_at, call.world.clock.stamp())
    inputs.replace(InputRow.of(row.sequence, message, row.annotation_id))
    for annotation in found:
        store_new(call, annotation, contents_of(annotation.data))

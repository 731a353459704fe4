"""When a posted input is done being processed, and what the app's models then say of it.

The real service downloads and indexes an input after it answered the POST, so the POST says
pending (30001) and a later read says processed (30000). A fake decides when by
`Settings.processing`.
"""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.call import Call
from fakeannot.service.detection import annotate
from fakeannot.store.rows import InputRow
from fakeannot.store.timestamps import set_time


@enforces("inputs.processing")
def begin(call: Call, input_id: str) -> None:
    """Start processing a new input, and finish it at once where that is the setting."""
    kind, amount = call.settings.when_processed
    if kind == "immediate":
        finish(call, input_id)
        return
    done_at = call.world.clock.now() + amount if kind == "seconds" else amount
    call.app.inputs.pending[input_id] = done_at


def settle(call: Call) -> None:
    """Finish the inputs whose time has come; called before inputs or annotations are read."""
    pending = call.app.inputs.pending
    if call.settings.when_processed.kind == "seconds":
        now = call.world.clock.now()
        for input_id in [id_ for id_, done_at in pending.items() if done_at <= now]:
            finish(call, input_id)


def count_read(call: Call, rows: Iterable[InputRow]) -> None:
    """Count a read of these inputs, before it, and finish those it completes."""
    if call.settings.when_processed.kind != "reads":
        return
    pending = call.app.inputs.pending
    for row in rows:
        if row.id in pending:
            pending[row.id] -= 1
            if not pending[row.id]:
                finish(call, row.id)


@enforces("inputs.failed", "models.processed_only")
def finish(call: Call, input_id: str, failure: str = "") -> None:
    """Turn an input processed, or failed with `failure` as details; models see it if processed."""
    inputs = call.app.inputs
    row = inputs.get(input_id)
    if row is None:
        return
    inputs.pending.pop(input_id, None)
    message = row.message
    code = StatusCode.INPUT_FAILED if failure else StatusCode.INPUT_SUCCESS
    message.status.CopyFrom(status_message(code, failure))
    if call.settings.when_processed.kind != "immediate":
        set_time(message.modified_at, call.world.clock.stamp())
    inputs.replace(InputRow.of(row.sequence, message, row.annotation_id))
    if not failure:
        annotate(call, message)

"""The latest calls of a fake, for the report of a test that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.service.replies import Refused
from fakeannot.testing.journal_call import JournalCall

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai

_MOST = 5
_LONGEST = 2000


def latest_calls(fake: FakeClarifai, named: str) -> str:
    """The last calls as commands, each with its status, and why it was refused if it was.

    Keys are not in it: the commands have `$CLARIFAI_PAT`. `named` is how the test has the fake.
    """
    dispatcher = fake._dispatcher
    log, settings = dispatcher.state.calls, dispatcher.settings
    calls = [JournalCall(n, record, settings) for n, record in log.since(log.count - _MOST)]
    if not calls:
        return ""
    texts = ["\n".join(_lines(call)) for call in calls]
    return "\n".join(texts) + _hint(calls, named)


def _lines(call: JournalCall) -> list[str]:
    try:
        command = call.curl()
    except ValueError:  # a gRPC request that nobody can read
        command = call.path
    shown = command if len(command) <= _LONGEST else f"{command[:_LONGEST]}..."
    refused = [f"#   {_item(one)}{one.details} [{one.rule}]" for one in call.refused[:_MOST]]
    lines = [shown, f"# {call.outcome}", *refused]
    if call._record.fault:
        lines.append(f"#   the fault {call._record.fault} that was set, not the API")
    return lines


def _hint(calls: list[JournalCall], named: str) -> str:
    if not any(call.refused for call in calls):
        return ""
    return f"\nprint({named}.explain()) tells why the last one was refused, and what to send."


def _item(refused: Refused) -> str:
    return f"{refused.item}: " if refused.item else ""

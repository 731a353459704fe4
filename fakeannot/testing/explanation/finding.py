"""Which call is meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from fakeannot.testing.journal_call import JournalCall

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher


class NothingRefused(LookupError):
    """No call that is kept was refused, so there is nothing to explain."""


class UnknownCall(LookupError):
    """No call that is kept has this req_id; the message suggests the nearest one."""


def found_call(dispatcher: Dispatcher, which: JournalCall | str | None) -> JournalCall:
    """The call that is meant: itself, by its req_id, or else the latest that failed.

    Raises:
        NothingRefused: none was refused.
        UnknownCall: no call kept has that req_id, or more than one ends in it.
    """
    if isinstance(which, JournalCall):
        return which
    calls = [
        JournalCall(number, record, dispatcher.settings)
        for number, record in dispatcher.state.calls.since(0)
    ]
    return _latest_refused(calls) if which is None else _by_req_id(dispatcher, calls, which)


def _latest_refused(calls: list[JournalCall]) -> JournalCall:
    for call in reversed(calls):
        if call.refused or call._record.fault:
            return call
    raise NothingRefused(f"Nothing was refused in the {len(calls)} calls that are kept.")


def _by_req_id(dispatcher: Dispatcher, calls: list[JournalCall], req_id: str) -> JournalCall:
    found = [call for call in calls if req_id and call.req_id.endswith(req_id)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownCall(f"{len(found)} calls have a req_id that ends in {req_id!r}.")
    near = difflib.get_close_matches(req_id, [call.req_id for call in calls], n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    gone = dispatcher.state.calls.forgotten()
    kept = f" {gone} older calls are forgotten (the setting journal_bytes)." if gone else ""
    raise UnknownCall(f"No call that is kept has the req_id {req_id!r}.{hint}{kept}")

"""The calls that were made, for who looks at them from another process."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fakeannot.doors.control import BadControl, Endpoints, told
from fakeannot.doors.http import HttpAnswer, HttpRequest
from fakeannot.doors.supplied_errors import without_paths

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai
    from fakeannot.service.replies import Refused
    from fakeannot.testing.journal import JournalCall

_OPTIONS = ("since", "limit", "rpc")
_LIMIT = 100
_DIGITS = 15


def journaling(fake: FakeClarifai) -> Endpoints:
    """`GET journal?since=NUMBER&limit=NUMBER&rpc=NAME` and `DELETE journal`.

    What is told is `count`, the number of the latest call, `forgotten`, how many calls are no
    longer kept, and `calls`: of those after `since` the latest `limit`, oldest first. When `count`
    is below a number seen before, an earlier state of the fake came back.
    """

    def tell(request: HttpRequest) -> HttpAnswer:
        options = _options(request.query)
        since, limit = (_number(options, *one) for one in (("since", 0), ("limit", _LIMIT)))
        journal = fake.journal
        # Those that come while this is told are for who asks again, from `count` on.
        count, forgotten = journal.total, journal.forgotten
        so_far = [call for call in journal.after(since) if call.number <= count]
        rpc = _rpc(options)
        calls = [call for call in so_far if rpc in (None, call.rpc)]
        latest = calls[max(len(calls) - limit, 0) :]
        said = [told_of(call) for call in latest]
        return told(200, {"count": count, "forgotten": forgotten, "calls": said})

    def clear(_: HttpRequest) -> HttpAnswer:
        fake.journal.clear()
        return told(200, {"ok": True})

    return {("GET", "journal"): tell, ("DELETE", "journal"): clear}


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for name in options:
        if name not in _OPTIONS:
            near = difflib.get_close_matches(name, _OPTIONS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise BadControl(f"{name!r} is none of {', '.join(_OPTIONS)}.{hint}")
    return options


def _rpc(options: dict[str, str]) -> str | None:
    """The RPC whose calls are wanted; empty for calls that are none of an RPC, None for all."""
    from fakeannot.contract.operations import UnknownOperation, operation

    rpc = options.get("rpc")
    try:
        return operation(rpc).name if rpc else rpc
    except UnknownOperation as error:
        raise BadControl(str(error)) from None


def _number(options: dict[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise BadControl(f"{name}={text!r}: a whole number from 0 is wanted.")
    return int(text)


def summary_of(call: JournalCall) -> dict[str, Any]:
    """A call without request and answer, as a JSON object."""
    return {
        "number": call.number,
        "at": call.at.isoformat(),
        "door": call.door,
        "rpc": call.rpc,
        "method": call.method,
        "path": call.path,
        "caller": call.caller,
        "status": call.status,
        "code": call.code,
        "code_name": call.code_name,
        "seconds": call.seconds,
        "req_id": call.req_id,
        "fault": call.fault,
        "error": without_paths(call.error),
    }


def told_of(call: JournalCall) -> dict[str, Any]:
    """A call with all that is known of it, as a JSON object."""
    return {
        **summary_of(call),
        "details": call.details,
        "refused": [_told_of_refused(one) for one in call.refused],
        "request": call.request_json,
        "answer": call.answer_json,
    }


def _told_of_refused(one: Refused) -> dict[str, Any]:
    return {"item": one.item, "code": one.code, "details": one.details, "rule": one.rule}

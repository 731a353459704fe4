"""Explanations written out: as text, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent
from typing import Any

from fakeannot.testing.explanation.document import short
from fakeannot.testing.explanation.explaining import MOST_ITEMS, Edit, Explanation, Reason


def as_text(told: Explanation) -> str:
    """The explanation as lines for a terminal."""
    return "\n".join(_lines(told))


def as_json(told: Explanation) -> dict[str, Any]:
    """The explanation as a JSON object of all its parts."""
    call = told.call
    return {
        "call": {
            "number": call.number,
            "rpc": call.rpc,
            "method": call.method,
            "path": call.path,
            "door": call.door,
            "outcome": call.outcome,
            "req_id": call.req_id,
        },
        "reasons": [{**one._asdict(), "rule": one.rule._asdict()} for one in told.reasons],
        "edit": None
        if told.edit is None
        else {**told.edit._asdict(), "changes": [one._asdict() for one in told.edit.changes]},
        "no_edit": told.no_edit,
        "tried": told.tried,
        "nearest": list(told.nearest),
        "fault": told.fault,
    }


def _lines(told: Explanation) -> Iterator[str]:
    call = told.call
    way = f"{call.method} {call.path}" if call.method else call.path
    yield f"Call {call.number}: {way} -> {call.outcome}"
    if told.fault:
        yield f"It failed by the fault {told.fault} that was set, not by the API."
    elif not told.reasons:
        yield "Nothing of it was refused."
    for reason in told.reasons[:MOST_ITEMS]:
        yield from _reason_lines(reason)
    if len(told.reasons) > MOST_ITEMS:
        yield f"... and {len(told.reasons) - MOST_ITEMS} more items are refused."
    if told.nearest:
        yield "Nearest there are:"
        yield from (f"  {one}" for one in told.nearest)
    if told.edit is not None:
        yield from _edit_lines(told.edit, many=len(told.reasons) > MOST_ITEMS)
    elif told.reasons:
        yield f"No edit that succeeds was found: {told.no_edit}."


def _reason_lines(reason: Reason) -> Iterator[str]:
    status = f"{reason.code} {reason.name}" if reason.code else "gRPC itself"
    yield f"{reason.item or 'All of it'} is refused: {status}"
    if reason.details:
        yield f"  details  {reason.details}"
    yield f"  at       {reason.path}"
    if reason.got is not None:
        yield f"  got      {short(reason.got)}"
    rule = reason.rule
    yield f"  rule     {rule.id}: {rule.sentence}"
    yield f"           {rule.evidence}: {rule.source}{f' ({rule.seen})' if rule.seen else ''}"
    if rule.against:
        yield f"           but {rule.against}"
    if reason.instead:
        yield f"  instead  {reason.instead}"
    if reason.setting:
        yield f"  setting  {reason.setting}"


def _edit_lines(edit: Edit, *, many: bool) -> Iterator[str]:
    which = f", for the first {MOST_ITEMS} of the refused items" if many else ""
    if edit.changes:
        yield f"The smallest edit found that succeeds{which}, with {edit.answer}:"
        yield from (f"  {one}" for one in edit.changes)
    else:
        yield f"As the fake is now, the same request succeeds{which}, with {edit.answer}:"
    yield indent(edit.curl, "  ")

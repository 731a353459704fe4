"""Why a call was refused, put together from what was kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fakeannot.calls import CallRecord
from fakeannot.contract.operations import SERVICE, operations
from fakeannot.contract.places import Path, path_text
from fakeannot.contract.routes import nearest_routes
from fakeannot.contract.statuses import status_fact
from fakeannot.rules import Rule, rules
from fakeannot.service.replies import Refused
from fakeannot.testing.explanation.advice import ADVICE, PLACES, SETTINGS, STRICT_PARTS
from fakeannot.testing.explanation.document import GONE, Json, at, put, short
from fakeannot.testing.explanation.draft import Bearer, Draft
from fakeannot.testing.explanation.proposals.case import nearest
from fakeannot.testing.explanation.search import Found, Step, search
from fakeannot.testing.explanation.trial import Trials
from fakeannot.testing.explanation.wire import as_record
from fakeannot.testing.journal_call import JournalCall

if TYPE_CHECKING:
    from fakeannot.settings import Settings

MOST_ITEMS = 5
_NO_EDIT = (
    *("api.not_built", "grpc.not_built", "grpc.garbage"),
    *("annotations.model_made_fixed", "input_level.not_by_id"),
    *("media.manifest", "media.manifest_of_video"),
)


class Reason(NamedTuple):
    """Why the call, or one item of it, was refused.

    Attributes:
        item: such as `annotations[3]`; empty for the whole call.
        code: the Clarifai status code; 0 for what gRPC itself refuses.
        name: its name.
        details: those of the status.
        rule: the rule that it rests on.
        path: where in the request, such as `annotations[3].input_id`, or in words.
        got: what stood there, as JSON or in words; None if there was nothing.
        instead: what to send instead, where more is known than the rule says.
        setting: which other setting would take it, if one would.
    """

    item: str
    code: int
    name: str
    details: str
    rule: Rule
    path: str
    got: Json
    instead: str
    setting: str


class Changed(NamedTuple):
    """One value of an edit.

    Attributes:
        path: where it stands in the request, such as `annotations[3].input_id`, or in words.
        before: what stood there; None for nothing.
        after: what has to; None for nothing.
        moved_to: where it goes as it is, if it only moves; empty if not.
    """

    path: str
    before: Json
    after: Json
    moved_to: str = ""

    def __str__(self) -> str:
        if self.moved_to:
            return f"{self.path}: goes to {self.moved_to}"
        before = "nothing" if self.before is None else short(self.before)
        return f"{self.path}: {before} -> {'nothing' if self.after is None else short(self.after)}"


class Edit(NamedTuple):
    """An edit that succeeds, as the fake is now.

    Attributes:
        changes: what is changed, in the order of doing it; empty if the same request succeeds.
        curl: the edited request as a command; items that were not refused are not in it.
        answer: how it is answered: HTTP or gRPC status, code and its words.
    """

    changes: tuple[Changed, ...]
    curl: str
    answer: str


@dataclass(frozen=True)
class Explanation:
    """Why a call was refused, and what to send instead; `str` of it tells it all.

    Attributes:
        call: the call.
        reasons: why, of the whole or of each refused item; empty if nothing was refused.
        edit: the smallest edit that succeeds, if one was found.
        no_edit: why none was found.
        tried: how many requests were tried, on copies of the fake.
        nearest: for an unknown path or method, those that are most like it.
        fault: the fault that was set on purpose and made the call fail; empty if none did.
    """

    call: JournalCall
    reasons: tuple[Reason, ...]
    edit: Edit | None
    no_edit: str
    tried: int
    nearest: tuple[str, ...] = ()
    fault: str = ""

    def __str__(self) -> str:
        from fakeannot.testing.explanation.telling import as_text

        return as_text(self)


def explained(call: JournalCall, record: CallRecord, trials: Trials) -> Explanation:
    """The explanation of one call."""
    draft = Draft.of(record)
    reasons = tuple(_reason(draft, one) for one in record.refused)
    edit, why = None, _why_not_searched(record)
    if not why:
        start, items = _of_refused_items(draft, record)
        found = search(trials, start)
        edit, why = _edit(call, record, found, items, trials.settings), found.why
    return Explanation(call, reasons, edit, why, trials.tried, _nearest(record), record.fault)


def _reason(draft: Draft, refused: Refused) -> Reason:
    rule = rules()[refused.rule]
    path = path_text(refused.path) or PLACES.get(rule.id, "the request")
    name = status_fact(refused.code).name if refused.code else ""
    part = STRICT_PARTS.get(rule.id, "")
    setting = SETTINGS.get(rule.setting, "").format(part=part) if rule.setting else ""
    instead = ADVICE.get(rule.id, "")
    return Reason(
        refused.item,
        refused.code,
        name,
        refused.details,
        rule,
        path,
        _got(draft, refused),
        instead,
        setting,
    )


def _got(draft: Draft, refused: Refused) -> Json:
    if refused.got or not refused.path:
        return refused.got or None
    value = draft.value(refused.path)
    return None if value is GONE else value


def _why_not_searched(record: CallRecord) -> str:
    if record.fault:
        return "what failed is a fault that was set, and no edit helps against it"
    if not record.refused:
        return "nothing was refused"
    if record.shortened:
        return "the request was too large to be kept"
    if record.refused[0].rule in _NO_EDIT:
        return "no edit of the request helps"
    return ""


class _Items(NamedTuple):
    """Which items of a list a draft still has, and how many there were."""

    indices: tuple[int, ...]
    total: int

    def number(self, index: int) -> int:
        """What the request that was sent calls an item; one that is added comes after all."""
        kept = len(self.indices)
        return self.indices[index] if index < kept else self.total + index - kept


def _of_refused_items(draft: Draft, record: CallRecord) -> tuple[Draft, _Items | None]:
    """The request with the first refused items only: what was taken is not sent again."""
    indices = [int(one.path[1]) for one in record.refused if one.item]
    if not indices:
        return draft, None
    first = tuple(indices[:MOST_ITEMS])
    place = draft.place(record.refused[0].path[:1])
    items = at(draft.document, place)
    kept = put(draft.document, place, [items[index] for index in first])
    return Draft(kept, draft.over_grpc), _Items(first, len(items))


def _edit(
    call: JournalCall,
    record: CallRecord,
    found: Found,
    items: _Items | None,
    settings: Settings,
) -> Edit | None:
    if found.steps is None or found.outcome is None:
        return None
    told = tuple(_changed(step, found.draft, items) for step in found.steps)
    edited = JournalCall(call.number, as_record(found.draft, record), settings)
    return Edit(told, edited.curl(), found.outcome.answer)


def _changed(step: Step, draft: Draft, items: _Items | None) -> Changed:
    change, before = step
    place = _told_place(change.place, before, change.after, draft, items)
    if change.moved_to:
        to = _told_place(change.moved_to, before, before, draft, items)
        return Changed(place, _plain(before), _plain(before), to)
    if change.place == ("path",):
        return Changed(place, "/" + "/".join(before), "/" + "/".join(change.after))
    if change.place[0] == "query" and change.place[-1] == 0 and len(change.place) == 3:
        return Changed(f"query {before}", before, before, change.after)
    if change.place[0] == "query" and len(change.place) == 2:
        before, after = (
            pair[1] if isinstance(pair, list) else pair for pair in (before, change.after)
        )
        return Changed(place, _plain(before), _plain(after))
    return Changed(place, _plain(before), _plain(change.after))


def _told_place(place: Path, before: Json, after: Json, draft: Draft, items: _Items | None) -> str:
    """Where a change is, as the request that was sent counts its items."""
    kind, rest = place[0], place[1:]
    if kind == "authorization":
        return "Authorization"
    if kind == "query":
        pair = at(draft.document, place[:2])
        return f"query {_pair_name(before, after, pair)}"
    if kind not in ("body", "message"):
        return str(kind)
    if items is not None and len(rest) > 1 and isinstance(rest[1], int):
        rest = (rest[0], items.number(rest[1]), *rest[2:])
    return path_text(rest) or str(kind)


def _pair_name(before: Json, after: Json, pair: Json) -> str:
    known = (one[0] for one in (before, after, pair) if isinstance(one, list))
    return next(known, "")


def _plain(value: Json) -> Json:
    if isinstance(value, Bearer):
        return value.told
    return None if value is GONE else value


def _nearest(record: CallRecord) -> tuple[str, ...]:
    kinds = {one.rule for one in record.refused}
    if "http.unknown_path" in kinds:
        routes = nearest_routes(record.method, list(record.segments))
        return tuple(f"{route} ({route.operation.name})" for route in routes)
    if "grpc.unknown_method" in kinds:
        return tuple(f"/{SERVICE}/{name}" for name in nearest(record.segments[-1], operations()))
    return ()

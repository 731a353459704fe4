"""What can be said of times without knowing them: their form, their order, and what stays.

Two services never tell the same time. What they have to agree on is which of two things is older,
whether a thing was changed, and that a time once told is told again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from fakeannot.conformance.calls import ApiCall

_FORM = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{3}|\d{6}|\d{9}))?Z")
_FEWEST_TO_JUDGE = 3

# A place within an answer, what the fake and the target have there, the rule that it breaks.
Finding = tuple[str, Any, Any, str]


class Moment(NamedTuple):
    """A time as an answer tells it: in nanoseconds, and with how many digits of a second."""

    ns: int
    digits: int

    @property
    def micros(self) -> int:
        return self.ns // 1_000


def moment(text: Any) -> Moment | None:
    """The moment that an RFC 3339 text tells, None if it does not have the API's form."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    whole = datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    digits = found[2] or ""
    return Moment(int(whole.timestamp()) * 10**9 + int(digits.ljust(9, "0")), len(digits))


class Times:
    """The times of things as told so far in two worlds."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[str, tuple[Moment, Moment, Moment, Moment]]] = {}

    def of_thing(self, kind: str, call: ApiCall, fake: Any, target: Any) -> Iterator[Finding]:
        """What is wrong with `created_at` and `modified_at` of a thing, told in both worlds.

        Args:
            kind: what it is, such as "annotation"; ids of other kinds are other things.
            call: the call that is being answered.
            fake, target: the thing in either answer, both with both times.
        """
        texts = [one[name] for one in (fake, target) for name in ("created_at", "modified_at")]
        read = [moment(text) for text in texts]
        for at, name in ((2, "created_at"), (3, "modified_at")):
            if read[at] is None:
                yield name, texts[at - 2], texts[at], "timestamps.nanoseconds_on_write"
        if any(one is None for one in read):
            return
        times = (read[0], read[1], read[2], read[3])
        yield from self._compared(kind, call, fake, texts, times)  # type: ignore[arg-type]  # None was ruled out

    def _compared(
        self,
        kind: str,
        call: ApiCall,
        fake: Any,
        texts: Sequence[str],
        times: tuple[Moment, Moment, Moment, Moment],
    ) -> Iterator[Finding]:
        fake_created, fake_modified, created, modified = times
        if call.is_read and fake_created.digits <= 6 < created.digits:
            yield "created_at", texts[0], texts[2], "timestamps.nanoseconds_on_write"
        if modified.micros < created.micros:
            yield "modified_at", texts[1], texts[3], "patch.fresh_times"
        thing = (kind, str(fake.get("id", "")))
        if (
            thing not in self._told
            and _is_new(call)
            and (fake_created.ns == fake_modified.ns) != (created.ns == modified.ns)
        ):
            yield "modified_at", texts[1], texts[3], "timestamps.equal_on_creation"
        told_by, before = self._told.get(thing, ("", times))
        self._told[thing] = (call.rpc, times)
        if before[0].micros != fake_created.micros:
            return
        if before[2].micros != created.micros:
            yield "created_at", texts[0], texts[2], _kept_by(call.rpc)
        elif told_by != "PostInputs" and _sign(fake_modified, before[1]) != _sign(
            modified, before[3]
        ):
            yield "modified_at", texts[1], texts[3], _kept_by(call.rpc)


def _is_new(call: ApiCall) -> bool:
    return call.rpc.startswith("Post") and not call.is_read


def _kept_by(rpc: str) -> str:
    return "patch.fresh_times" if rpc.startswith("Patch") else "timestamps.nanoseconds_on_write"


def _sign(later: Moment, earlier: Moment) -> int:
    return (later.micros > earlier.micros) - (later.micros < earlier.micros)


def of_list(fake: Sequence[Any], target: Sequence[Any]) -> Iterator[Finding]:
    """What is wrong with the times of things that were listed, or made, one after the other."""
    fakes, targets = (_created(things) for things in (fake, target))
    if len(fakes) != len(targets):
        return
    for before in range(len(fakes) - 1):
        pair = slice(before, before + 2)
        if _rising(fakes[pair]) and not _rising(targets[pair]):
            told = (_told(fakes[pair]), _told(targets[pair]))
            yield f"[{before + 1}].created_at", *told, "timestamps.strictly_increasing"
            return
    exact = [sum(one.ns % 1_000 > 0 for one in times) for times in (fakes, targets)]
    if exact[0] >= _FEWEST_TO_JUDGE and not exact[1]:
        # One may end in zeros by chance, three do not.
        yield "[0].created_at", 9, 6, "timestamps.nanoseconds_on_write"


def _created(things: Sequence[Any]) -> list[Moment]:
    read = (moment(one.get("created_at")) for one in things if isinstance(one, dict))
    return [one for one in read if one is not None]


def _rising(pair: Sequence[Moment]) -> bool:
    return pair[0].micros < pair[1].micros


def _told(pair: Sequence[Moment]) -> list[int]:
    return [one.ns for one in pair]

"""The calls that a fake was sent, as a test author looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from fakeannot.calls import CallRecord
from fakeannot.dispatch import Dispatcher
from fakeannot.testing.journal_call import JournalCall
from fakeannot.testing.journal_matching import Wanted
from fakeannot.testing.journal_report import failure, table

# So that pytest tells of the line that asserts, and not of this module.
__tracebackhide__ = True

__all__ = ["Journal", "JournalCall"]


class Journal(Sequence[JournalCall]):
    """The latest calls through any door, oldest first, whether they were refused or not.

    They belong to the state of the fake: a fork begins with those made before it, and when it is
    left, its own are gone. `fake.reset()` leaves none. The value of Authorization is never kept.

    Methods that look for calls take the name of an RPC and any of these by keyword:

    - `door`: where they came in, such as `"requests"` or `"grpc"`;
    - `caller`: the id of the user who called;
    - `code`: the Clarifai status code, by number or name: `"CONN_THROTTLED"`;
    - `ok`: whether all of it was done;
    - `since`: a call; only those after it are looked at;
    - fields of the request in JSON form: `input_ids=["i1"]`. Of what is nested only what is said
      is compared (`annotations=[{"input_id": "i1"}]`), of lists every item.

    They raise `UnknownOperation` for what is no RPC, and `TypeError` for a keyword that is neither
    of these, or a value that it cannot have.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    @property
    def last(self) -> JournalCall:
        """The latest call.

        Raises:
            IndexError: there is none.
        """
        return self[-1]

    @property
    def total(self) -> int:
        """How many calls there were, kept or not; the number of the latest."""
        return self._dispatcher.state.calls.count

    @property
    def forgotten(self) -> int:
        """How many calls are no longer kept, as others came after them (see `journal_bytes`)."""
        return self._dispatcher.state.calls.forgotten()

    def clear(self) -> None:
        """Put all calls away; those to come are numbered on."""
        self._dispatcher.state.calls.clear()

    def calls(self, rpc: str = "", /, **wanted: Any) -> list[JournalCall]:
        """Those of an RPC, or of any, that are as the keywords say; all without any."""
        return _matching(like := Wanted(rpc, wanted), self.after(like.since))

    def after(self, number: int) -> list[JournalCall]:
        """Those after the call of that number."""
        return [self._shown(numbered) for numbered in self._dispatcher.state.calls.since(number)]

    def assert_called(self, rpc: str, /, *, times: int | None = None, **wanted: Any) -> None:
        """Fail unless there were that many such calls, or any at all if `times` is not given.

        Raises:
            AssertionError: what there was instead, with the nearest calls; also if `times` is
                given and calls that might count are no longer kept.
        """
        _check_times(times)
        self._assert(Wanted(rpc, wanted), times)

    def assert_not_called(self, rpc: str, /, **wanted: Any) -> None:
        """Fail if there was such a call.

        Raises:
            AssertionError: it was called, or calls that might count are no longer kept.
        """
        self._assert(Wanted(rpc, wanted), 0)

    def __len__(self) -> int:
        return len(self._dispatcher.state.calls)

    def __iter__(self) -> Iterator[JournalCall]:
        return iter(self.after(0))

    @overload
    def __getitem__(self, index: int) -> JournalCall: ...

    @overload
    def __getitem__(self, index: slice) -> list[JournalCall]: ...

    def __getitem__(self, index: int | slice) -> JournalCall | list[JournalCall]:
        numbered = list(self._dispatcher.state.calls.since(0))[index]
        if isinstance(numbered, list):
            return list(map(self._shown, numbered))
        return self._shown(numbered)

    def __str__(self) -> str:
        return table(self.after(0)) or "no calls"

    def __repr__(self) -> str:
        return f"<journal of {len(self)} calls>"

    def _shown(self, numbered: tuple[int, CallRecord]) -> JournalCall:
        return JournalCall(*numbered, self._dispatcher.settings)

    def _assert(self, wanted: Wanted, times: int | None) -> None:
        log = self._dispatcher.state.calls
        calls = self.after(wanted.since)
        matching = _matching(wanted, calls)
        forgotten = log.forgotten(wanted.since)
        met = bool(matching) if times is None else len(matching) == times and not forgotten
        if met:
            return
        lines = list(failure(wanted, _often(times), matching, calls))
        if forgotten:
            lines[0] += f" {forgotten} earlier calls are no longer kept, see journal_bytes."
        raise AssertionError("\n".join(lines))


def _matching(wanted: Wanted, calls: Sequence[JournalCall]) -> list[JournalCall]:
    return [call for call in calls if wanted.matches(call)]


def _check_times(times: object) -> None:
    if times is not None and (type(times) is not int or times < 0):
        raise TypeError(f"times={times!r}: a whole number is wanted, or None for at least once.")


def _often(times: int | None) -> str:
    words = {None: "at least once", 0: "never", 1: "once"}
    return words.get(times, f"{times} times")

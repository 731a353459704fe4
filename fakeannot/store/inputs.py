"""The inputs of one app, oldest first, with what is known of their media and progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from heapq import nlargest, nsmallest
from itertools import islice

from fakeannot.store.rows import InputRow
from fakeannot.store.table import Rows, Table
from fakeannot.store.timeline import Timeline


class InputStore:
    """Inputs of one app by id, by age and by status."""

    __slots__ = ("_by_status", "_table", "_urls", "pending")

    def __init__(self) -> None:
        self._table = Table(InputRow)
        self._by_status: dict[int, Timeline] = {}
        self._urls: Counter[str] = Counter()
        # Inputs still being processed: reads left, or the moment (ns) they are done; see
        # `fakeannot.service.inputs.processing`.
        self.pending: dict[str, int] = {}

    def copy(self) -> InputStore:
        """The same inputs in a store of its own."""
        copied = InputStore()
        copied._table = self._table.copy()
        copied._by_status = {status: order.copy() for status, order in self._by_status.items()}
        copied._urls = self._urls.copy()
        copied.pending = self.pending.copy()
        return copied

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, input_id: str) -> bool:
        return input_id in self._table

    def get(self, input_id: str) -> InputRow | None:
        return self._table.get(input_id)

    def has_url(self, url: str) -> bool:
        """Whether an input of the app has this media URL."""
        return self._urls[url] > 0

    def add(self, row: InputRow) -> None:
        """Add a row that is newer than all others and whose id is free."""
        self._table.add(row.record)
        self._urls.update(row.urls)
        self._by_status.setdefault(row.status, Timeline()).append(row.record)

    def replace(self, row: InputRow) -> None:
        """Put a changed row, of the same id, sequence and URLs, in its predecessor's place."""
        old = InputRow(self._table.replace(row.record), {})
        self._by_status[old.status].remove(old.record)
        self._by_status.setdefault(row.status, Timeline()).insert(row.record)

    def remove(self, row: InputRow) -> None:
        self._table.remove(row.record)
        # Not subtract(), which keeps what has come down to nothing.
        self._urls -= Counter(row.urls)
        self._by_status[row.status].remove(row.record)
        self.pending.pop(row.id, None)

    def count(self, status: int) -> int:
        """How many inputs have this status."""
        return len(self._by_status.get(status, ()))

    def page(self, ids: Iterable[str], status: int, start: int, count: int) -> Rows[InputRow]:
        """The `count` rows from position `start`, oldest first.

        `ids` restricts to those inputs, unless empty; `status` to that status, unless 0.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            order = self._by_status.get(status, Timeline()) if status else self._table.all
            return self._table.rows(order.slice(start, count))
        found = (self._table.record(id_) for id_ in wanted)
        records = sorted(record for record in found if record is not None)
        fitting = (r for r in records if status in (0, r[2][InputRow.STATUS]))
        return self._table.rows(islice(fitting, start, start + count))

    def beside(self, row: InputRow | None, count: int, *, newer: bool) -> Rows[InputRow]:
        """The `count` rows nearest to `row` on one side, nearest first.

        Newer ones, or older ones; without a row, those nearest to that side's far end.
        """
        order = self._table.all
        if newer:
            start = 0 if row is None else order.position(row.record) + 1
            return self._table.rows(order.slice(start, count))
        end = len(order) if row is None else order.position(row.record)
        start = max(end - count, 0)
        return self._table.rows(reversed(order.slice(start, end - start)))

    def by_id(self, after: str, count: int, *, descending: bool) -> Rows[InputRow]:
        """The `count` rows whose ids come after (or before) that one in the order of ids."""
        ids = (record[1] for record in self._table.all)
        if descending:
            found = nlargest(count, (id_ for id_ in ids if not after or id_ < after))
        else:
            found = nsmallest(count, (id_ for id_ in ids if id_ > after))
        records = (self._table.record(id_) for id_ in found)
        return self._table.rows(record for record in records if record is not None)

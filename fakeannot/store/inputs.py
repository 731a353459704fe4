"""The inputs of one app, oldest first, with what is known of their media and progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from fakeannot.store.rows import InputRow
from fakeannot.store.timeline import Timeline


class InputStore:
    """Rows of one app by id, by age and by status."""

    __slots__ = ("_all", "_by_id", "_by_status", "_urls", "pending")

    def __init__(self) -> None:
        self._by_id: dict[str, InputRow] = {}
        self._all: Timeline[InputRow] = Timeline()
        self._by_status: dict[int, Timeline[InputRow]] = {}
        self._urls: Counter[str] = Counter()
        # Inputs still being processed: reads left, or the moment (ns) they are done; see
        # `fakeannot.service.processing`.
        self.pending: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, input_id: str) -> bool:
        return input_id in self._by_id

    def get(self, input_id: str) -> InputRow | None:
        return self._by_id.get(input_id)

    def has_url(self, url: str) -> bool:
        """Whether an input of the app has this media URL."""
        return self._urls[url] > 0

    def add(self, row: InputRow) -> None:
        """Add a row that is newer than all others and whose id is free."""
        self._by_id[row.id] = row
        self._all.append(row)
        self._urls[row.url] += 1
        self._by_status.setdefault(row.status, Timeline()).append(row)

    def replace(self, row: InputRow) -> None:
        """Put a changed row, of the same id and sequence, in its predecessor's place."""
        old = self._by_id[row.id]
        self._by_id[row.id] = row
        self._all.replace(row)
        self._urls[old.url] -= 1
        self._urls[row.url] += 1
        self._by_status[old.status].remove(old)
        self._by_status.setdefault(row.status, Timeline()).insert(row)

    def remove(self, row: InputRow) -> None:
        del self._by_id[row.id]
        self._all.remove(row)
        self._urls[row.url] -= 1
        self._by_status[row.status].remove(row)
        self.pending.pop(row.id, None)

    def count(self, status: int) -> int:
        """How many inputs have this status."""
        return len(self._by_status.get(status, ()))

    def page(self, ids: Iterable[str], status: int, start: int, count: int) -> list[InputRow]:
        """The `count` rows from position `start`, oldest first.

        `ids` restricts to those inputs, unless empty; `status` to that status, unless 0.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            order = self._by_status.get(status, Timeline()) if status else self._all
            return order.slice(start, count)
        rows = [row for id_ in wanted if (row := self._by_id.get(id_)) is not None]
        rows.sort(key=lambda row: row.sequence)
        fitting = (row for row in rows if status in (0, row.status))
        return list(islice(fitting, start, start + count))

"""Records of one kind, by id and by age, seen as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from fakeannot.store.rows import Record, Row, Texts
from fakeannot.store.timeline import Timeline

T = TypeVar("T", bound=Row[Any])


class Rows(Iterable[T]):
    """Some records of a table, made into rows only as they are looked at."""

    __slots__ = ("_records", "_row_type", "_texts")

    def __init__(self, records: list[Record], row_type: type[T], texts: Texts) -> None:
        self._records = records
        self._row_type = row_type
        self._texts = texts

    def __iter__(self) -> Iterator[T]:
        return (self._row_type(record, self._texts) for record in self._records)

    @property
    def wires(self) -> list[bytes]:
        """The rows as wire bytes."""
        return [record[3] for record in self._records]

    @property
    def json(self) -> bytes:
        """The rows as a JSON list, spliced together from their texts."""
        texts, row_type = self._texts, self._row_type
        found = [texts.get(record[3]) or row_type(record, texts).json for record in self._records]
        return b"[" + b",".join(found) + b"]"


class Table(Generic[T]):
    """The records of an app that are all of one kind of row. Ids are unique."""

    __slots__ = ("_by_id", "_row_type", "_texts", "all")

    def __init__(self, row_type: type[T]) -> None:
        self._row_type = row_type
        self._by_id: dict[str, Record] = {}
        self._texts: Texts = {}
        self.all = Timeline()

    def copy(self) -> Table[T]:
        """The same records in a table of its own."""
        copied = Table(self._row_type)
        copied._by_id = self._by_id.copy()
        copied._texts = self._texts.copy()
        copied.all = self.all.copy()
        return copied

    def __len__(self) -> int:
        return len(self.all)

    def __contains__(self, row_id: str) -> bool:
        return row_id in self._by_id

    def get(self, row_id: str) -> T | None:
        record = self._by_id.get(row_id)
        return None if record is None else self.row(record)

    def row(self, record: Record) -> T:
        """A record of this table as a row."""
        return self._row_type(record, self._texts)

    def record(self, row_id: str) -> Record | None:
        return self._by_id.get(row_id)

    def rows(self, records: Iterable[Record]) -> Rows[T]:
        """Records of this table as rows."""
        return Rows(list(records), self._row_type, self._texts)

    def add(self, record: Record) -> None:
        """Add a record that is newer than all others and whose id is free."""
        self._by_id[record[1]] = record
        self.all.append(record)

    def replace(self, record: Record) -> Record:
        """Put a record in the place of the one with its id and sequence, which is returned."""
        old = self._by_id[record[1]]
        self._by_id[record[1]] = record
        self._forget(old)
        self.all.replace(record)
        return old

    def remove(self, record: Record) -> None:
        del self._by_id[record[1]]
        self._forget(record)
        self.all.remove(record)

    def _forget(self, record: Record) -> None:
        """Drop the text of a record that is gone."""
        self._texts.pop(record[3], None)
        # One that was being written meanwhile may come after; such texts must not pile up.
        if len(self._texts) > len(self._by_id):
            self._texts.clear()

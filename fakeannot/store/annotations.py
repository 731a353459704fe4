"""The annotations of one app: found by id, listed oldest first, filtered without a scan.

Every column that a list can be filtered by has an order of its own, so that what a filtered page
costs depends on what the filter selects and not on the size of the app.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import NamedTuple

from fakeannot.store.rows import AnnotationRow, Record
from fakeannot.store.table import Rows, Table
from fakeannot.store.timeline import Timeline

# Which order a record stands in: the place of a column (see `AnnotationRow`), and its value.
Key = tuple[int, Hashable]
_Filter = Callable[[Record], bool]
_INDEXED = range(6)
_WORKERS = range(3)


class AnnotationQuery(NamedTuple):
    """What to list. An empty field does not restrict; `workers` are a union of their keys.

    `trusted_only` leaves out what models made, as a plain list does.
    """

    input_ids: tuple[str, ...] = ()
    workers: tuple[Key, ...] = ()
    statuses: tuple[int, ...] = ()
    task_id: str = ""
    trusted_only: bool = False

    def dimensions(self) -> Iterator[tuple[Key, ...]]:
        """The filters in force, each as the keys of the orders whose union it selects."""
        if self.input_ids:
            yield _keys(AnnotationRow.INPUT_ID, self.input_ids)
        if self.workers:
            yield tuple(dict.fromkeys(self.workers))
        if self.statuses:
            yield _keys(AnnotationRow.STATUS, self.statuses)
        if self.task_id:
            yield ((AnnotationRow.TASK_ID, self.task_id),)

    def selects(self, row: AnnotationRow) -> bool:
        """Whether one row passes all the filters."""
        tests = (_member(keys) for keys in self.dimensions())
        return all(test(row.record) for test in tests) and (row.trusted or not self.trusted_only)


class AnnotationStore:
    """Annotations of one app by id and by age. Ids are unique within the app."""

    __slots__ = ("_orders", "_table", "_trusted")

    def __init__(self) -> None:
        self._table = Table(AnnotationRow)
        # What a plain list shows; None as long as that is everything.
        self._trusted: Timeline | None = None
        self._orders: dict[Key, Timeline] = {}

    def copy(self) -> AnnotationStore:
        """The same annotations in a store of its own."""
        copied = AnnotationStore()
        copied._table = self._table.copy()
        copied._trusted = None if self._trusted is None else self._trusted.copy()
        copied._orders = {key: order.copy() for key, order in self._orders.items()}
        return copied

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, annotation_id: str) -> bool:
        return annotation_id in self._table

    def get(self, input_id: str, annotation_id: str) -> AnnotationRow | None:
        """The annotation with that id, if it is one of that input."""
        record = self._table.record(annotation_id)
        if record is None or record[2][AnnotationRow.INPUT_ID] != input_id:
            return None
        return self._table.row(record)

    def add(self, row: AnnotationRow) -> None:
        """Add a row that is newer than all others and whose id is free."""
        record = self._shared(row.record)
        if self._trusted is None and not row.trusted:
            self._trusted = Timeline(self._table.all)
        self._table.add(record)
        if self._trusted is not None and row.trusted:
            self._trusted.append(record)
        for key in _keys_of(record):
            order = self._orders.get(key)
            if order is None:
                order = self._orders[key] = Timeline()
            order.append(record)

    def replace(self, row: AnnotationRow) -> None:
        """Put a changed row, of the same id and sequence, in its predecessor's place."""
        record = row.record
        old = self._table.replace(record)
        if self._trusted is not None and row.trusted:
            self._trusted.replace(record)
        before, after = set(_keys_of(old)), set(_keys_of(record))
        for key in before - after:
            self._drop(key, old)
        for key in before & after:
            self._orders[key].replace(record)
        for key in after - before:
            self._orders.setdefault(key, Timeline()).insert(record)

    def remove(self, row: AnnotationRow) -> None:
        """Take a row out of every order."""
        self._table.remove(row.record)
        if self._trusted is not None and row.trusted:
            self._trusted.remove(row.record)
        for key in _keys_of(row.record):
            self._drop(key, row.record)

    def of_input(self, input_id: str) -> Rows[AnnotationRow]:
        """All annotations of one input, oldest first."""
        return self._table.rows(self._orders.get((AnnotationRow.INPUT_ID, input_id), ()))

    def count_of(self, input_id: str) -> int:
        """How many annotations one input has."""
        return len(self._orders.get((AnnotationRow.INPUT_ID, input_id), ()))

    def of_task(self, task_id: str) -> Rows[AnnotationRow]:
        """All annotations of one task, oldest first."""
        return self._table.rows(self._orders.get((AnnotationRow.TASK_ID, task_id), ()))

    def first_of_workers(self, *, trusted_only: bool) -> Rows[AnnotationRow]:
        """The oldest annotation, or trusted one, of each who made any, oldest first."""
        test = _is_trusted if trusted_only else None
        orders = (order for (column, _), order in self._orders.items() if column in _WORKERS)
        firsts = (next(filter(test, order), None) for order in orders)
        return self._table.rows(sorted(record for record in firsts if record is not None))

    def page(self, query: AnnotationQuery, start: int, count: int) -> Rows[AnnotationRow]:
        """The `count` rows from position `start` of what the query selects, oldest first."""
        return self._table.rows(self._page(query, start, count))

    def page_by_input(self, query: AnnotationQuery, start: int, count: int) -> Rows[AnnotationRow]:
        """The same, the oldest input first, and of each input the newest annotation first.

        It costs as much as the store is big up to the page's end: no order stands ready for it.
        """
        tests = [_member(keys) for keys in query.dimensions()]
        if query.trusted_only and self._trusted is not None:
            tests.append(_is_trusted)
        records: Iterable[Record] = self._records_by_input()
        for test in tests:
            records = filter(test, records)
        return self._table.rows(islice(records, start, start + count))

    def _records_by_input(self) -> Iterator[Record]:
        # Each input's order came with its first annotation, which came with the input.
        for (column, _), order in self._orders.items():
            if column == AnnotationRow.INPUT_ID:
                yield from reversed(order)

    def _page(self, query: AnnotationQuery, start: int, count: int) -> list[Record]:
        dimensions = list(query.dimensions())
        if not dimensions:
            trusted = self._trusted if query.trusted_only else None
            order = self._table.all if trusted is None else trusted
            return order.slice(start, count)
        chosen = min(dimensions, key=self._size)
        tests = [_member(keys) for keys in dimensions if keys is not chosen]
        if query.trusted_only and self._trusted is not None:
            tests.append(_is_trusted)
        orders = [self._orders[key] for key in chosen if key in self._orders]
        if len(orders) == 1 and not tests:
            return orders[0].slice(start, count)
        # Of two records the older has the smaller sequence, which comes first in the tuple.
        records: Iterable[Record] = merge(*orders)
        for test in tests:
            records = filter(test, records)
        return list(islice(records, start, start + count))

    def _shared(self, record: Record) -> Record:
        """The record with the very columns of the input's newest one, if they are equal.

        Most annotations of an input differ in nothing that is filtered by; sharing the tuple
        saves 120 bytes a record.
        """
        order = self._orders.get((AnnotationRow.INPUT_ID, record[2][AnnotationRow.INPUT_ID]))
        newest = None if order is None else order.newest()
        if newest is None or newest[2] != record[2]:
            return record
        return (record[0], record[1], newest[2], record[3])

    def _size(self, keys: tuple[Key, ...]) -> int:
        return sum(len(self._orders.get(key, ())) for key in keys)

    def _drop(self, key: Key, record: Record) -> None:
        order = self._orders[key]
        order.remove(record)
        if not order:
            del self._orders[key]


def _keys(column: int, values: Iterable[Hashable]) -> tuple[Key, ...]:
    return tuple((column, value) for value in dict.fromkeys(values))


def _keys_of(record: Record) -> list[Key]:
    columns = record[2]
    return [(column, columns[column]) for column in _INDEXED if columns[column]]


def _member(keys: tuple[Key, ...]) -> _Filter:
    return lambda record: any(record[2][column] == value for column, value in keys)


def _is_trusted(record: Record) -> bool:
    return bool(record[2][AnnotationRow.TRUSTED])

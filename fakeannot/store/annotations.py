"""The annotations of one app: found by id, listed oldest first, filtered without a scan.

Every column that a list can be filtered by has an order of its own, so that what a filtered page
costs depends on what the filter selects and not on the size of the app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from fakeannot.store.rows import AnnotationRow
from fakeannot.store.timeline import Timeline

# Which order a row stands in: the column and its value.
Key = tuple[str, str | int]
_Filter = Callable[[AnnotationRow], bool]


@dataclass(frozen=True, slots=True)
class AnnotationQuery:
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
            yield _keys("input_id", self.input_ids)
        if self.workers:
            yield tuple(dict.fromkeys(self.workers))
        if self.statuses:
            yield _keys("status", self.statuses)
        if self.task_id:
            yield (("task_id", self.task_id),)

    def selects(self, row: AnnotationRow) -> bool:
        """Whether one row passes all the filters."""
        tests = (_member(keys) for keys in self.dimensions())
        return all(test(row) for test in tests) and (row.trusted or not self.trusted_only)


class AnnotationStore:
    """Rows of one app by id and by age. Ids are unique within the app."""

    __slots__ = ("_all", "_by_id", "_orders", "_trusted")

    def __init__(self) -> None:
        self._by_id: dict[str, AnnotationRow] = {}
        self._all: Timeline[AnnotationRow] = Timeline()
        self._trusted: Timeline[AnnotationRow] = Timeline()
        self._orders: dict[Key, Timeline[AnnotationRow]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, annotation_id: str) -> bool:
        return annotation_id in self._by_id

    def get(self, input_id: str, annotation_id: str) -> AnnotationRow | None:
        """The annotation with that id, if it is one of that input."""
        row = self._by_id.get(annotation_id)
        return row if row is not None and row.input_id == input_id else None

    def add(self, row: AnnotationRow) -> None:
        """Add a row that is newer than all others and whose id is free."""
        self._by_id[row.id] = row
        self._all.append(row)
        if row.trusted:
            self._trusted.append(row)
        for key in _keys_of(row):
            order = self._orders.get(key)
            if order is None:
                order = self._orders[key] = Timeline()
            order.append(row)

    def replace(self, row: AnnotationRow) -> None:
        """Put a changed row, of the same id and sequence, in its predecessor's place."""
        old = self._by_id[row.id]
        self._by_id[row.id] = row
        self._all.replace(row)
        if row.trusted:
            self._trusted.replace(row)
        before, after = set(_keys_of(old)), set(_keys_of(row))
        for key in before - after:
            self._drop(key, old)
        for key in before & after:
            self._orders[key].replace(row)
        for key in after - before:
            self._orders.setdefault(key, Timeline()).insert(row)

    def remove(self, row: AnnotationRow) -> None:
        """Take a row out of every order."""
        del self._by_id[row.id]
        self._all.remove(row)
        if row.trusted:
            self._trusted.remove(row)
        for key in _keys_of(row):
            self._drop(key, row)

    def of_input(self, input_id: str) -> list[AnnotationRow]:
        """All annotations of one input, oldest first."""
        return list(self._orders.get(("input_id", input_id), ()))

    def of_task(self, task_id: str) -> list[AnnotationRow]:
        """All annotations of one task, oldest first."""
        return list(self._orders.get(("task_id", task_id), ()))

    def page(self, query: AnnotationQuery, start: int, count: int) -> list[AnnotationRow]:
        """The `count` rows from position `start` of what the query selects, oldest first."""
        dimensions = list(query.dimensions())
        if not dimensions:
            return (self._trusted if query.trusted_only else self._all).slice(start, count)
        chosen = min(dimensions, key=self._size)
        tests = [_member(keys) for keys in dimensions if keys is not chosen]
        if query.trusted_only and len(self._trusted) != len(self._all):
            tests.append(lambda row: row.trusted)
        orders = [self._orders[key] for key in chosen if key in self._orders]
        if len(orders) == 1 and not tests:
            return orders[0].slice(start, count)
        rows: Iterable[AnnotationRow] = merge(*orders, key=lambda row: row.sequence)
        for test in tests:
            rows = filter(test, rows)
        return list(islice(rows, start, start + count))

    def _size(self, keys: tuple[Key, ...]) -> int:
        return sum(len(self._orders.get(key, ())) for key in keys)

    def _drop(self, key: Key, row: AnnotationRow) -> None:
        order = self._orders[key]
        order.remove(row)
        if not order:
            del self._orders[key]


def _keys(column: str, values: Iterable[str | int]) -> tuple[Key, ...]:
    return tuple((column, value) for value in dict.fromkeys(values))


def _keys_of(row: AnnotationRow) -> list[Key]:
    keys: list[Key] = [("input_id", row.input_id), ("status", row.status)]
    if row.user_id:
        keys.append(("user_id", row.user_id))
    if row.model_version_id:
        keys.append(("model_version_id", row.model_version_id))
    if row.workflow_version_id:
        keys.append(("workflow_version_id", row.workflow_version_id))
    if row.task_id:
        keys.append(("task_id", row.task_id))
    return keys


def _member(keys: tuple[Key, ...]) -> _Filter:
    return lambda row: any(getattr(row, column) == value for column, value in keys)

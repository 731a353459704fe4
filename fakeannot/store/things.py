"""Things of an app, or of a user, that are stored as they are: datasets, tasks, models and so on.

Each is a message with an id of its own within its parent: a version within its dataset, a dataset
within the app. Inputs, annotations and concepts, which more is asked of, have stores of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from google.protobuf.message import Message

from fakeannot.store.rows import Row
from fakeannot.store.table import Rows, Table


class ThingRow(Row[Any]):
    """A stored thing; of which type is for its `Kind` to say."""

    __slots__ = ()


class Kind(NamedTuple):
    """A kind of thing.

    Attributes:
        name: as the contract has it in lists, such as `dataset_versions`.
        message_type: what a thing of the kind is.
    """

    name: str
    message_type: type[Message]

    def row(self, sequence: int, id_: str, message: Message) -> ThingRow:
        """The row of a thing that is, or is about to be, stored at that place in time."""
        return _row_type(self)((sequence, id_, (), message.SerializeToString()), {})


@cache
def _row_type(kind: Kind) -> type[ThingRow]:
    return type(
        f"{kind.message_type.__name__}Row",
        (ThingRow,),
        {"__slots__": (), "message_type": kind.message_type},
    )


class Things:
    """All things of some kinds, by kind, parent and id, and by age."""

    __slots__ = ("_tables",)

    def __init__(self) -> None:
        self._tables: dict[tuple[Kind, str], Table[ThingRow]] = {}

    def copy(self) -> Things:
        """The same things, to be changed apart from these."""
        copied = Things()
        copied._tables = {key: table.copy() for key, table in self._tables.items()}
        return copied

    def get(self, kind: Kind, id_: str, parent: str = "") -> ThingRow | None:
        table = self._tables.get((kind, parent))
        return None if table is None else table.get(id_)

    def count(self, kind: Kind, parent: str = "") -> int:
        table = self._tables.get((kind, parent))
        return 0 if table is None else len(table)

    def all(self, kind: Kind, parent: str = "") -> Rows[ThingRow]:
        """Those of a parent, the oldest first."""
        return self.page(kind, parent, 0, self.count(kind, parent))

    def page(self, kind: Kind, parent: str, start: int, count: int) -> Rows[ThingRow]:
        """So many of a parent, from a position on, the oldest first."""
        table = self._tables.get((kind, parent))
        return (
            Rows([], ThingRow, {}) if table is None else table.rows(table.all.slice(start, count))
        )

    def put(self, kind: Kind, row: ThingRow, parent: str = "") -> None:
        """Add a row that is newer than all others, or put it in place of the one with its id."""
        table = self._tables.setdefault((kind, parent), Table(_row_type(kind)))
        if row.id in table:
            table.replace(row.record)
        else:
            table.add(row.record)

    def remove(self, kind: Kind, id_: str, parent: str = "") -> None:
        """Take out a thing, which must be there; what is within it stays."""
        table = self._tables[kind, parent]
        row = table.get(id_)
        assert row is not None, "only what is there can be removed"
        table.remove(row.record)

    def drop(self, kind: Kind, parent: str) -> None:
        """Take out all things of a kind within a parent."""
        self._tables.pop((kind, parent), None)

    def parents(self) -> Iterator[tuple[Kind, str]]:
        """Each kind and parent that there is something of."""
        return iter([key for key, table in self._tables.items() if len(table)])

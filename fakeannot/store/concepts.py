"""The concepts of one app, in the order they came into being."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.store.rows import ConceptRow
from fakeannot.store.table import Rows, Table
from fakeannot.store.timestamps import set_time


class ConceptStore:
    """Concepts of one app by id and by age. They outlive the inputs that brought them."""

    __slots__ = ("_app_id", "_table")

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._table = Table(ConceptRow)

    def copy(self) -> ConceptStore:
        """The same concepts in a store of its own."""
        copied = ConceptStore(self._app_id)
        copied._table = self._table.copy()
        return copied

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, concept_id: str) -> bool:
        return concept_id in self._table

    def get(self, concept_id: str) -> ConceptRow | None:
        return self._table.get(concept_id)

    def name_of(self, concept_id: str) -> str | None:
        """The name of a concept, if the app has it."""
        record = self._table.record(concept_id)
        name: str | None = None if record is None else record[2][0]
        return name

    def create(
        self, sent: resources_pb2.Concept, language: str, sequence: int, now: int
    ) -> ConceptRow:
        """A new concept of what was sent, created `now` (ns); it reads as observed answers do."""
        message = resources_pb2.Concept()
        message.CopyFrom(sent)
        message.name = sent.name or sent.id
        message.value = 1.0
        message.language = language
        message.app_id = self._app_id
        if not sent.visibility.gettable:
            message.visibility.gettable = resources_pb2.Visibility.PRIVATE
        set_time(message.created_at, now)
        row = ConceptRow.of(sequence, message)
        self.add(row)
        return row

    def add(self, row: ConceptRow) -> None:
        """Add a row that is newer than all others and whose id is free."""
        self._table.add(row.record)

    def replace(self, row: ConceptRow) -> None:
        """Put a changed row, of the same id and sequence, in its predecessor's place."""
        self._table.replace(row.record)

    def rename_app(self, app_id: str) -> None:
        """Have concepts that come from now on be of the app of that id."""
        self._app_id = app_id

    def all(self) -> Rows[ConceptRow]:
        """All of them, in the order they came."""
        return self.page(0, len(self))

    def page(self, start: int, count: int) -> Rows[ConceptRow]:
        return self._table.rows(self._table.all.slice(start, count))

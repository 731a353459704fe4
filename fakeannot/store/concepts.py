"""The concepts of one app, in the order they came into being."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.store.rows import ConceptRow
from fakeannot.store.table import Rows, Table
from fakeannot.store.timestamps import set_time

_LANGUAGE = "en"


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

    def get(self, concept_id: str) -> ConceptRow | None:
        return self._table.get(concept_id)

    def name_of(self, concept_id: str) -> str | None:
        """The name of a concept, if the app has it."""
        record = self._table.record(concept_id)
        name: str | None = None if record is None else record[2][0]
        return name

    def create(self, concept_id: str, name: str, sequence: int, now: int) -> ConceptRow:
        """A new concept, created `now` (ns); it is listed in the form of observed answers."""
        message = resources_pb2.Concept(
            id=concept_id,
            name=name,
            value=1.0,
            language=_LANGUAGE,
            app_id=self._app_id,
            visibility=resources_pb2.Visibility(gettable=resources_pb2.Visibility.PRIVATE),
        )
        set_time(message.created_at, now)
        row = ConceptRow.of(sequence, message)
        self._table.add(row.record)
        return row

    def page(self, start: int, count: int) -> Rows[ConceptRow]:
        return self._table.rows(self._table.all.slice(start, count))

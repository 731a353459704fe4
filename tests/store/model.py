"""An app's annotations as plain dictionaries: slow, obvious, and right by inspection."""

from __future__ import annotations

from dataclasses import dataclass, field

from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.rows import AnnotationRow

_USER, _MODEL = AnnotationRow.USER_ID, AnnotationRow.MODEL_VERSION_ID


@dataclass
class Annotation:
    """The columns that lists look at."""

    id: str
    input_id: str
    user_id: str = ""
    model_version_id: str = ""
    task_id: str = ""
    status: int = 0
    input_level: bool = False

    def passes(self, query: AnnotationQuery) -> bool:
        """Whether a list with these filters shows it."""
        if query.trusted_only and self.model_version_id:
            return False
        if query.input_ids and self.input_id not in query.input_ids:
            return False
        if query.statuses and self.status not in query.statuses:
            return False
        if query.task_id and self.task_id != query.task_id:
            return False
        workers = {(_USER, self.user_id), (_MODEL, self.model_version_id)}
        return not query.workers or bool(workers & set(query.workers))


@dataclass
class Model:
    """All annotations in the order they were made: a dictionary keeps it."""

    by_id: dict[str, Annotation] = field(default_factory=dict)

    def add(self, annotation: Annotation) -> None:
        self.by_id[annotation.id] = annotation

    def change(self, annotation_id: str, **columns: object) -> None:
        for name, value in columns.items():
            setattr(self.by_id[annotation_id], name, value)

    def remove(self, annotation_id: str) -> None:
        del self.by_id[annotation_id]

    def of_input(self, input_id: str) -> list[str]:
        return [a.id for a in self.by_id.values() if a.input_id == input_id]

    def page(self, query: AnnotationQuery, start: int, count: int) -> list[str]:
        shown = [a.id for a in self.by_id.values() if a.passes(query)]
        return shown[start : start + count]

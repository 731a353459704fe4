"""The annotation store answers every list as a plain dictionary would."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fakeannot.store import timeline
from fakeannot.store.annotations import AnnotationQuery, AnnotationStore
from fakeannot.store.rows import AnnotationRow
from tests.store.model import Annotation, Model

INPUTS = st.sampled_from(["i1", "i2", "i3"])
USERS = st.sampled_from(["u1", "u2"])
MODELS = st.sampled_from(["m1", "m2"])
TASKS = st.sampled_from(["", "t1", "t2"])
STATUSES = st.sampled_from([StatusCode.ANNOTATION_SUCCESS, StatusCode.ANNOTATION_PENDING])
WORKERS = st.one_of(
    st.tuples(st.just(AnnotationRow.USER_ID), USERS),
    st.tuples(st.just(AnnotationRow.MODEL_VERSION_ID), MODELS),
)
QUERIES = st.builds(
    AnnotationQuery,
    input_ids=st.lists(INPUTS, max_size=2).map(tuple),
    workers=st.lists(WORKERS, max_size=2).map(tuple),
    statuses=st.lists(STATUSES, max_size=2).map(tuple),
    task_id=TASKS,
    trusted_only=st.booleans(),
)


def message_of(columns: Annotation) -> resources_pb2.Annotation:
    """The message whose row has these columns."""
    fields = asdict(columns)
    status = fields.pop("status")
    message = resources_pb2.Annotation(**fields, trusted=not columns.model_version_id)
    message.status.code = status
    return message


class AgainstAModel(RuleBasedStateMachine):
    """The same changes to the store and to the model, with lists compared on the way."""

    @initialize()
    def begin(self) -> None:
        self.store = AnnotationStore()
        self.model = Model()
        self.sequences: dict[str, int] = {}

    @rule(input_id=INPUTS, user_id=USERS, task_id=TASKS, status=STATUSES)
    def a_user_posts(self, input_id: str, user_id: str, task_id: str, status: int) -> None:
        self._add(Annotation(self._id(), input_id, user_id, "", task_id, status))

    @rule(input_id=INPUTS, model=MODELS, status=STATUSES)
    def a_model_detects(self, input_id: str, model: str, status: int) -> None:
        self._add(Annotation(self._id(), input_id, "", model, "", status))

    @precondition(lambda self: self.model.by_id)
    @rule(data=st.data(), task_id=TASKS, status=STATUSES, user_id=USERS)
    def change(self, data: st.DataObject, task_id: str, status: int, user_id: str) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.model.by_id)))
        columns = {"task_id": task_id, "status": status}
        if not self.model.by_id[id_].model_version_id:
            columns["user_id"] = user_id
        self.model.change(id_, **columns)
        message = message_of(self.model.by_id[id_])
        self.store.replace(AnnotationRow.of(self.sequences[id_], message))

    @precondition(lambda self: self.model.by_id)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.model.by_id)))
        row = self.store.get(self.model.by_id[id_].input_id, id_)
        assert row is not None
        self.store.remove(row)
        self.model.remove(id_)

    @rule(query=QUERIES, start=st.integers(0, 6), count=st.integers(1, 5))
    def list_a_page(self, query: AnnotationQuery, start: int, count: int) -> None:
        page = [row.id for row in self.store.page(query, start, count)]
        assert page == self.model.page(query, start, count)

    @rule(query=QUERIES)
    def select_one_by_one(self, query: AnnotationQuery) -> None:
        everything = self.store.page(AnnotationQuery(), 0, len(self.store))
        selected = [row.id for row in everything if query.selects(row)]
        assert selected == self.model.page(query, 0, len(self.store))

    @rule(input_id=INPUTS, task_id=st.sampled_from(["t1", "t2"]))
    def look_at_an_input_and_a_task(self, input_id: str, task_id: str) -> None:
        assert [row.id for row in self.store.of_input(input_id)] == self.model.of_input(input_id)
        of_task = self.model.page(AnnotationQuery(task_id=task_id), 0, 10**6)
        assert [row.id for row in self.store.of_task(task_id)] == of_task

    @invariant()
    def same_annotations(self) -> None:
        assert len(self.store) == len(self.model.by_id)
        assert all(id_ in self.store for id_ in self.model.by_id)

    def _id(self) -> str:
        return f"a{len(self.sequences)}"

    def _add(self, annotation: Annotation) -> None:
        self.sequences[annotation.id] = len(self.sequences)
        self.model.add(annotation)
        self.store.add(AnnotationRow.of(self.sequences[annotation.id], message_of(annotation)))


@pytest.fixture(autouse=True)
def tiny_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of two rows, so that a short run crosses many."""
    monkeypatch.setattr(timeline, "BLOCK", 2)


TestAgainstAModel = AgainstAModel.TestCase


def test_an_annotation_is_found_only_under_its_own_input() -> None:
    store = AnnotationStore()
    store.add(AnnotationRow.of(1, message_of(Annotation("a", "i1", "u1"))))
    assert store.get("i1", "a") is not None
    assert store.get("i2", "a") is None


def test_equal_neighbours_of_an_input_share_their_columns() -> None:
    store = AnnotationStore()
    for n, user_id in enumerate(["u1", "u1", "u2"]):
        store.add(AnnotationRow.of(n, message_of(Annotation(f"a{n}", "i1", user_id))))
    first, second, other = (row.record[2] for row in store.of_input("i1"))
    assert first is second
    assert other[AnnotationRow.USER_ID] == "u2"

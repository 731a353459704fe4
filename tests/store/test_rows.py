"""A stored thing is the same message in all of its forms."""

from __future__ import annotations

import json

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.service.replies import Fresh
from fakeannot.store.rows import AnnotationRow
from fakeannot.store.table import Table

MESSAGE = resources_pb2.Annotation(id="a", input_id="i", user_id="u", task_id="t")


def test_a_row_is_its_message_as_an_object_on_the_wire_and_as_text() -> None:
    row = AnnotationRow.of(1, MESSAGE)
    assert row.message == MESSAGE
    assert resources_pb2.Annotation.FromString(row.wire) == MESSAGE
    assert json.loads(row.json) == {"id": "a", "input_id": "i", "user_id": "u", "task_id": "t"}


def test_the_text_of_a_row_is_made_once() -> None:
    row = AnnotationRow.of(1, MESSAGE)
    assert row.json is row.json


def test_what_a_rows_message_becomes_does_not_change_the_row() -> None:
    row = AnnotationRow.of(1, MESSAGE)
    row.message.id = "another"
    assert row.message == MESSAGE


def test_a_fresh_message_is_the_same_on_the_wire_and_as_text() -> None:
    fresh = Fresh(MESSAGE)
    assert resources_pb2.Annotation.FromString(fresh.wire) == MESSAGE
    assert json.loads(fresh.json)["task_id"] == "t"


def test_a_text_that_comes_after_its_record_has_gone_is_never_taken_for_another() -> None:
    table = Table(AnnotationRow)
    first = AnnotationRow.of(1, MESSAGE)
    table.add(first.record)
    (seen,) = table.rows(table.all)
    changed = resources_pb2.Annotation()
    changed.CopyFrom(MESSAGE)
    changed.task_id = "t2"
    table.replace(AnnotationRow.of(1, changed).record)
    assert b'"t"' in seen.json, "another thread was still writing it"
    (row,) = table.rows(table.all)
    assert json.loads(row.json)["task_id"] == "t2"


def test_texts_of_records_that_have_gone_do_not_pile_up() -> None:
    table = Table(AnnotationRow)
    seen: list[AnnotationRow] = []
    for number in range(100):
        row = AnnotationRow.of(number, resources_pb2.Annotation(id=f"a{number}"))
        table.add(row.record)
        seen += table.rows([row.record])
        table.remove(row.record)
        assert seen[-1].json
    assert len(table._texts) <= 2


def test_the_texts_of_changed_records_are_dropped() -> None:
    table = Table(AnnotationRow)
    table.add(AnnotationRow.of(1, MESSAGE).record)
    changed = resources_pb2.Annotation()
    changed.CopyFrom(MESSAGE)
    for number in range(2):
        table.add(AnnotationRow.of(number + 2, resources_pb2.Annotation(id=str(number))).record)
        changed.task_id = f"t{number}"
        assert all(row.json for row in table.rows(table.all))
        table.replace(AnnotationRow.of(1, changed).record)
        assert len(table._texts) == len(table) - 1

"""A stored thing is the same message in all of its forms."""

from __future__ import annotations

import json

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.service.replies import Fresh
from fakeannot.store.rows import AnnotationRow

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

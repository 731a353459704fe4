"""Where the work on tasks and its reviews are stored."""

from __future__ import annotations

from clarifai_grpc.grpc.api.resources_pb2 import TaskAssignment

from fakeannot.rules import applies
from fakeannot.service.call import Call
from fakeannot.store.things import Kind

# A task's own; of the input only the id is kept, the rest is the input's.
ASSIGNMENTS = Kind("task_assignments", TaskAssignment)
# An assignment's own: its reviews, each with the reviewer's id and a status.
REVIEWS = Kind("task_reviews", TaskAssignment)


def assignments_of(call: Call, task_id: str) -> list[TaskAssignment]:
    """All assignments of a task, the oldest first."""
    return [row.message for row in call.things.all(ASSIGNMENTS, task_id)]


def within(task_id: str, assignment_id: str) -> str:
    """The parent of an assignment's reviews."""
    return f"{task_id}/{assignment_id}"  # no id of a task has a "/"


def reviews_of(call: Call, task_id: str, assignment: TaskAssignment) -> dict[str, int]:
    """The status of each review of an assignment, by the reviewer's id."""
    rows = call.things.all(REVIEWS, within(task_id, assignment.id))
    return {row.id: row.message.status.code for row in rows}


def drop_reviews(call: Call, task_id: str, assignment_id: str) -> None:
    """Forget how an assignment was reviewed."""
    call.things.drop(REVIEWS, within(task_id, assignment_id))


def drop_of_task(call: Call, task_id: str) -> None:
    """Forget the work on a task."""
    for row in call.things.all(ASSIGNMENTS, task_id):
        drop_reviews(call, task_id, row.id)
    call.things.drop(ASSIGNMENTS, task_id)


def drop_of_input(call: Call, input_id: str) -> None:
    """Forget the work on an input."""
    needle = input_id.encode()
    for task_id in [parent for kind, parent in call.things.parents() if kind == ASSIGNMENTS]:
        for row in call.things.all(ASSIGNMENTS, task_id):
            if needle in row.wire and row.message.input.id == input_id:
                applies("assignments.input_deleted")
                call.things.remove(ASSIGNMENTS, row.id, task_id)
                drop_reviews(call, task_id, row.id)

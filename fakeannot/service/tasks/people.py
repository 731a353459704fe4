"""Who works on a task and who reviews it: named in several ways, of which each is filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clarifai_grpc.grpc.api.resources_pb2 import Task, TaskWorker, User, Worker

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.access import person
from fakeannot.service.call import Call
from fakeannot.service.refusals import BadRequest, DoesNotExist, TaskNotImplemented

# Where in a request somebody is named, and the id.
_Place = tuple[Path, str]


def workers_of(task: Task) -> list[str]:
    """The ids of the users who work on a task, in its order."""
    return [one.user.id for one in task.worker.workers]


def reviewers_of(task: Task) -> list[str]:
    """The ids of the users who review a task, in its order."""
    return [one.id for one in task.review.users]


@enforces("tasks.people")
def name_people(call: Call, task: Task, at: Path) -> None:
    """Name the people of a task in all the ways there are, each of them once.

    Raises:
        Refusal: a worker that is no user, or a user that there is not.
    """
    if task.HasField("worker"):
        worker = task.worker
        _check_human(worker, (*at, "worker"))
        named = [
            ((*at, "worker", "workers", n, "user", "id"), one.user.id)
            for n, one in enumerate(worker.workers)
        ]
        ids = _fill(call, worker, named, (*at, "worker"))
        del worker.workers[:]
        worker.workers.extend(Worker(user=User(id=id_)) for id_ in ids)
    if task.HasField("review"):
        _fill(call, task.review, [], (*at, "review"))


def _fill(call: Call, people: Any, also: Iterable[_Place], at: Path) -> list[str]:
    """Fill in `users` and `user_ids`, of workers or of reviewers, and tell who they are."""
    named = [
        *also,
        *(((*at, "users", n, "id"), one.id) for n, one in enumerate(people.users)),
        *(((*at, "user_ids", n), id_) for n, id_ in enumerate(people.user_ids)),
    ]
    for place, id_ in named:
        _check_user(call, person(call.caller, id_), place)
    unique = list(dict.fromkeys(person(call.caller, id_) for _, id_ in named))
    del people.users[:], people.user_ids[:]
    people.users.extend(User(id=id_) for id_ in unique)
    people.user_ids.extend(unique)
    return unique


def _check_user(call: Call, user_id: str, at: Path) -> None:
    if not user_id:
        details = "Who takes part in a task is named by a user's id; got one without."
        raise BadRequest(details, rule="tasks.people", at=at)
    if "users" in call.settings.strict_parts and user_id not in call.world.users:
        raise DoesNotExist(f"User {user_id!r} does not exist.", rule="access.user_unknown", at=at)


def _check_human(worker: TaskWorker, at: Path) -> None:
    by_others = any(one.WhichOneof("worker") in ("model", "workflow") for one in worker.workers)
    if by_others or worker.type == TaskWorker.WORKER_AUTO:
        details = (
            "The fake has no model that works on a task: name users as workers, or let "
            "fake.workflow(...) annotate what is posted."
        )
        field = "workers" if by_others else "type"
        raise TaskNotImplemented(details, rule="tasks.auto", at=(*at, field))

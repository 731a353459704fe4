"""Clarifai's statuses: code, name, description and the HTTP status that goes with it.

The names and codes come from the contract; the descriptions and HTTP statuses from observed
answers and the documented list, see the rules `envelope.*`. A code that no source describes
gets a description made from its name.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from clarifai_grpc.grpc.api.status import status_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.wordings import Profile, of_2020, wording_of


class StatusFact(NamedTuple):
    """What a status code says on the wire. `http` is the status of an answer that carries it."""

    code: int
    name: str
    description: str
    http: int


_DESCRIBED: dict[int, tuple[str, int]] = {
    StatusCode.SUCCESS: ("Ok", 200),
    StatusCode.MIXED_STATUS: ("Mixed Success", 207),
    StatusCode.FAILURE: ("Failure", 400),
    StatusCode.TRY_AGAIN: ("Try the request again", 500),
    StatusCode.NOT_IMPLEMENTED: ("Not implemented", 501),
    StatusCode.ACCEPTED: ("Accepted", 202),
    StatusCode.CONN_KEY_INVALID: ("Invalid API key or Invalid API key/application pair", 401),
    StatusCode.CONN_KEY_NOT_FOUND: ("API key not found", 401),
    StatusCode.CONN_INSUFFICIENT_SCOPES: (of_2020(StatusCode.CONN_INSUFFICIENT_SCOPES), 403),
    StatusCode.CONN_TOKEN_INVALID: ("Invalid authentication token", 401),
    StatusCode.CONN_THROTTLED: (of_2020(StatusCode.CONN_THROTTLED), 429),
    StatusCode.MOVED: ("Resource moved", 307),
    StatusCode.CONN_ACCOUNT_ISSUES: ("Account or plan issue", 402),
    StatusCode.CONN_CREDENTIALS_INVALID: ("Invalid authentication credentials", 401),
    StatusCode.CONN_EXCEED_HOURLY_LIMIT: ("Throttle hourly limit exceeded", 429),
    StatusCode.CONN_EXCEED_MONTHLY_LIMIT: ("Throttle monthly limit exceeded", 429),
    StatusCode.CONN_EXCEEDS_LIMITS: ("Account limits exceeded", 402),
    StatusCode.CONN_BAD_REQUEST_FORMAT: ("Bad request format", 400),
    StatusCode.CONN_DOES_NOT_EXIST: ("Resource does not exist", 404),
    StatusCode.CONN_INVALID_REQUEST: ("Invalid request", 401),
    StatusCode.CONN_METHOD_NOT_ALLOWED: ("Method not allowed", 405),
    StatusCode.MODEL_TRAINED: ("Model is trained and ready for deployment", 200),
    StatusCode.MODEL_DOES_NOT_EXIST: ("Model does not exist", 404),
    StatusCode.WORKFLOW_DOES_NOT_EXIST: ("Workflow does not exist", 404),
    StatusCode.ANNOTATION_SUCCESS: ("Annotation success", 200),
    StatusCode.ANNOTATION_PENDING: ("Annotation pending", 200),
    StatusCode.ANNOTATION_FAILED: ("Annotation failed; check URL", 400),
    StatusCode.ANNOTATION_UNKNOWN_STATUS: ("Annotation unknown status", 400),
    StatusCode.ANNOTATION_INVALID_ARGUMENT: ("Annotation invalid argument", 400),
    StatusCode.ANNOTATION_PERMISSION_DENIED: ("Permission to annotation denied", 403),
    StatusCode.ANNOTATION_AWAITING_REVIEW: ("Annotation still waiting for review", 200),
    StatusCode.ANNOTATION_REVIEW_DENIED: ("Annotation review denied", 200),
    StatusCode.ANNOTATION_AWAITING_CONSENSUS_REVIEW: (
        "Annotation still waiting for consensus review",
        200,
    ),
    StatusCode.INPUT_SUCCESS: ("Download complete", 200),
    StatusCode.INPUT_PENDING: ("Download pending", 200),
    StatusCode.INPUT_FAILED: (of_2020(StatusCode.INPUT_FAILED), 400),
    StatusCode.INPUT_IN_PROGRESS: ("Download in progress", 200),
    StatusCode.INPUT_DUPLICATE: (
        "Duplicate URL in your application. Check the documentation to allow duplications.",
        400,
    ),
    StatusCode.INPUT_INVALID_ARGUMENT: ("Input invalid argument", 400),
    StatusCode.INPUT_UNSUPPORTED_FORMAT: ("Input image format unsupported", 400),
    StatusCode.INPUT_DOES_NOT_EXIST: ("Input does not exist", 404),
    StatusCode.INPUT_PERMISSION_DENIED: ("Input permission denied", 403),
    StatusCode.CONCEPTS_INVALID_REQUEST: ("Invalid request", 400),
    StatusCode.INPUT_MODIFY_SUCCESS: ("Input image modification success", 200),
    StatusCode.DATABASE_DUPLICATE_KEY: (
        "Object has a duplicate ID; another object with same ID already exist.",
        400,
    ),
    StatusCode.INTERNAL_UNCATEGORIZED: ("Internal error", 500),
    StatusCode.JOB_QUEUED: ("Job is queued to be ran.", 200),
    StatusCode.JOB_COMPLETED: ("Job successfully ran.", 200),
}


@cache
def status_fact(code: int) -> StatusFact:
    """The facts of one status code.

    Raises:
        ValueError: the contract has no such code.
    """
    name = StatusCode.Name(code)
    described = _DESCRIBED.get(code)
    if described is None:
        return StatusFact(code, name, name.replace("_", " ").capitalize(), 400)
    return StatusFact(code, name, *described)


def status_name(code: int) -> str:
    """What the contract calls a status code: its number, if it knows none such."""
    value = StatusCode.DESCRIPTOR.values_by_number.get(code)
    return str(code) if value is None else str(value.name)


def described(code: int, profile: Profile = "documented") -> str:
    """The description of a status, as a profile's sources word it."""
    return wording_of(code, profile) or status_fact(code).description


def status_message(
    code: int, details: str = "", profile: Profile = "documented"
) -> status_pb2.Status:
    """A `Status` as items and envelopes carry it: code, description and, if any, details.

    One without details is shared by all that ask for it: copy it, do not change it.
    """
    description = described(code, profile)
    if not details:
        return _plain_status(code, description)
    return status_pb2.Status(code=code, description=description, details=details)


@cache
def _plain_status(code: int, description: str) -> status_pb2.Status:
    return status_pb2.Status(code=code, description=description)


def is_annotation_status(code: int) -> bool:
    """Whether an annotation may have this status: 24150 to 24159."""
    return code in _annotation_codes()


@cache
def annotation_status(name: str) -> int:
    """The code of an annotation status given by name.

    Raises:
        ValueError: there is no annotation status of that name.
    """
    names = {StatusCode.Name(code): code for code in _annotation_codes()}
    if name not in names:
        raise ValueError(f"{name!r} is no annotation status; there are {', '.join(names)}.")
    return names[name]


@cache
def _annotation_codes() -> frozenset[int]:
    first, last = StatusCode.ANNOTATION_SUCCESS, StatusCode.ANNOTATION_AWAITING_CONSENSUS_REVIEW
    return frozenset(code for code in StatusCode.values() if first <= code <= last)

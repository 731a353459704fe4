"""How the API says no.

    Refusal
    +-- BadRequest            11100 / 400   the shape of the request
    +-- InvalidRequest        11102 / 401   the authorization header
    |   +-- BadPage           11102 / 400   a page that cannot be had
    +-- InvalidKey            11008 / 401
    +-- KeyNotFound           11009 / 401
    +-- InsufficientScopes    11007 / 403
    +-- DoesNotExist          11101 / 404
    +-- MethodNotAllowed      11103 / 405
    +-- TooLarge              11100 / 413
    +-- NotImplementedYet     10040 / 501
    +-- InvalidAnnotation     24155 / 400
    +-- AnnotationDenied      24156 / 403
    +-- InvalidInput          30104 / 400
    +-- DuplicateUrl          30100 / 400

A refusal names the rule it rests on. Raised for one item of a bulk write, it becomes that
item's status; raised for a request, it becomes the status of the answer.
"""

from __future__ import annotations

from typing import ClassVar

from clarifai_grpc.grpc.api.status import status_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_fact, status_message
from fakeannot.rules.tracing import names_its_rule


class Refusal(Exception):
    """A request, or an item of one, that the API refuses; `details` says why in words."""

    code: ClassVar[int]
    # The HTTP status, where it is not the usual one of the code.
    http_status: ClassVar[int | None] = None

    def __init__(self, details: str, *, rule: str) -> None:
        super().__init__(details)
        self.details = details
        self.rule = rule

    @property
    def http(self) -> int:
        """The HTTP status of an answer refused so."""
        return self.http_status or status_fact(self.code).http

    def status(self) -> status_pb2.Status:
        return status_message(self.code, self.details)


names_its_rule(Refusal.__init__.__code__)


class BadRequest(Refusal):
    code = StatusCode.CONN_BAD_REQUEST_FORMAT


class InvalidRequest(Refusal):
    code = StatusCode.CONN_INVALID_REQUEST


class BadPage(InvalidRequest):
    http_status = 400


class InvalidKey(Refusal):
    code = StatusCode.CONN_KEY_INVALID


class KeyNotFound(Refusal):
    code = StatusCode.CONN_KEY_NOT_FOUND


class InsufficientScopes(Refusal):
    code = StatusCode.CONN_INSUFFICIENT_SCOPES


class DoesNotExist(Refusal):
    code = StatusCode.CONN_DOES_NOT_EXIST


class MethodNotAllowed(Refusal):
    code = StatusCode.CONN_METHOD_NOT_ALLOWED


class TooLarge(BadRequest):
    http_status = 413


class NotImplementedYet(Refusal):
    code = StatusCode.NOT_IMPLEMENTED


class InvalidAnnotation(Refusal):
    code = StatusCode.ANNOTATION_INVALID_ARGUMENT


class AnnotationDenied(Refusal):
    code = StatusCode.ANNOTATION_PERMISSION_DENIED


class InvalidInput(Refusal):
    code = StatusCode.INPUT_INVALID_ARGUMENT


class DuplicateUrl(Refusal):
    code = StatusCode.INPUT_DUPLICATE

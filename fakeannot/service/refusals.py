"""How the API says no.

    Refusal
    +-- BadRequest            11100 / 400   the shape of the request
    +-- InvalidRequest        11102 / 401   the authorization header
    |   +-- BadPage           11102 / 400   a page that cannot be had
    +-- InvalidKey            11008 / 401
    +-- KeyNotFound           11009 / 401
    +-- Throttled             11005 / 429
    +-- InsufficientScopes    11007 / 403
    +-- DoesNotExist          11101 / 404
    +-- MethodNotAllowed      11103 / 405
    +-- TooLarge              11100 / 413
    +-- NotImplementedYet     10040 / 501
    +-- InvalidAnnotation     24155 / 400
    +-- AnnotationDenied      24156 / 403
    +-- InvalidInput          30104 / 400
    +-- DuplicateUrl          30100 / 400
    +-- DuplicateId           40010 / 400
    +-- InvalidConcepts       40003 / 400
    +-- TaskConflict          54100 / 409
    +-- TaskNotImplemented    54101 / 501
    +-- TaskDenied            54103 / 403
    +-- UnknownModel          21200 / 404
    +-- UnknownWorkflow       22102 / 404

A refusal names the rule it rests on. Raised for one item of a bulk write, it becomes that
item's status; raised for a request, it becomes the status of the answer.
"""

from __future__ import annotations

from typing import ClassVar

from clarifai_grpc.grpc.api.status import status_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_fact, status_message
from fakeannot.contract.wordings import Profile
from fakeannot.rules.tracing import names_its_rule


class Refusal(Exception):
    """A request, or an item of one, that the API refuses; `details` says why in words.

    Attributes:
        rule: the rule that it rests on.
        at: the fields, and indices, on the way to what is refused, where one can be named.
        of: the message within the request where that way begins; None: the request or item.
        got: what came that nobody kept, in words; the value of a header, which is secret, is not.
    """

    code: ClassVar[int]
    # The HTTP status, where it is not the usual one of the code.
    http_status: ClassVar[int | None] = None

    def __init__(
        self,
        details: str,
        *,
        rule: str,
        at: Path = (),
        of: Message | None = None,
        got: str = "",
    ) -> None:
        super().__init__(details)
        self.details = details
        self.rule = rule
        self.at = at
        self.of = of
        self.got = got

    @property
    def http(self) -> int:
        """The HTTP status of an answer refused so."""
        return self.http_status or status_fact(self.code).http

    def status(self, profile: Profile = "documented") -> status_pb2.Status:
        """The status of an item refused so, as that profile words it."""
        return status_message(self.code, self.details, profile)


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


class Throttled(Refusal):
    code = StatusCode.CONN_THROTTLED


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


class DuplicateId(Refusal):
    code = StatusCode.DATABASE_DUPLICATE_KEY

    def __init__(self, *, rule: str, at: Path = ()) -> None:
        super().__init__(status_fact(self.code).description, rule=rule, at=at)


class InvalidConcepts(Refusal):
    code = StatusCode.CONCEPTS_INVALID_REQUEST


class UnknownModel(Refusal):
    code = StatusCode.MODEL_DOES_NOT_EXIST


class UnknownWorkflow(Refusal):
    code = StatusCode.WORKFLOW_DOES_NOT_EXIST


class TaskConflict(Refusal):
    code = StatusCode.TASK_CONFLICT
    http_status = 409


class TaskNotImplemented(Refusal):
    code = StatusCode.TASK_NOT_IMPLEMENTED
    http_status = 501


class TaskDenied(Refusal):
    code = StatusCode.TASK_PERMISSION_DENIED
    http_status = 403

"""ListStatusCodes and GetStatusCode: every status that the contract knows."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.call import UserCall, handles_for_user
from fakeannot.service.refusals import DoesNotExist
from fakeannot.service.replies import Fresh, Reply, listing

# Some have two names, and the zero of the enum is no status.
CODES = sorted({*StatusCode.values()} - {StatusCode.ZERO})


@handles_for_user("ListStatusCodes")
@enforces("status_codes.list")
def list_status_codes(call: UserCall, _: service_pb2.ListStatusCodesRequest) -> Reply:
    profile = call.settings.profile
    statuses = [status_message(code, profile=profile) for code in CODES]
    return listing("statuses", [Fresh(status) for status in statuses])


@handles_for_user("GetStatusCode")
@enforces("status_codes.get")
def get_status_code(_: UserCall, request: service_pb2.GetStatusCodeRequest) -> Reply:
    sent = request.status_code_id
    known = {str(code): code for code in CODES}
    if sent not in known:
        details = f"There is no status code {sent!r}; GET /v2/status_codes lists them."
        raise DoesNotExist(details, rule="status_codes.unknown", at=("status_code_id",))
    return Reply(code=known[sent])

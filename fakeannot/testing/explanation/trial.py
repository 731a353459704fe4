"""Drafts sent to a copy of a fake, of which nothing is left afterwards."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.calls import CallLog, CallRecord
from fakeannot.contract.statuses import status_fact
from fakeannot.dispatch import Dispatcher
from fakeannot.doors.rest import RestDoor
from fakeannot.doors.rpc import RpcDoor, RpcFailure
from fakeannot.service.replies import Refused
from fakeannot.state import State
from fakeannot.testing.explanation.draft import Draft
from fakeannot.testing.explanation.wire import grpc_path, grpc_request, http_request

if TYPE_CHECKING:
    from fakeannot.settings import Settings

_GOOD = (StatusCode.SUCCESS, StatusCode.ACCEPTED)
_ALL_OF_IT = 1 << 40


class WouldRunCode(Exception):
    """A draft would have code run that the user of the fake supplied; so it is not tried."""


class Outcome(NamedTuple):
    """How a draft was answered.

    Attributes:
        answer: the HTTP status, the code and its words: `200 10000 Ok`.
        good: whether all of it was done.
        refused: what was not.
    """

    answer: str
    good: bool
    refused: tuple[Refused, ...]


class Trials:
    """Answers drafts as a fake would at this moment, each on a copy of its own.

    Attributes:
        state: what the copies are made of; it is a copy itself.
        tried: how many there were.
    """

    def __init__(self, settings: Settings, state: State) -> None:
        """`state` is copied at once: hold the fake's lock meanwhile."""
        self.settings = settings
        self.state = State(
            state.world.copy(),
            CallLog(0),
            custom=dict.fromkeys(state.custom, _would_run),
            detectors=tuple(one._replace(detect=_would_run) for one in state.detectors),
            embedder=None if state.embedder is None else _would_run,
        )
        self.tried = 0

    def outcome(self, draft: Draft) -> Outcome:
        """How the draft would be answered.

        Raises:
            WouldRunCode: a supplied handler, detector or embedder would have to say.
        """
        self.tried += 1
        dispatcher = self._dispatcher(draft)
        if draft.over_grpc:
            _call(RpcDoor(dispatcher, "channel"), draft)
        else:
            RestDoor(dispatcher).answer(http_request(draft))
        ((_, record),) = dispatcher.state.calls.since(0)
        return _outcome(record)

    def _dispatcher(self, draft: Draft) -> Dispatcher:
        state, header = self.state, draft.authorization
        dispatcher = Dispatcher(self.settings, state.world.copy())
        dispatcher.state = State(
            dispatcher.world,
            CallLog(_ALL_OF_IT),
            custom=state.custom,
            detectors=state.detectors,
            embedder=state.embedder,
        )
        if header.key is not None:
            dispatcher.world.keys[header.token] = header.key
        return dispatcher


def _call(door: RpcDoor, draft: Draft) -> None:
    metadata, request = {"authorization": draft.authorization.header}, grpc_request(draft)
    # The record has how it failed, if it did. A stream, as any call may answer with one.
    with suppress(RpcFailure):
        list(door.stream(grpc_path(draft), metadata, request))


def _outcome(record: CallRecord) -> Outcome:
    good = not record.refused and record.code in _GOOD
    words = status_fact(record.code).description if record.code else record.details
    code = f"{record.code} " if record.code else ""
    status = "OK" if record.over_grpc and not record.status else record.status
    return Outcome(f"{status} {code}{words}", good, record.refused)


def _would_run(_: Any) -> Any:
    raise WouldRunCode

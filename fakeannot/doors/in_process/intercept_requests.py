"""Catches calls to Clarifai by `requests`, for as long as an interception lasts.

The send of its adapter is replaced by one that has the active fake answer calls to `clarifai.com`
and the hosts below it, with the retries of the adapter, and hands every other call to the send it
found. `other_mocks` sees to it that a user's mocks, inside or outside, neither hide the fake nor
let a call out.
"""

from __future__ import annotations

from typing import Any

from requests import PreparedRequest
from requests.adapters import HTTPAdapter

from fakeannot.doors.in_process.active import turn_to_answer
from fakeannot.doors.in_process.leaks import Leak
from fakeannot.doors.in_process.other_mocks import Watch
from fakeannot.doors.in_process.patches import CHANGING, Function, PatchedLayer, patched
from fakeannot.doors.in_process.prepared import is_for_clarifai
from fakeannot.doors.in_process.requests_sending import sent_to


class RequestsLayer(PatchedLayer):
    """Hands calls on, from its making to its `end`."""

    def __init__(self) -> None:
        self._patches = [patched(HTTPAdapter, "send", _sending)]
        with CHANGING:
            if not _layers:
                _watch.start()
            _layers.append(self)

    def end(self) -> list[Leak]:
        """As of any layer; the watch ends with the last of them."""
        with CHANGING:
            _layers.remove(self)
            if not _layers:
                _watch.stop()
        return super().end()


def _sending(found: Function) -> Function:
    def send(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        # Another mock may bring this send back when the interception is long over.
        turn = turn_to_answer() if is_for_clarifai(request) else None
        if turn is None:
            return found(adapter, request, *args, **kwargs)
        return sent_to(turn.rest, adapter, request, *args, **kwargs)

    return send


_layers: list[RequestsLayer] = []
_watch = Watch()

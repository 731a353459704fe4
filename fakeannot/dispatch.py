"""The one way from any door to any handler.

A call is admitted, counted and answered here, whichever door it came through. One lock makes
each call happen as a whole.
"""

from __future__ import annotations

from threading import RLock
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.operations import Operation
from fakeannot.contract.statuses import status_fact
from fakeannot.rules import applies, enforces
from fakeannot.service import load
from fakeannot.service.access import Admission, Credentials, admit, enter
from fakeannot.service.call import Call
from fakeannot.service.processing import settle
from fakeannot.service.refusals import NotImplementedYet, Refusal
from fakeannot.service.replies import Reply, refused
from fakeannot.settings import Settings
from fakeannot.state import State
from fakeannot.store.world import AppState, Key, World

MEDIA_BASE = "https://data.clarifai.com"
_NOBODY = resources_pb2.UserAppIDSet()


class Dispatcher:
    """A state and what answers calls on it.

    Attributes:
        state: what the fake remembers; it is changed, and exchanged, under the lock.
        media_base: where uploaded media are served from.
    """

    def __init__(self, settings: Settings, world: World) -> None:
        self.settings = settings
        self.state = State(world)
        self.media_base = MEDIA_BASE
        self.lock = RLock()
        self._handlers = load()

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self.state.world

    def dispatch(self, operation: Operation, credentials: Credentials, request: Message) -> Reply:
        """Answer one call; a refusal is an answer too."""
        state = self.state
        try:
            reply = self._answer(state, operation, credentials, request)
        except Refusal as refusal:
            reply = refused(refusal)
        return self._stamped(state, reply, credentials)

    def refuse(self, refusal: Refusal, credentials: Credentials) -> Reply:
        """The answer to a call that a door could not even read."""
        return self._stamped(self.state, refused(refusal), credentials)

    def call_on(self, app: AppState, caller: Key) -> Call:
        """A call on an app of the present state, as handlers get it."""
        return self._call(self.state, app, caller)

    def _call(self, state: State, app: AppState, caller: Key) -> Call:
        return Call(state.world, self.settings, caller, app, state.detectors, self.media_base)

    def _answer(
        self, state: State, operation: Operation, credentials: Credentials, request: Any
    ) -> Reply:
        named = getattr(request, "user_app_id", _NOBODY)
        with self.lock:
            admission = admit(
                state.world, self.settings, operation, credentials.authorization, named
            )
            custom = state.custom.get(operation.name)
            if custom is None:
                return self._built(state, operation, admission, request)
            self._check_entry(state.world, operation, admission)
        # Outside the lock, so that a supplied handler may call the fake from other threads.
        return _supplied(checked_reply(operation, custom(request)))

    def _built(
        self, state: State, operation: Operation, admission: Admission, request: Message
    ) -> Reply:
        handler = self._handlers.get(operation.name)
        if handler is None:
            state.not_built.append(operation.name)
            raise _not_built(operation)
        caller, app = enter(state.world, self.settings, operation, admission)
        call = self._call(state, app, caller)
        if app.inputs.pending:
            settle(call)
        reply = handler(call, request)
        # Only now: a refused request brings no app into being.
        if (app.user_id, app.app_id) not in state.world.apps:
            state.world.keep(app)
        return reply

    def _check_entry(self, world: World, operation: Operation, admission: Admission) -> None:
        """Refuse to a supplied handler's caller an app that a built one would refuse too."""
        known = (admission.user_id, admission.app_id) in world.apps
        if known or operation.name in self._handlers:
            enter(world, self.settings, operation, admission)

    @enforces("envelope.req_id")
    def _stamped(self, state: State, reply: Reply, credentials: Credentials) -> Reply:
        with self.lock:
            req_id = state.world.ids.hex32("request")
        reply.req_id = req_id
        if credentials.req_id_prefix:
            applies("envelope.req_id_prefix")
            reply.req_id = f"{credentials.req_id_prefix}-{req_id}"
        return reply


def _not_built(operation: Operation) -> NotImplementedYet:
    return NotImplementedYet(
        f"The fake has no handler for {operation.name}. Supply one with "
        f'fake.reply("{operation.name}", {{...}}), @fake.handler("{operation.name}"), or '
        f'"replies": {{"{operation.name}": {{...}}}} in the seed of a server.',
        rule="api.not_built",
    )


def _supplied(message: Any) -> Reply:
    """A supplied message as an answer; its status, if it has one, is the answer's."""
    code = message.status.code or StatusCode.SUCCESS
    return Reply(code, message.status.details, message=message, http=status_fact(code).http)


@enforces("api.supplied", "api.supplied_status")
def checked_reply(operation: Operation, answer: object) -> Message:
    """What was supplied to answer an RPC, as the reply message that the contract asks for.

    Raises:
        TypeError: it is no such message.
    """
    reply_type = operation.reply_type
    if isinstance(answer, reply_type):
        copy = reply_type()
        copy.CopyFrom(answer)
        return copy
    if not isinstance(answer, dict):
        raise TypeError(
            f"{operation.name} answers with a {reply_type.__name__} or a dict in its JSON form, "
            f"not a {type(answer).__name__}: {answer!r}."
        )
    try:
        return read_json(reply_type, answer)
    except InvalidJson as error:
        raise TypeError(
            f"{operation.name}'s reply {answer!r} breaks the contract: {error}"
        ) from None

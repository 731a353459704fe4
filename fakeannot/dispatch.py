"""The one way from any door to any handler.

A call is admitted, counted and answered here, whichever door it came through. One lock makes
each call happen as a whole: what a door writes out after it has nothing in it that changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clarifai_grpc.grpc.api import resources_pb2
from google.protobuf.message import Message

from fakeannot.calls import CallLog
from fakeannot.contract.operations import Operation
from fakeannot.fair_lock import FairLock
from fakeannot.rules import applies, enforces
from fakeannot.service import BUILT, handler_of
from fakeannot.service.access import Admission, Credentials, admit, enter, registered
from fakeannot.service.call import (
    BY_DETECTORS,
    FOR_USERS,
    ON_KNOWN_APPS,
    Call,
    Handler,
    UserCall,
)
from fakeannot.service.refusals import NotImplementedYet, Refusal
from fakeannot.service.replies import Reply, refused
from fakeannot.settings import Settings
from fakeannot.state import State
from fakeannot.store.world import AppState, Key, World
from fakeannot.supplied_reply import supplied_reply

if TYPE_CHECKING:
    from fakeannot.faults.fault import Fault
    from fakeannot.faults.watch import Watch
    from fakeannot.inspector.past import Past

MEDIA_BASE = "https://data.clarifai.com"
_NOBODY = resources_pb2.UserAppIDSet()


class Dispatcher:
    """A state and what answers calls on it.

    Attributes:
        state: what the fake remembers; it is changed, and exchanged, under the lock.
        media_base: where uploaded media are served from.
        around: if set, doors give it what answers a call, and its arguments, and answer with what
            it returns.
        wanted: the faults that somebody would miss, and how often each has fired: the most in any
            state, as a state may be put back.
        watch: what notes the calls in all states, while a test is swept.
        past: the world as it was after the latest calls, while somebody looks at the page.
    """

    def __init__(self, settings: Settings, world: World) -> None:
        self.settings = settings
        self.state = State(world, CallLog(settings.journal_bytes))
        self.media_base = MEDIA_BASE
        self.around: Callable[..., Any] | None = None
        self.wanted: dict[Fault, int] = {}
        self.watch: Watch | None = None
        self.past: Past | None = None
        self.lock = FairLock()

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self.state.world

    def dispatch(
        self, state: State, operation: Operation, credentials: Credentials, request: Message
    ) -> Reply:
        """Answer one call on the state that it found; a refusal is an answer too."""
        if state.faults is None and self.watch is None:
            return self._answered(state, operation, credentials, request)
        reply = self._with_faults(
            state,
            operation,
            credentials,
            request,
            lambda: self._answered(state, operation, credentials, request),
        )
        return reply if reply.req_id else self.stamped(state, reply, credentials)

    def refuse(
        self,
        state: State,
        refusal: Refusal,
        credentials: Credentials,
        operation: Operation | None = None,
    ) -> Reply:
        """The answer to a call that a door could not read; the operation, if that much is known."""
        reply = refused(refusal)
        if operation is not None and (state.faults is not None or self.watch is not None):
            reply = self._with_faults(state, operation, credentials, None, lambda: refused(refusal))
        return self.stamped(state, reply, credentials)

    def call_on(self, app: AppState, caller: Key) -> Call:
        """A call on an app of the present state, as handlers get it."""
        return self._call(self.state, app, caller)

    def _with_faults(
        self,
        state: State,
        operation: Operation,
        credentials: Credentials,
        request: Message | None,
        answer: Callable[[], Reply],
    ) -> Reply:
        from fakeannot.faults.applying import afflicted
        from fakeannot.faults.plan import Verdict

        name, watch, verdict = operation.name, self.watch, Verdict()
        with self.lock:
            now = state.world.clock.now()
            if watch is not None:
                verdict = watch.judge(name, request, now)
                watched = watch.calls[-1]
            if verdict.struck is None and state.faults is not None:
                verdict = state.faults.judge(name, credentials.authorization, request, now)
            struck = verdict.struck
            if struck is not None and struck.fault in self.wanted:
                self.wanted[struck.fault] = max(self.wanted[struck.fault], struck.fired)
        reply = afflicted(verdict, answer)
        if watch is not None:
            watched.code = reply.code
        return reply

    def _answered(
        self, state: State, operation: Operation, credentials: Credentials, request: Message
    ) -> Reply:
        caller, custom, handler = "", None, handler_of(operation.name)
        # Held once for all of it: who waits for others waits once for each of them.
        with self.lock:
            try:
                admission = self._admit(state, operation, credentials, request)
                caller = admission.caller.user_id
                custom = state.custom.get(operation.name)
                if custom is None:
                    reply = self._built(state, operation, handler, admission, request)
                else:
                    self._check_entry(state.world, operation, admission)
            except Refusal as refusal:
                custom, reply = None, refused(refusal)
            if custom is None:
                reply.caller = caller
                return self._stamped(state, reply, credentials)
        # Outside the lock, so that it may call the fake from other threads.
        reply = supplied_reply(operation, custom, request)
        reply.caller = caller
        return self.stamped(state, reply, credentials)

    def _call(self, state: State, app: AppState, caller: Key) -> Call:
        media_base, embedder = self.media_base, state.embedder
        return Call(state.world, self.settings, caller, app, state.detectors, media_base, embedder)

    def _admit(
        self, state: State, operation: Operation, credentials: Credentials, request: Any
    ) -> Admission:
        named = getattr(request, "user_app_id", _NOBODY)
        return admit(state.world, self.settings, operation, credentials.authorization, named)

    def _built(
        self,
        state: State,
        operation: Operation,
        handler: Handler | None,
        admission: Admission,
        request: Message,
    ) -> Reply:
        if handler is None or (operation.name in BY_DETECTORS and not state.detectors):
            if operation.name not in state.not_built:
                state.not_built.append(operation.name)
            raise _not_built(operation)
        if operation.name in FOR_USERS:
            return handler(self._user_call(state, admission), request)
        caller, app = enter(state.world, self.settings, operation, admission)
        call = self._call(state, app, caller)
        if app.inputs.pending:
            # Here, as it brings all that writes annotations along.
            from fakeannot.service.inputs.processing import settle

            settle(call)
        reply = handler(call, request)
        # Only now: a refused request brings no app into being.
        if not app.wire:
            state.world.keep(app)
        return reply

    def _user_call(self, state: State, admission: Admission) -> UserCall:
        caller, user_id, app_id = admission
        return UserCall(
            *(state.world, self.settings, caller, user_id, app_id),
            *(self.media_base, state.detectors),
        )

    def _check_entry(self, world: World, operation: Operation, admission: Admission) -> None:
        """Refuse to a supplied handler's caller an app that a built one would refuse too."""
        known = (admission.user_id, admission.app_id) in world.apps
        if operation.name in FOR_USERS or (operation.name in ON_KNOWN_APPS and not known):
            return
        if known or operation.name in BUILT:
            enter(world, self.settings, operation, admission)

    def stamped(self, state: State, reply: Reply, credentials: Credentials) -> Reply:
        """The reply with an id for the request, which every answer has."""
        with self.lock:
            return self._stamped(state, reply, credentials)

    @enforces("envelope.req_id")
    def _stamped(self, state: State, reply: Reply, credentials: Credentials) -> Reply:
        req_id = state.world.ids.hex32("request")
        reply.req_id, reply.profile = req_id, self.settings.profile
        if reply.refused:
            reply.key = registered(state.world, credentials.authorization)
        if credentials.req_id_prefix:
            applies("envelope.req_id_prefix")
            reply.req_id = f"{credentials.req_id_prefix}-{req_id}"
        if self.past is not None:
            self.past.keep(state, reply.req_id)
        return reply


def _not_built(operation: Operation) -> NotImplementedYet:
    detector = "a detector with fake.workflow(...), " if operation.name in BY_DETECTORS else ""
    return NotImplementedYet(
        f"The fake has no handler for {operation.name}. Supply {detector}one with "
        f'fake.reply("{operation.name}", {{...}}), @fake.handler("{operation.name}"), or '
        f'"replies": {{"{operation.name}": {{...}}}} in the seed of a server.',
        rule="api.not_built",
    )

"""The apps that a list is about: the one that is named, or all of a user's."""

from __future__ import annotations

from collections.abc import Iterator

from fakeannot.contract.operations import operation
from fakeannot.rules import applies
from fakeannot.service.access import Admission, enter
from fakeannot.service.call import Call, UserCall
from fakeannot.service.refusals import Refusal
from fakeannot.service.users.users import check_user


def calls_on_apps(call: UserCall, rpc: str) -> list[Call]:
    """The call on the app that is named, or on each app that the caller may make it on.

    Raises:
        Refusal: it may not be made on the one that is named.
    """
    return [_on(call, rpc, call.app_id)] if call.app_id else [*_on_all(call, rpc)]


def _on(call: UserCall, rpc: str, app_id: str) -> Call:
    admission = Admission(call.caller, call.owner_id, app_id)
    _, app = enter(call.world, call.settings, operation(rpc), admission)
    return call.on(app if app.wire else call.world.keep(app))


def _on_all(call: UserCall, rpc: str) -> Iterator[Call]:
    check_user(call)
    for user_id, app_id in list(call.world.apps):
        if user_id == call.owner_id:
            try:
                yield _on(call, rpc, app_id)
            except Refusal:
                applies("access.strangers")

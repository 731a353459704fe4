"""The data that a PATCH leaves behind."""

from __future__ import annotations

from collections.abc import Collection

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.rules import applies
from fakeannot.service.refusals import BadRequest
from fakeannot.store import patch
from fakeannot.store.rows import MEDIA_FIELDS

_ACTIONS = {"merge": patch.merge, "overwrite": patch.overwrite, "remove": patch.remove}


def check_action(action: str) -> None:
    """Refuse an action that is none of merge, overwrite and remove."""
    check_action_in(_ACTIONS, action, rule="patch.actions")


def check_action_in(supported: Collection[str], action: str, *, rule: str) -> None:
    """The same where other actions are known; `rule` says which."""
    if action not in supported:
        told = f"Invalid action {action!r}. Supported actions: {', '.join(supported)}."
        raise BadRequest(told, rule=rule, at=("action",))


def patched_data(
    old: resources_pb2.Data, sent: resources_pb2.Data, action: str, keeps_media: bool
) -> resources_pb2.Data:
    """`old` after the action with what was `sent`, neither of which is changed.

    Args:
        keeps_media: whether the data is an input's, whose image, video, audio or text stays.
    """
    result, wanted = resources_pb2.Data(), resources_pb2.Data()
    result.CopyFrom(old)
    wanted.CopyFrom(sent)
    if action == "merge" and not sent.ListFields():
        applies("patch.empty_lists")
    if not keeps_media:
        _ACTIONS[action](result, wanted)
        return result
    for kind in MEDIA_FIELDS:
        wanted.ClearField(kind)
    _ACTIONS[action](result, wanted)
    for kind in MEDIA_FIELDS:
        if old.HasField(kind):
            applies("patch.media_kept")
            getattr(result, kind).CopyFrom(getattr(old, kind))
    return result

"""Descriptions of statuses that the sources of 2020 and today's word differently."""

from __future__ import annotations

from typing import Literal, NamedTuple

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.rules import applies

Profile = Literal["documented", "current"]


class Wording(NamedTuple):
    """A description, and the rule that it rests on."""

    description: str
    rule: str


_WORDINGS: dict[int, dict[Profile, Wording]] = {
    StatusCode.CONN_THROTTLED: {
        "documented": Wording("Too Many Requests", rule="descriptions.throttled"),
        "current": Wording("Making too many requests", rule="descriptions.throttled_now"),
    },
    StatusCode.CONN_INSUFFICIENT_SCOPES: {
        "documented": Wording("API key has insufficient scopes", rule="descriptions.scopes"),
        "current": Wording("API key has insufficient permissions", rule="descriptions.scopes_now"),
    },
    StatusCode.INPUT_FAILED: {
        "documented": Wording("Download failed; check URL", rule="descriptions.input_failed"),
        "current": Wording(
            "Download failed or we could not process it. "
            "Check URL or bytes you send in the request.",
            rule="descriptions.input_failed_now",
        ),
    },
}


def of_2020(code: int) -> str:
    """The description that the sources of 2020 have, of a status that is worded differently."""
    return _WORDINGS[code]["documented"].description


def wording_of(code: int, profile: Profile) -> str:
    """The description of a status in a profile, empty for one that is not worded differently."""
    wordings = _WORDINGS.get(code)
    if wordings is None:
        return ""
    wording = wordings[profile]
    applies(wording.rule)
    return wording.description

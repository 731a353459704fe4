"""What a check has found."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["ok", "note", "problem"]


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes:
        level: "ok"; "note" for what is good to know; "problem" for what goes wrong.
        check: the kind of check, such as "versions".
        seen: what was seen, and where.
        why: why it matters; empty if all is well.
        cure: what to do about it.
    """

    level: Level
    check: str
    seen: str
    why: str = ""
    cure: str = ""


def or_ok(findings: list[Finding], check: str, seen: str) -> list[Finding]:
    """The findings; if there are none, that all is well."""
    return findings or [Finding("ok", check, seen)]

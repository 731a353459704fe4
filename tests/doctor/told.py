"""Findings as the tests of the doctor look at them."""

from __future__ import annotations

from collections.abc import Iterable

from fakeannot.doctor.finding import Finding


def told(found: Iterable[Finding], level: str = "problem") -> list[str]:
    """What was seen, of one level; each finding that is not ok says why it matters and a cure."""
    findings = list(found)
    assert findings, "a check says at least that all is well"
    assert all(one.level == "ok" or (one.why and one.cure) for one in findings)
    return [one.seen for one in findings if one.level == level]


def is_clean(found: Iterable[Finding]) -> bool:
    """Whether all that is said is that all is well."""
    return {one.level for one in found} == {"ok"}

"""A rule, and the three kinds of evidence it can have."""

from __future__ import annotations

from typing import Literal, NamedTuple

Evidence = Literal["observed", "documented", "inferred"]

# The sources cited most.
PAGE = "Clarifai guide, page Annotations (2020)"
DELETE_PAGE = "Clarifai docs, page Delete Annotations"
DOCS = "Clarifai docs"
CONTRACT = "comments and options of the V2 service contract"
CI = "tests that the official clients run against the real API"
ANSWERS = "published answers of the real API"


class Rule(NamedTuple):
    """One behaviour.

    Attributes:
        id: topic and name, such as `lists.per_page_20`.
        sentence: what is so.
        evidence: how it is known.
        source: where from; for what is inferred, what speaks for it.
        seen: when the newest evidence is from, empty where it bears no date.
        against: what speaks for something else, where sources disagree.
        setting: the setting by which a fake behaves otherwise, if there is one.
        profile: the profile whose fakes alone behave so; empty for both.
    """

    id: str
    sentence: str
    evidence: Evidence
    source: str
    seen: str = ""
    against: str = ""
    setting: str = ""
    profile: str = ""


def observed(
    id_: str,
    sentence: str,
    source: str,
    seen: str = "",
    *,
    against: str = "",
    setting: str = "",
    profile: str = "",
) -> Rule:
    """A behaviour seen in a real answer, or relied on by a test against the real API."""
    return Rule(id_, sentence, "observed", source, seen, against, setting, profile)


def documented(
    id_: str,
    sentence: str,
    source: str,
    seen: str = "",
    *,
    against: str = "",
    setting: str = "",
    profile: str = "",
) -> Rule:
    """A behaviour that the product's pages or contract state."""
    return Rule(id_, sentence, "documented", source, seen, against, setting, profile)


def inferred(
    id_: str, sentence: str, why: str, *, against: str = "", setting: str = "", profile: str = ""
) -> Rule:
    """A behaviour nobody has stated; `why` says what speaks for the choice."""
    return Rule(id_, sentence, "inferred", why, "", against, setting, profile)

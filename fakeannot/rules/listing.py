"""The ledger written out: for a terminal, as JSON, and as the page docs/fidelity.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import get_args

from fakeannot.rules import Evidence, Rule, rules

EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
"""The kinds of evidence, the strongest first."""

_TOPICS = {
    "envelope": "The envelope of every answer",
    "bulk": "Writes of many things at once",
    "timestamps": "Times",
    "ids": "Ids",
    "lists": "Pages of lists",
    "json": "JSON",
    "http": "HTTP",
    "api": "What is not built",
    "grpc": "gRPC and grpc-web",
    "access": "Keys, users and apps",
    "users": "Users",
    "apps": "Apps",
    "collaborators": "Collaborators",
    "status_codes": "Status codes",
    "inputs": "Inputs",
    "input_level": "Input-level annotations",
    "media": "Uploaded media",
    "datasets": "Datasets",
    "jobs": "Jobs that add inputs",
    "uploads": "Uploads in parts",
    "extraction": "Inputs out of archives",
    "annotations": "Annotations",
    "tracks": "Annotations on the frames of a video",
    "task_status": "Statuses of a task",
    "models": "What models make",
    "stored_models": "Models as resources",
    "stored_workflows": "Workflows as resources",
    "predictions": "Predictions",
    "descriptions": "Descriptions of statuses",
    "languages": "Concepts in other languages",
    "relations": "Relations of concepts",
    "concepts": "Concepts",
    "regions": "Regions",
    "patch": "Patching",
    "searches": "Searches",
    "things": "Things of an app that are alike in much",
    "tasks": "Labelling tasks",
    "assignments": "Work on tasks, and its review",
    "annotation_workers": "Who annotates",
    "annotation_filters": "Annotation filters",
    "annotation_tracks": "Tracks of videos",
}
_HEAD = """\
# Fidelity

What the fake does, and how that is known. A behaviour is *observed* in real answers or by tests
that the official clients run against the real API, *documented* in the product's pages or its
contract, or *inferred*: our choice where nobody has said. `fakeannot rules` prints this list, and
`fakeannot rules --markdown` wrote this page.
"""


def of_evidence(evidence: str = "", profile: str = "") -> list[Rule]:
    """The rules of one kind of evidence, or all, in the order of the ledger.

    With a profile, just those that it does not share with the other one.
    """
    return [
        rule
        for rule in rules().values()
        if evidence in ("", rule.evidence) and profile in ("", rule.profile)
    ]


def as_text(listed: Sequence[Rule]) -> str:
    """A line for each rule, the source below it, and how many there are of each kind."""
    width = max((len(rule.id) for rule in listed), default=0)
    lines = [
        f"{rule.evidence:<10}  {rule.id:<{width}}  {rule.sentence}\n{'':<12}{told(rule)}"
        for rule in listed
    ]
    return "\n".join([*lines, counted(listed)])


def as_json(listed: Iterable[Rule]) -> str:
    """A list of objects with the attributes of `Rule`."""
    return json.dumps([rule._asdict() for rule in listed], indent=2)


def as_markdown(listed: Sequence[Rule]) -> str:
    """The page docs/fidelity.md: a table for each topic."""
    parts = [_HEAD, f"{counted(listed)}\n"]
    for topic, members in groupby(listed, key=lambda rule: rule.id.partition(".")[0]):
        rows = [
            f"| `{rule.id}` | {rule.sentence} | {rule.evidence} | {told(rule)} |"
            for rule in members
        ]
        table = "\n".join(["| rule | behaviour | evidence | source |", "|---|---|---|---|", *rows])
        parts.append(f"## {_TOPICS[topic]}\n\n{table}\n")
    return "\n".join(parts)


def told(rule: Rule) -> str:
    """Where a rule is from, what speaks against it, what changes it, and whose it is."""
    seen = f" ({rule.seen})" if rule.seen else ""
    against = f"; but {rule.against}" if rule.against else ""
    setting = f"; setting `{rule.setting}`" if rule.setting else ""
    profile = f"; profile `{rule.profile}` only" if rule.profile else ""
    return f"{rule.source}{seen}{against}{setting}{profile}"


def counted(listed: Sequence[Rule]) -> str:
    """How many rules there are of each kind of evidence, as a sentence."""
    counts = (sum(rule.evidence == one for rule in listed) for one in EVIDENCE)
    kinds = ", ".join(f"{count} {one}" for count, one in zip(counts, EVIDENCE, strict=True))
    return f"{len(listed)} rules: {kinds}."

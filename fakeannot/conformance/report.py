"""What a run found out: a verdict on each rule, and each difference with how to see it oneself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fakeannot.conformance.calls import Place, Wire
from fakeannot.conformance.curl import curl
from fakeannot.conformance.session import Finding
from fakeannot.conformance.side_by_side import side_by_side
from fakeannot.rules import rules

Verdict = Literal["confirmed", "refuted", "in doubt", "not exercised"]
VERDICTS: tuple[Verdict, ...] = ("confirmed", "refuted", "in doubt", "not exercised")

# What a fake does and no service: that the answers agree says nothing about them.
_FAKES_OWN = frozenset(("access.apps_appear", "access.open", "inputs.processing"))
_REST_BASE = "https://api.clarifai.com"


@dataclass
class Report:
    """The result of a run.

    Attributes:
        target: what it is called.
        agreed: how many answers that rested on a rule were equal, by rule.
        fault: why the run could not be made, or not ended, as asked; empty if it could.
        key_name: the environment variable with the key, for lines to paste.
    """

    target: str
    wire: Wire
    places: Sequence[Place]
    findings: list[Finding] = field(default_factory=list)
    agreed: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    examples: int = 0
    seed: int = 0
    fault: str = ""
    key_name: str = "CLARIFAI_PAT"
    base: str = _REST_BASE

    @property
    def errors(self) -> list[Finding]:
        """The differences that break clients."""
        return [one for one in self.findings if one.difference.tier == "error"]

    @property
    def status(self) -> int:
        """The exit status: 1 for a difference of tier error, else 2 for a fault, else 0."""
        return 1 if self.errors else 2 if self.fault else 0

    def verdicts(self) -> dict[str, Verdict]:
        """What can be said of each rule. In doubt is one of several that a difference may be of."""
        blamed = [one.rules for one in self.errors]
        refuted = {ids[0] for ids in blamed if len(ids) == 1}
        doubted = {id_ for ids in blamed for id_ in ids} - refuted
        verdicts: dict[str, Verdict] = {}
        for id_ in rules():
            agreed = self.agreed[id_] and id_ not in _FAKES_OWN
            verdicts[id_] = "confirmed" if agreed else "not exercised"
            if id_ in refuted or id_ in doubted:
                verdicts[id_] = "refuted" if id_ in refuted else "in doubt"
        return verdicts

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON value."""
        verdicts = self.verdicts()
        return {
            "target": self.target,
            "seed": self.seed,
            "calls": self.calls,
            "examples": self.examples,
            "status": self.status,
            "fault": self.fault,
            "rules": {
                id_: {"verdict": verdicts[id_], "agreed": self.agreed[id_]} for id_ in verdicts
            },
            "differences": [self._finding_json(one) for one in self.findings],
        }

    def _finding_json(self, finding: Finding) -> dict[str, Any]:
        difference, last = finding.difference, finding.calls[-1]
        return {
            "tier": difference.tier,
            "kind": difference.kind,
            "rpc": difference.rpc,
            "at": difference.at,
            "fake": difference.fake,
            "target": difference.target,
            "rules": list(finding.rules),
            "answers": {
                "fake": {"status": last.fake.status, "body": last.fake.body},
                "target": {"status": last.target.status, "body": last.target.body},
            },
            "curl": self.lines(finding),
        }

    def lines(self, finding: Finding) -> list[str]:
        """The calls that show a difference, ready to paste."""
        return [
            curl(one.sent, self.places[one.sent.elsewhere], self.base, self.key_name, self.wire)
            for one in finding.calls
        ]

    def text(self) -> str:
        """The report for people."""
        pieces = [self._of_finding(*numbered) for numbered in enumerate(self.findings, 1)]
        verdicts = self.verdicts()
        counts = Counter(verdicts.values())
        for verdict in VERDICTS[1:3]:
            named = [id_ for id_ in verdicts if verdicts[id_] == verdict]
            pieces += [f"{verdict}: {', '.join(named)}"] if named else []
        told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
        tiers = Counter(one.difference.tier for one in self.findings)
        pieces.append(
            f"{len(verdicts)} rules: {told}.\n"
            f"{tiers['error']} errors, {tiers['warning']} warnings, {tiers['info']} notes in "
            f"{self.calls} calls ({self.examples} examples, seed {self.seed}) to {self.target}."
        )
        if self.fault:
            pieces.append(f"fakeannot: {self.fault}")
        return "\n\n".join(pieces)

    def _of_finding(self, number: int, finding: Finding) -> str:
        difference, last = finding.difference, finding.calls[-1]
        where = difference.at or "the answer"
        heads = [f"{number}. {difference.tier}: {difference.kind} of {where} in {difference.rpc}"]
        for id_ in finding.rules:
            rule = rules()[id_]
            heads.append(f"   {id_}: {rule.sentence} ({rule.evidence}: {rule.source})")
        heads.append(f"   fake:   {_short(difference.fake)}")
        heads.append(f"   target: {_short(difference.target)}")
        answers = [
            {"": one.status, **(one.body if isinstance(one.body, dict) else {"text": one.text})}
            for one in (last.fake, last.target)
        ]
        shown = side_by_side(*answers)
        lines = "\n".join(self.lines(finding))
        return "\n".join([*heads, "", shown, "", lines])


def _short(value: Any, most: int = 200) -> str:
    text = repr(value)
    return text if len(text) <= most else f"{text[:most]}..."

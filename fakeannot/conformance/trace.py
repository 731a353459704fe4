"""A run written down, so that a fake can be checked against it without the target.

One JSON object a line: first what it is, then each call with its answer. Who it was is not in it:
user, apps and the run's prefix have neutral names, and generated ids are replaced by others of
their form, one for one.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, TextIO

from fakeannot.conformance.calls import ApiCall, Json, Outcome, Place, Wire
from fakeannot.conformance.example import Example, Played
from fakeannot.conformance.names import Names
from fakeannot.conformance.references import HEX32
from fakeannot.conformance.report import Report
from fakeannot.conformance.session import Finding

VERSION = 1
_PLACES = (Place("user", "app"), Place("user", "other-app"))
_RUN = "run-"


class BadTrace(ValueError):
    """A file that is no trace, or one of another version."""


class Recorder:
    """Writes calls and their answers to a file, as they are made.

    Args:
        places, prefix: what is not to be told.
    """

    def __init__(self, file: TextIO, places: Sequence[Place], prefix: str, wire: Wire) -> None:
        self._file = file
        self._salt = secrets.token_bytes(16)
        neutral = {prefix: _RUN}
        for place, name in zip(places, _PLACES, strict=False):
            neutral |= {place.user_id: name.user_id, place.app_id: name.app_id}
        self._neutral = neutral
        longest_first = sorted(neutral, key=len, reverse=True)
        names = "|".join(re.escape(name) for name in longest_first if name != prefix)
        self._said = re.compile(rf"{re.escape(prefix)}|(?<![\w-])(?:{names})(?![\w-])")
        self._examples: dict[int, int] = {}
        self._write({"fakeannot_trace": VERSION, "wire": wire})

    def __call__(self, example: Example, played: Played) -> None:
        """Write one call down."""
        number = self._examples.setdefault(example.number, len(self._examples) + 1)
        call, target = played.sent, played.target
        self._write(
            {
                "example": number,
                "call": self.neutral(_call_json(call)),
                "status": target.status,
                "body": self.neutral(target.body),
                "headers": self.neutral(dict(target.headers)),
                "text": self.neutral(target.text),
            }
        )

    def neutral(self, value: Json) -> Json:
        """A JSON value that does not say who it is of."""
        if isinstance(value, dict):
            return {name: self.neutral(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.neutral(one) for one in value]
        if not isinstance(value, str):
            return value
        said = self._said.sub(lambda found: self._neutral[found[0]], value)
        return HEX32.sub(lambda found: self._other_id(found[0]), said)

    def _other_id(self, id_: str) -> str:
        """Another id of the same form: of a UUID's, if it has that."""
        made = blake2b(id_.encode(), digest_size=16, key=self._salt).hexdigest()
        return f"{made[:12]}{id_[12]}{made[13:16]}{id_[16]}{made[17:]}"

    def _write(self, line: Mapping[str, Json]) -> None:
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")


def _call_json(call: ApiCall) -> dict[str, Json]:
    told = {"rpc": call.rpc, "fields": dict(call.fields), "elsewhere": call.elsewhere}
    return {**told, "oddity": call.oddity, "route": call.route}


def replay(path: str | Path) -> Report:
    """Compare a fake with what a trace says the target answered.

    Raises:
        BadTrace: the file is no trace that this version can read.
        OSError: the file cannot be read.
    """
    lines = Path(path).read_text("utf-8").splitlines()
    wire = _wire_of(lines)
    report = Report(f"the trace {path}", wire, _PLACES)
    try:
        for _, calls in _examples(map(json.loads, lines[1:])):
            report.examples += 1
            _replayed(calls, wire, report)
    except (KeyError, TypeError, ValueError) as error:
        raise BadTrace(f"{path} is damaged: {error!r}") from None
    return report


def _wire_of(lines: list[str]) -> Wire:
    try:
        head = json.loads(lines[0])
        version, wire = head["fakeannot_trace"], head["wire"]
    except (IndexError, KeyError, TypeError, ValueError):
        raise BadTrace("This is no trace of `fakeannot conform --record`.") from None
    if version != VERSION:
        raise BadTrace(f"The trace has version {version}; version {VERSION} can be read.")
    return "grpc" if wire == "grpc" else "rest"


def _examples(lines: Iterable[Any]) -> Iterator[tuple[int, list[tuple[ApiCall, Outcome]]]]:
    """The calls of each example with their answers."""
    number = 0
    calls: list[tuple[ApiCall, Outcome]] = []
    for line in lines:
        if line["example"] != number and calls:
            yield number, calls
            calls = []
        number = line["example"]
        told = Outcome(line["status"], line["body"], line["headers"], line["text"])
        calls.append((ApiCall(**line["call"]), told))
    if calls:
        yield number, calls


def _replayed(calls: list[tuple[ApiCall, Outcome]], wire: Wire, report: Report) -> None:
    told = iter([outcome for _, outcome in calls])
    example = Example(lambda _: next(told), list(_PLACES), Names(_RUN, _RUN, ""), wire)
    for call, _ in calls:
        fields = example.references.to_fake(dict(call.fields))
        mine = ApiCall(call.rpc, fields, call.elsewhere, call.oddity, call.route)
        played = example.play(mine)
        report.calls += 1
        errors = [one for one in played.differences if one.tier == "error"]
        for one in errors[:1] or played.differences:
            if not any(one.is_known_by(known.difference) for known in report.findings):
                report.findings.append(Finding(one, list(example.played), report.calls))
        if errors and not call.is_read:
            return
        report.agreed.update(Counter(played.used) if not errors else {})

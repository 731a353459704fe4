"""What modules do when they are imported, seen by importing them in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from fakeannot.doctor.finding import Finding, or_ok
from fakeannot.doctor.patches import check_patches

CHECK = "import"
_MARK = "fakeannot doctor saw "
_SECONDS = 60


def check_imports(modules: Sequence[str], *, catches_channels: bool) -> list[Finding]:
    """Import modules elsewhere, where no connection off this machine can be made.

    Args:
        modules: their names, such as `my.package.labels`; the working directory is on the path.
        catches_channels: whether pytest is told to catch channels that are opened at import.
    """
    try:
        seen = _seen(modules)
    except subprocess.TimeoutExpired:
        why = "It waits for something when it is imported."
        told = f"{', '.join(modules)} not imported after {_SECONDS} s"
        return [Finding("problem", CHECK, told, why, "Do that in a function.")]
    found = [
        *_failures(seen["failed"]),
        *_channels(seen["channels"], catches_channels),
        *_calls(seen["calls"]),
    ]
    done = f"{', '.join(modules)}: no channel and no connection is opened"
    patches = [(way, by) for way, by in seen["patches"]]
    return [*or_ok(found, CHECK, done), *check_patches(patches, "after these imports")]


def _seen(modules: Sequence[str]) -> dict[str, Any]:
    """What `imported` tells, which goes last: modules may print when they are imported."""
    command = [sys.executable, "-m", "fakeannot.doctor.imported", _MARK, *modules]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    _, mark, told = ran.stdout.rpartition(_MARK)
    if mark:
        seen: dict[str, Any] = json.loads(told)
        return seen
    ended = {"failed": [[", ".join(modules), f"Python ended with {ran.returncode}"]]}
    return {**ended, "channels": [], "calls": [], "patches": []}


def _failures(failed: list[list[str]]) -> Iterator[Finding]:
    for module, error in failed:
        why = "Nothing can be said of what comes after that."
        yield Finding("problem", CHECK, f"{module}: {error}", why, "Mend it, or name another.")


def _channels(channels: list[list[str]], caught: bool) -> Iterator[Finding]:
    for target, place in channels:
        if caught:
            why, cure = "fakeannot_catch_channels = true has it caught.", "Nothing to do."
        else:
            why = "It is open before a fake can catch it, so its calls reach the real service."
            cure = "fakeannot_catch_channels = true in the ini file, or open it in a function."
        level = "note" if caught else "problem"
        yield Finding(level, CHECK, f"{place}: a channel to {target} is opened", why, cure)  # type: ignore[arg-type]  # one of two levels


def _calls(calls: list[list[str]]) -> Iterator[Finding]:
    for host, place in calls:
        yield Finding(
            "problem",
            CHECK,
            f"{place}: a connection to {host}, which was refused here",
            "A call that is made by an import is made before a fake can answer it.",
            "Make it in a function or fixture.",
        )

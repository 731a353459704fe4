"""What a run confirmed, written back to the ledger: `fakeannot/rules/*.py` of a source checkout."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from pathlib import Path

from fakeannot import rules as ledger

SOURCE = "conformance run"
_LONGEST = 100
_RULE = re.compile(
    r'^    (?:inferred|documented)\(("(?P<id>[^"]+)", "(?:[^"\\]|\\.)*"), '
    r'.*?(?P<profile>, profile="\w+")?\),$'
)
_IMPORT = re.compile(
    r"^from fakeannot\.rules\.rule import (?:\((?P<many>[^)]*)\)|(?P<one>[^\n(]*))$", re.MULTILINE
)


class NoCheckout(Exception):
    """The package is installed, and its ledger is not to be changed."""


def rules_folder() -> Path:
    """Where the ledger is, in a source checkout.

    Raises:
        NoCheckout: there is none.
    """
    folder = Path(ledger.__file__).parent
    if not (folder.parents[1] / "pyproject.toml").is_file():
        raise NoCheckout("The ledger can only be updated in a checkout of fakeannot's sources.")
    return folder


def update_ledger(folder: Path, confirmed: Collection[str], month: str) -> list[str]:
    """Have the confirmed rules that were not observed before be observed.

    Args:
        folder: with the ledger's modules.
        confirmed: ids of rules.
        month: when they were seen, such as "2026-11".

    Returns:
        the ids of the rules that were changed.
    """
    changed: list[str] = []
    for path in sorted(folder.glob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        for at, line in enumerate(lines):
            found = _RULE.match(line)
            if found is not None and found["id"] in confirmed:
                lines[at] = (
                    f'    observed({found[1]}, "{SOURCE}", "{month}"{found["profile"] or ""}),'
                )
                changed.append(found["id"])
        text = "\n".join(lines) + "\n"
        if text != path.read_text("utf-8"):
            path.write_text(_with_imports(text), "utf-8")
    return changed


def _with_imports(text: str) -> str:
    """The module with those names imported that it uses."""
    found = _IMPORT.search(text)
    if found is None:
        return text
    known = {*re.findall(r"\w+", found["many"] or found["one"]), "observed"}
    used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    # Constants first, as the linter sorts them.
    names = sorted(known & used, key=lambda name: (name.islower(), name))
    line = f"from fakeannot.rules.rule import {', '.join(names)}"
    if len(line) > _LONGEST:
        listed = "".join(f"    {name},\n" for name in names)
        line = f"from fakeannot.rules.rule import (\n{listed})"
    return text[: found.start()] + line + text[found.end() :]

"""What a run confirmed becomes observed in the ledger, line by line."""

from __future__ import annotations

import shutil
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import fakeannot.rules
from fakeannot.conformance.ledger import NoCheckout, rules_folder, update_ledger
from fakeannot.rules import Rule, rules

HERE = Path(fakeannot.rules.__file__).parent
NEVER_SEEN = [rule.id for rule in rules().values() if rule.evidence != "observed"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "rules", ignore=shutil.ignore_patterns("__*__")))


def read(path: Path) -> dict[str, Rule]:
    """The rules of a module that is no part of the package."""
    spec = spec_from_file_location("read_ledger", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.pop("read_ledger", None)
    return {rule.id: rule for rule in module.RULES}


def topics(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.py")) if "RULES = (" in path.read_text("utf-8")]


def test_a_confirmed_rule_is_observed_this_month(folder: Path) -> None:
    id_ = "annotations.get_unknown"
    assert rules()[id_].evidence == "inferred"
    assert update_ledger(folder, [id_, "envelope.req_id"], "2026-11") == [id_]
    changed = read(folder / "annotations.py")[id_]
    assert changed == Rule(id_, rules()[id_].sentence, "observed", "conformance run", "2026-11")


def test_one_line_changes_for_one_rule(folder: Path) -> None:
    before = (folder / "annotations.py").read_text("utf-8").splitlines()
    update_ledger(folder, ["annotations.get_unknown"], "2026-11")
    after = (folder / "annotations.py").read_text("utf-8").splitlines()
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_what_was_observed_before_and_what_was_not_confirmed_stays(folder: Path) -> None:
    seen = [rule.id for rule in rules().values() if rule.evidence == "observed"]
    before = {path: path.read_bytes() for path in folder.glob("*.py")}
    assert update_ledger(folder, seen, "2026-11") == []
    assert update_ledger(folder, [], "2026-11") == []
    assert {path: path.read_bytes() for path in folder.glob("*.py")} == before


def test_every_rule_can_become_observed_and_the_modules_import_what_they_use(folder: Path) -> None:
    assert sorted(update_ledger(folder, NEVER_SEEN, "2026-11")) == sorted(NEVER_SEEN)
    read_again: dict[str, Rule] = {}
    for path in topics(folder):
        read_again |= read(path)
        imported = path.read_text("utf-8").partition("RULES = (")[0]
        assert "observed" in imported
        assert "inferred" not in imported
    assert {rule.evidence for rule in read_again.values()} == {"observed"}
    assert {id_: rule.sentence for id_, rule in read_again.items()} == {
        id_: rule.sentence for id_, rule in rules().items()
    }


def test_an_installed_package_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rules_folder() == HERE
    installed = str(tmp_path / "fakeannot" / "rules" / "__init__.py")
    monkeypatch.setattr(fakeannot.rules, "__file__", installed)
    with pytest.raises(NoCheckout, match="checkout"):
        rules_folder()

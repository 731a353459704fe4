"""The ledger written out, and the page of it that the docs have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakeannot.cli import main
from fakeannot.rules import Rule, rules
from fakeannot.rules.listing import as_markdown, as_text, of_evidence
from fakeannot.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "fidelity.md"


def test_the_page_of_the_docs_is_that_of_the_ledger() -> None:
    assert PAGE.read_text("utf-8") == as_markdown(of_evidence()), (
        "write it anew: fakeannot rules --markdown > docs/fidelity.md"
    )


def test_the_command_prints_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    told = capsys.readouterr().out
    assert all(rule.id in told and rule.sentence in told for rule in rules().values())
    assert told.endswith(" inferred.\n")


def test_the_command_prints_the_rules_of_one_kind_of_evidence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["rules", "--evidence", "observed"])
    told = capsys.readouterr().out
    assert "envelope.status_first" in told
    assert "access.open" not in told


def test_as_json_a_rule_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--json"])
    listed = json.loads(capsys.readouterr().out)
    assert [Rule(**one) for one in listed] == list(rules().values())


def test_what_speaks_against_a_rule_and_what_changes_it_is_told() -> None:
    (rule,) = [one for one in of_evidence() if one.id == "lists.per_page_20"]
    assert "; but the contract's comments" in as_text([rule])
    assert "; setting `per_page`" in as_text([rule])


def test_a_list_of_no_rules_says_so() -> None:
    assert as_text([]) == "0 rules: 0 observed, 0 documented, 0 inferred."


@pytest.mark.parametrize("rule", [one for one in rules().values() if one.setting])
def test_a_setting_that_a_rule_names_exists(rule: Rule) -> None:
    assert rule.setting in Settings.__dataclass_fields__


def test_every_rule_that_sources_disagree_about_says_what_the_others_say() -> None:
    disputed = {rule.id for rule in rules().values() if rule.against}
    assert {"lists.per_page_20", "annotations.collaborator_status", "patch.remove"} <= disputed

"""The ledger is whole: every rule is kept somewhere in the code and pinned by some test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, get_args

import pytest

import fakeannot
import fakeannot.rules
from fakeannot.rules import Evidence, Rule, enforces, rules, rules_used

APART = {"rule", "tracing", "listing"}
TOPICS = [one.name for one in iter_modules(fakeannot.rules.__path__) if one.name not in APART]
CODE = Path(fakeannot.__file__).parent
TESTS = Path(__file__).parents[1]


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _strings([node.body, node.orelse])


class Use(NamedTuple):
    """A call in some source: in which file, of what, and how."""

    file: str
    called: str
    node: ast.Call


@cache
def _calls(folder: Path) -> list[Use]:
    return [
        Use(file.name, ast.unparse(node.func), node)
        for file in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


@cache
def enforced() -> dict[str, str]:
    """Each rule named in the code, by `enforces`, `applies` or `rule=`, with a file it is in."""
    named = {}
    for file, called, node in _calls(CODE):
        if called in ("enforces", "applies"):
            named.update(dict.fromkeys(_strings(node.args), file))
        keywords = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        named.update(dict.fromkeys(_strings(keywords), file))
    return named


@cache
def pinned() -> dict[str, str]:
    """Each rule named in the tests by `pytest.mark.rule(...)`, with a file it is in."""
    named = {}
    for file, called, node in _calls(TESTS):
        if called == "pytest.mark.rule":
            named.update(dict.fromkeys(_strings(node.args), file))
    return named


@pytest.mark.parametrize("rule", rules().values(), ids=[*rules()])
def test_every_rule_is_kept_by_code_and_pinned_by_a_test(rule: Rule) -> None:
    assert rule.id in enforced(), f"no code in fakeannot/ names {rule.id}"
    assert rule.id in pinned(), f"no test names {rule.id}"


def test_code_and_tests_name_known_rules_only() -> None:
    unknown = {**enforced(), **pinned()}
    assert {name: file for name, file in unknown.items() if name not in rules()} == {}


def test_every_use_of_a_rule_is_a_plain_string_that_can_be_found() -> None:
    for file, called, node in (*_calls(CODE), *_calls(TESTS)):
        if called in ("enforces", "pytest.mark.rule"):
            assert len(list(_strings(node.args))) == len(node.args) > 0, (file, node.lineno)


def test_ids_are_unique_and_of_one_form() -> None:
    topics = [import_module(f"fakeannot.rules.{topic}") for topic in TOPICS]
    ids = [rule.id for topic in topics for rule in topic.RULES]
    assert len(ids) == len(set(ids)) == len(rules())
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", id_)] == []


@pytest.mark.parametrize("rule", rules().values(), ids=[*rules()])
def test_every_rule_is_a_sentence_with_evidence(rule: Rule) -> None:
    assert rule.sentence.endswith(".")
    assert rule.sentence == rule.sentence.strip()
    assert rule.evidence in get_args(Evidence)
    assert rule.source
    if rule.evidence == "inferred":
        assert rule.seen == ""
    else:
        # Empty where the evidence bears no date: none is made up.
        assert re.fullmatch(r"(20[12][0-9](-(0[1-9]|1[0-2]))?)?", rule.seen)


def test_enforces_leaves_a_function_as_it_is_and_running_it_uses_its_rules() -> None:
    def function() -> int:
        return 5

    declared = enforces("http.cors", "http.headers")(function)
    assert declared is function
    with rules_used() as used:
        assert function() == 5
    assert used == {"http.cors", "http.headers"}

"""Every example in README.md and docs/ runs as it stands there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import hypothesis.stateful  # noqa: F401 - as pytester forgets what a run loads
import pytest

# Loaded here for the same reason, and these libraries can be loaded only once.
import scipy.optimize  # noqa: F401 - as above

import fakeannot.doors.local.tls  # noqa: F401 - as above
from fakeannot import FakeClarifai
from fakeannot.cli import parser

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "bench" / "README.md"])
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"def test_|\.TestCase\b")
SWEPT = re.compile(r"::test_\w+\[\d+-\w+-\w+\] PASSED")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def blocks(page: Path, language: str) -> list[str]:
    return [code for tag, code in FENCE.findall(page.read_text("utf-8")) if tag == language]


def of(language: str) -> list[Any]:
    """The pages that have such blocks, as parameters."""
    return [pytest.param(page, id=page.name) for page in PAGES if blocks(page, language)]


@pytest.mark.parametrize("page", of("python"))
def test_the_python_examples_of_a_page_run_one_after_the_other(page: Path) -> None:
    namespace: dict[str, object] = {}
    for code in blocks(page, "python"):
        if "def test_" not in code:
            exec(compile(code, page.name, "exec"), namespace)


@pytest.mark.parametrize("page", of("python"))
def test_the_test_examples_of_a_page_pass(page: Path, pytester: pytest.Pytester) -> None:
    tests = [code for code in blocks(page, "python") if "def test_" in code]
    for number, code in enumerate(tests):
        pytester.makepyfile(**{f"test_{number}": code})
    if tests:
        result = pytester.runpytest_inprocess("-p", "conftest_plugin", "-v")
        outcomes = result.parseoutcomes()
        # Of a swept test each run has an id of its own, which ends with its fault.
        runs = sum(SWEPT.search(line) is not None for line in result.outlines)
        assert outcomes.pop("passed") == sum(len(TEST.findall(code)) for code in tests) + runs
        assert not outcomes


@pytest.mark.parametrize("page", of("json"))
def test_the_seeds_of_a_page_load(page: Path) -> None:
    for code in blocks(page, "json"):
        fake = FakeClarifai()
        fake.load(json.loads(code))
        for app in json.loads(code)["apps"]:
            expected = len(app["inputs"]) + len(app["annotations"])
            assert len(fake.app(app["id"], app["user_id"]).annotations()) == expected


@pytest.mark.parametrize("page", of("sh"))
def test_the_commands_of_a_page_are_ones_that_there_are(page: Path) -> None:
    lines = [line for code in blocks(page, "sh") for line in code.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("fakeannot ")]
    for command in commands:
        assert callable(parser().parse_args(command).run)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    missing = [
        link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()
    ]
    assert not missing


def test_every_setting_is_in_the_table_of_settings() -> None:
    from dataclasses import fields

    from fakeannot.settings import Settings

    table = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert [f.name for f in fields(Settings) if f"`{f.name}`" not in table] == []


def test_the_example_project_passes(pytester: pytest.Pytester) -> None:
    for path in (ROOT / "examples").glob("*.py"):
        pytester.makepyfile(**{path.stem: path.read_text("utf-8")})
    pytester.runpytest_inprocess("-p", "conftest_plugin", "-q").assert_outcomes(passed=2)

"""What `fakeannot coverage` says of each RPC, and the page of it that the docs have."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fakeannot.cli import main
from fakeannot.contract.operations import operations
from fakeannot.coverage import Covered, as_json, as_markdown, as_text, covered
from fakeannot.coverage.covered import STATES
from fakeannot.coverage.listing import contract_version, evidence_of
from fakeannot.coverage.named_rules import named_rules
from fakeannot.rules import applies, enforces
from fakeannot.service import BUILT
from fakeannot.service.call import BY_DETECTORS, REFUSING, STORED_ONLY

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
_VERSION = re.compile(r"The contract is that of clarifai-grpc ([0-9.]+)\.\n")


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_the_page_of_the_docs_is_what_the_command_writes() -> None:
    page = PAGE.read_text("utf-8")
    (written,) = _VERSION.findall(page)
    if numbers(contract_version()) < numbers(written):
        pytest.skip(f"the page is of clarifai-grpc {written}, and {contract_version()} is older")
    assert page == as_markdown(covered()), (
        "write it anew: fakeannot coverage --markdown > docs/coverage.md"
    )


@pytest.mark.parametrize(
    ("option", "form"), [([], as_text), (["--json"], as_json), (["--markdown"], as_markdown)]
)
def test_the_command_prints_each_form(
    capsys: pytest.CaptureFixture[str], option: list[str], form: Any
) -> None:
    assert main(["coverage", *option]) == 0
    assert capsys.readouterr().out.rstrip() == form(covered()).rstrip()


def test_every_rpc_is_told_once_in_each_form() -> None:
    names = [*operations()]
    assert [one.rpc for one in covered()] == names
    assert [one["rpc"] for one in json.loads(as_json(covered()))] == names
    *lines, last = as_text(covered()).splitlines()
    assert [re.split("  +", line)[1] for line in lines] == names
    assert last.startswith(f"{len(names)} RPCs: ")
    counts = map(int, re.findall(r"(\d+) (?:built|stored|with|refused)", last))
    assert sum(counts) == len(names)
    rows = [line for line in as_markdown(covered()).splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == names


def test_the_state_is_what_the_handler_was_declared_to_be() -> None:
    for one in covered():
        assert one.state in STATES
        assert (one.state == "refused") == (one.rpc not in BUILT or one.rpc in REFUSING)
        assert (one.state == "stored only") == (one.rpc in STORED_ONLY)
        assert (one.state == "with a detector") == (one.rpc in BY_DETECTORS)
        assert one.routes or one.rpc not in BUILT


KEPT = {
    *("AnnotationFilter", "Model", "ModelVersion", "Workflow", "WorkflowVersion"),
    "AnnotationTrack",
}
"""What the real service has for more than the fake does with it."""


def test_what_is_stored_only_is_of_things_that_nothing_comes_of() -> None:
    for rpc in STORED_ONLY:
        noun = re.sub("^(Post|Get|List|Patch|Delete)", "", rpc).removesuffix("s")
        assert noun in KEPT, rpc
    assert not REFUSING & STORED_ONLY


def rules_of(rpc: str) -> set[str]:
    (found,) = [one for one in covered() if one.rpc == rpc]
    return {*found.rules}


def test_the_rules_of_an_rpc_are_those_that_its_code_names() -> None:
    listed = rules_of("ListAnnotations")
    assert {"lists.per_page_20", "lists.per_page_128", "lists.at_most_1000"} <= listed
    assert {"annotations.oldest_first", "annotations.workers_union"} <= listed
    assert not listed & {"annotations.delete_one", "bulk.mixed", "inputs.url_unique"}
    assert {"bulk.mixed", "regions.box_within"} <= rules_of("PostAnnotations")
    assert rules_of("PostModelOutputs") >= {"predictions.outputs", "predictions.one_reason"}
    assert rules_of("PostRunners") == set()


@enforces("http.cors")
def _kept() -> None:
    """Named by another function."""


def test_rules_are_found_in_functions_within_and_beside() -> None:
    def handler(which: bool) -> list[object]:
        def within() -> None:
            applies("http.head" if which else "http.headers")

        return [within, _kept, handler]

    assert named_rules(handler) == ("http.headers", "http.head")
    assert named_rules(test_rules_are_found_in_functions_within_and_beside)[0] == "http.headers"


@pytest.mark.parametrize(
    ("named", "evidence"),
    [
        ((), ""),
        (("http.cors",), "1 observed"),
        (("access.open", "http.cors", "access.me"), "2 observed, 1 inferred"),
    ],
)
def test_the_evidence_counts_rules_by_how_they_are_known(
    named: tuple[str, ...], evidence: str
) -> None:
    assert evidence_of(Covered("GetUser", "built", (), named)) == evidence

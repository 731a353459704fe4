"""The check has eyes: wrong fakes are found out, and the fake as it is shows no difference."""

from __future__ import annotations

import pytest

from fakeannot.conformance.calls import Wire
from fakeannot.rules import rules
from tests.conformance.mutants import MUTANTS
from tests.conformance.mutants.__main__ import CLEAN_CALLS, CLEAN_RUNS
from tests.conformance.mutants.hunting import hunt

SECONDS = 60
FEW = (
    "order_reversed",
    "page_size_19",
    "workers_intersected",
    "input_level_deleted_in_bulk",
    "merge_overwrites",
    "delete_crosses_apps",
    "value_0_dropped",
    "times_tie",
    "dataset_input_added_again",
    "hits_newest_first",
    "app_notes_kept",
    "version_follows_dataset",
    "export_not_told_of",
    "saved_query_kept",
)


def killed(name: str) -> None:
    hunted = hunt(name)
    assert hunted.killed, hunted.report.text()
    assert hunted.seconds < SECONDS


@pytest.mark.parametrize("name", FEW)
def test_a_mutant_is_found_out(name: str) -> None:
    killed(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in MUTANTS if name not in FEW])
def test_every_mutant_is_found_out(name: str) -> None:
    killed(name)


@pytest.mark.parametrize("wire", ["rest", "grpc"])
def test_the_fake_as_it_is_shows_no_difference(wire: Wire) -> None:
    clean(1, wire)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(CLEAN_RUNS))
def test_the_fake_as_it_is_shows_no_difference_with_any_seed(seed: int) -> None:
    clean(seed, "grpc" if seed % 2 else "rest")


def clean(seed: int, wire: Wire) -> None:
    report = hunt("", seed=seed, calls=CLEAN_CALLS, wire=wire).report
    assert report.findings == [], report.text()
    assert report.status == 0


def test_there_are_enough_mutants_and_each_breaks_a_rule_that_there_is() -> None:
    assert len(MUTANTS) >= 100
    assert [one.name for one in MUTANTS.values() if one.rule not in rules()] == []
    assert all(one.sentence.endswith(".") for one in MUTANTS.values())

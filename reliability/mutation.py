"""How many small changes to the store and the service the tests notice.

    python -m reliability.mutation [--sample N] [--seconds S] [--tests PATH ...] [-- MODULE ...]

Each change that cosmic-ray makes is tried with tests that run the changed statement, in memory or
in a copy: the checkout stays as it is. What survives is printed, and makes the command fail,
unless reliability/survivors.md says why it does.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from math import sqrt
from pathlib import Path

import pytest

from reliability.mutants import Mutant, mutants_of
from reliability.trials import OPTIONS, Program, Trial, Trials, learn

FOLDERS = (Path("fakeannot/store"), Path("fakeannot/service"))
TESTS = (
    *("tests/rules", "tests/store", "tests/journey", "tests/testing", "tests/seeds"),
    *("tests/doors/test_grpc_newer_fields.py", "tests/doors/test_rpc.py", "tests/coverage"),
)
_EXPLAINED = Path("reliability/survivors.md")


class Mutation:
    """A plugin of pytest that tries mutants where pytest would run the tests.

    Attributes:
        outcomes: how many were "killed", "explained" or "survived".
    """

    def __init__(self, wanted: list[Mutant], arguments: argparse.Namespace) -> None:
        self.outcomes: Counter[str] = Counter()
        self._wanted = wanted
        self._arguments = arguments
        self._explained = set(_EXPLAINED.read_text(encoding="utf-8").splitlines())

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        known = learn(session, FOLDERS)
        program = Program(path for folder in FOLDERS for path in folder.rglob("*.py"))
        trials = Trials(session, program, known, self._arguments.seconds)
        # What is there is not to be written to, and copied, by the collector of each fork.
        gc.freeze()
        todo = islice(filter(Mutant.differs, self._wanted), self._arguments.sample)
        for mutant, survived in _tried(todo, trials, self._arguments.workers):
            self._note(mutant, survived)
        return True

    def _note(self, mutant: Mutant, survived: bool) -> None:
        told = str(mutant) if survived else ""
        outcome = "explained" if told in self._explained else "survived"
        self.outcomes[outcome if survived else "killed"] += 1
        if survived and outcome == "survived":
            print(f"{told} (line {mutant.line})", flush=True)


def _tried(todo: Iterator[Mutant], trials: Trials, workers: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it survived, so many at a time."""
    running: list[Trial] = [trials.begin(mutant) for mutant in islice(todo, workers)]
    while running:
        time.sleep(0.01)
        for trial in [*running]:
            if (survived := trial.outcome()) is not None:
                yield trial.mutant, survived
                running.remove(trial)
                running += map(trials.begin, islice(todo, 1))


def interval(part: int, whole: int) -> tuple[float, float]:
    """Between which shares the true one lies, with 95 % confidence, by Wilson's score."""
    z = 1.96
    share, spread = part / whole, z * sqrt(part * (whole - part) / whole + z * z / 4)
    middle = share * whole + z * z / 2
    return (middle - spread) / (whole + z * z), (middle + spread) / (whole + z * z)


def main() -> int:
    """Try mutants, print what became of them, and tell whether all was well: 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m reliability.mutation")
    parser.add_argument("--sample", type=int, help="try so many, chosen by chance; else all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="of tests for each at most")
    parser.add_argument("--workers", type=int, default=2, help="how many are tried at a time")
    parser.add_argument("--tests", nargs="+", default=TESTS)
    parser.add_argument("modules", nargs="*", type=Path)
    arguments = parser.parse_args()
    modules = arguments.modules or sorted(p for folder in FOLDERS for p in folder.rglob("*.py"))
    made = list(mutants_of(modules))
    random.Random(arguments.seed).shuffle(made)
    mutation, began = Mutation(made, arguments), time.monotonic()
    failed = pytest.main([*OPTIONS, "-s", *arguments.tests], plugins=[mutation])
    outcomes, tried = mutation.outcomes, mutation.outcomes.total()
    if failed or not tried:
        return 1
    least, most = interval(outcomes["killed"], tried)
    print(
        f"{len(made)} made, {tried} tried in {time.monotonic() - began:.0f} s: "
        f"{outcomes['killed']} killed ({least:.1%} to {most:.1%} of all), "
        f"{outcomes['explained']} explained, {outcomes['survived']} survived"
    )
    return int(outcomes["survived"] > 0)


if __name__ == "__main__":
    sys.exit(main())

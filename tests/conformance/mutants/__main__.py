"""The table of mutants and what killed them: `python -m tests.conformance.mutants [NAME ...]`.

With `--by-chance` the tour is left out, and random calls alone have to find them.

The exit status is 1 if one is left alive, or if the fake as it is shows a difference.
"""

from __future__ import annotations

import sys
from statistics import median

from tests.conformance.mutants import MUTANTS
from tests.conformance.mutants.hunting import CALLS, Hunt, hunt

CLEAN_RUNS, CLEAN_CALLS = 20, 1_000
CALLS_BY_CHANCE = 25_000
_ROW = "{:<30} {:<7} {:>5} {:>5} {:>7}  {}"


def main(names: list[str]) -> int:
    """Hunt the mutants named, or all, and then the fake itself with several seeds."""
    print(_ROW.format("mutant", "", "calls", "shown", "seconds", "rules it is said to break"))
    tour = "--by-chance" not in names
    names = [name for name in names if not name.startswith("--")]
    calls = CALLS if tour else CALLS_BY_CHANCE
    hunts = [_told(hunt(name, calls=calls, tour=tour)) for name in names or MUTANTS]
    alive = [one.name for one in hunts if not one.killed]
    killed = [one for one in hunts if one.killed]
    if killed:
        times, made = [one.seconds for one in killed], [one.calls for one in killed]
        print(
            f"\n{len(killed)} of {len(hunts)} killed: median {median(times):.2f} s and "
            f"{median(made):.0f} calls, at most {max(times):.2f} s and {max(made)} calls; "
            f"of {sum(one.is_named for one in killed)} the broken rule is named."
        )
    clean = [] if names or not tour else [_is_clean(seed) for seed in range(CLEAN_RUNS)]
    if clean:
        print(f"{sum(clean)} of {len(clean)} runs against the fake as it is show no difference.")
    if alive:
        print(f"Alive: {', '.join(alive)}")
    return int(bool(alive) or not all(clean))


def _told(one: Hunt) -> Hunt:
    verdict = "killed" if one.killed else "ALIVE"
    rules = ", ".join(one.rules[:3]) + (", ..." if one.rules[3:] else "")
    told = (one.name, verdict, one.calls, one.shown_by, f"{one.seconds:.2f}", rules)
    print(_ROW.format(*told), flush=True)
    return one


def _is_clean(seed: int) -> bool:
    """Whether nothing at all differs, every second time over gRPC."""
    wire = "grpc" if seed % 2 else "rest"
    report = hunt("", seed=seed, calls=CLEAN_CALLS, wire=wire).report
    if report.findings or report.fault:
        print(f"seed {seed}, {wire}:\n{report.text()}")
    return not (report.findings or report.fault)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

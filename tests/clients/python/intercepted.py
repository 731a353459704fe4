"""Runs another program with no server: what it calls is caught in its own process.

    python intercepted.py SEED PROGRAM [ARGUMENT...]

SEED is a file that the fake's world is filled from.
"""

from __future__ import annotations

import runpy
import sys

from fakeannot import FakeClarifai


def main(seed: str, program: str, *arguments: str) -> None:
    fake = FakeClarifai(strict=True)
    fake.load(seed)
    sys.argv = [program, *arguments]
    with fake.intercept():
        runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])

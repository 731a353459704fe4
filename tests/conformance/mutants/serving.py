"""A process that serves a mutant, or the fake as it is: `python -m ...mutants.serving NAME`.

It prints where, as one line of JSON, and ends when its standard input does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fakeannot import FakeClarifai

ROOT = Path(__file__).parents[3]


class Served(NamedTuple):
    """Where a mutant listens, for both kinds of target."""

    url: str
    grpc: str


@contextmanager
def serving(name: str) -> Iterator[Served]:
    """A mutant, or the fake as it is if no name is given, in a process of its own."""
    command = [sys.executable, "-m", "tests.conformance.mutants.serving", name]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Served(**json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.stdout.read()


def serve(name: str) -> None:
    """Serve until nobody writes to the standard input any more."""
    from tests.conformance.mutants import MUTANTS

    found = MUTANTS.get(name)
    if found is not None:
        found.break_it()
    # Apps are to be made, as in the real service: then a run may try calls about them.
    settings = {"strict": "apps", **(found.settings if found is not None else {})}
    fake = FakeClarifai(user_id="user", app_id="not-of-the-run", **settings)
    with fake.serve() as server:
        where = Served(server.url, f"grpc:{server.grpc_target}")
        print(json.dumps(where._asdict()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1])

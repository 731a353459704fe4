"""The world in which every client makes its walk, what it has to see, and how it is run."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.local.serving import FakeServer

HERE = Path(__file__).parent
CLIENTS = Path(os.environ.get("FAKEANNOT_CLIENTS") or HERE.parents[1] / ".clients")
SECONDS = 120

SEED = {
    "users": [
        {"id": "owner", "pat": "owner-pat"},
        {"id": "labeler", "pat": "labeler-pat"},
    ],
    "apps": [{"id": "street", "user_id": "owner", "collaborators": ["labeler"]}],
}
SEEN: dict[str, Any] = {
    "added": [["car", 30001], ["bus", 30001], ["bike", 30001]],
    "inputs": ["car", "bus", "bike"],
    "labelled": ["label", "owner", 24150, [["tree", 1], ["water", 0]]],
    "boxed": [0.1, 0.2, 0.3, 0.4],
    "pending": ["task", "labeler", 24151, []],
    "many": [10000, 25],
    "page_1": ["input-level", *(f"n{n:02}" for n in range(9))],
    "page_2": [f"n{n:02}" for n in range(9, 19)],
    "page_3": [f"n{n:02}" for n in range(19, 25)],
    "page_4": [],
    "default_page": 20,
    "of_labeler": ["task"],
    "merged": ["label", "owner", 24150, [["tree", 1], ["water", 0], ["sky", 1]]],
    "overwritten": ["label", "owner", 24150, [["tree", 1]]],
    "removed": ["label", "owner", 24150, [["tree", 1]]],
    "done": ["task", "labeler", 24150, []],
    "deleted_one": 11101,
    "deleted_pairs": ["input-level", "n02", 24],
    "deleted_by_input": ["input-level"],
    "deleted_inputs": [10000, []],
    "refused": 11009,
}


@contextmanager
def street(**options: Any) -> Iterator[tuple[FakeClarifai, FakeServer]]:
    """The world of the walk, served; `options` are those of `FakeClarifai.serve`."""
    fake = FakeClarifai(strict=True)
    fake.load(SEED)
    with fake.serve(**options) as server:
        yield fake, server


def check_walk(
    fake: FakeClarifai, command: list[str], env: Mapping[str, str] | None = None
) -> None:
    """Run a client's program and hold what it printed, and what it left behind, to the walk."""
    assert run(command, env) == SEEN
    app = fake.app("street", "owner")
    assert (app.inputs(), app.annotations()) == ([], [])
    assert {concept.id for concept in app.concepts()} == {"tree", "water", "wheel", "n", "sky"}


def run(command: list[str], env: Mapping[str, str] | None = None) -> Any:
    """What a program printed, as JSON; its environment is ours with `env` on top."""
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def installed(name: str, script: str) -> Path:
    """Where the script `install/SCRIPT.sh` put something; skips the test where it has not run."""
    path = CLIENTS / name
    if not path.exists():
        pytest.skip(f"{name} is not installed: run tests/clients/install/{script}.sh")
    return path

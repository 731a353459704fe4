"""The official Python clients with no server: their calls are caught in their own process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from fakeannot import FakeClarifai
from tests.clients import test_python_sdk
from tests.clients.harness import HERE, SECONDS, SEED, SEEN, installed, run

pytestmark = pytest.mark.client

PROGRAMS = HERE / "python"
# A call that is not caught ends here, rather than at the real service.
NOWHERE = "http://127.0.0.1:9"
ENV = {"grpc_proxy": NOWHERE, "https_proxy": NOWHERE}


def python(environment: str) -> str:
    return str(installed(f"python/{environment}/bin/python", "python"))


@pytest.fixture
def seed(tmp_path: Path) -> str:
    """A file with the world of the walk."""
    file = tmp_path / "seed.json"
    file.write_text(json.dumps(SEED), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("environment", "channel"),
    [
        ("newest", ["secure"]),
        ("newest", ["insecure", "api.clarifai.com:18080"]),
        ("newest", ["aio_secure"]),
        ("newest", ["aio_insecure", "api.clarifai.com:18080"]),
        ("protobuf6", ["secure"]),
        ("protobuf6", ["json"]),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_the_package_makes_the_walk(environment: str, channel: list[str], seed: str) -> None:
    command = [python(environment), f"{PROGRAMS}/intercepted.py", seed, f"{PROGRAMS}/walk.py"]
    assert run([*command, *channel], ENV) == SEEN


def test_the_sdk_makes_its_journey(seed: str) -> None:
    fake = FakeClarifai()
    env = {
        **ENV,
        "CLARIFAI_PAT": fake.pat,
        "CLARIFAI_USER_ID": fake.user_id,
        "CLARIFAI_APP_ID": fake.app_id,
    }
    command = [python("sdk"), f"{PROGRAMS}/intercepted.py", seed, f"{PROGRAMS}/sdk.py"]
    assert run(command, env) == test_python_sdk.SEEN


@pytest.mark.parametrize(
    ("environment", "checks", "passed"),
    [("newest", "check_labels.py", 4), ("sdk", "check_uploads.py", 2)],
)
def test_a_project_tests_its_own_code_with_the_fixture(
    environment: str, checks: str, passed: int, tmp_path: Path
) -> None:
    project = shutil.copytree(PROGRAMS / "project", tmp_path / "project")
    done = subprocess.run(
        [python(environment), "-m", "pytest", "-W", "error", checks],
        cwd=project,
        env={**os.environ, **ENV},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{passed} passed" in done.stdout

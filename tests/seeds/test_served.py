"""A world over HTTP and by the command: `/__fakeannot/snapshot`, `clear`, `--seed`, `--save`."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
import requests

from fakeannot import FakeClarifai
from fakeannot.cli import main
from tests.seeds.view import view
from tests.seeds.worlds import MOMENT, full
from tests.test_cli import get, serving

SNAPSHOT = "/__fakeannot/snapshot"


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_world_can_be_had_as_a_document_and_put_back(method: str) -> None:
    fake = full()
    had = fake.client().get(SNAPSHOT)
    assert (had.status_code, had.content_type) == (200, "application/json")
    assert had.json == json.loads(json.dumps(fake.document()))
    other = FakeClarifai(clock=lambda: MOMENT, processing="manual")
    other.load({"apps": [{"id": "before"}]})
    assert other.client().open(SNAPSHOT, method=method, data=had.data).json == {"ok": True}
    other.app().add_input("more")
    other.client().post("/__fakeannot/reset")
    other.workflow(lambda _: [])  # the first has one too
    assert view(other) == view(fake) | {"workflows": 2}


def test_a_seed_that_is_put_takes_the_place_of_all_there_was() -> None:
    fake = full()
    seed = {"apps": [{"inputs": [{"id": "car"}]}]}
    assert fake.client().post(SNAPSHOT, json=seed).status_code == 200
    for _ in range(2):
        assert list(fake._dispatcher.world.apps) == [(fake.user_id, fake.app_id)]
        assert [one.id for one in fake.app().inputs()] == ["car"]
        fake.reset()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "line 1: no JSON: Expecting value"),
        (b"\xff", "line 1: no UTF-8: invalid start byte"),
        (b'{"apps": [\n{"inputs": [{"id": 5}]}]}', "line 2: apps[0].inputs[0].id: expected a"),
        (b'{"fakeannot": "snapshot", "version": 2}', "line 1: version: written by a newer"),
    ],
)
def test_what_cannot_be_put_is_told_in_one_line_and_changes_nothing(body: bytes, told: str) -> None:
    fake = full()
    before = view(fake)
    answer = fake.client().post(SNAPSHOT, data=body)
    said: dict[str, Any] = answer.get_json()
    assert (answer.status_code, said["ok"]) == (400, False)
    assert said["error"].startswith(told)
    assert len(said["error"].splitlines()) == 1
    assert view(fake) == before


def test_a_clear_over_http_leaves_nothing_to_go_back_to() -> None:
    fake = FakeClarifai()
    fake.load({"apps": [{"inputs": [{"id": "car"}]}]})
    assert fake.client().post("/__fakeannot/clear").json == {"ok": True}
    fake.reset()
    assert fake.app().inputs() == []


@pytest.mark.parametrize("name", ["world.json", "world.yaml"])
def test_a_server_goes_on_from_what_the_one_before_saved(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    headers = {"Authorization": "Key k"}
    with serving("--save", str(file)) as (process, url):
        body = {"inputs": [{"id": "car", "data": {"image": {"url": "https://example.com/1"}}}]}
        requests.post(f"{url}/v2/inputs", json=body, headers=headers, timeout=10)
        was = get(f"{url}/v2/inputs/car").json()["input"]
        assert not file.exists()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, "")
    with serving("--seed", str(file)) as (_, url):
        assert get(f"{url}/v2/inputs/car").json()["input"] == was


def test_a_file_that_cannot_be_saved_is_refused_before_anything_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, told in ((tmp_path, "Is a directory"), (tmp_path / "no" / "w", "No such file")):
        assert main(["serve", "--port", "0", "--save", str(file)]) == 2
        said = capsys.readouterr()
        assert said.err.startswith(f"fakeannot: {file}: {told}")
        assert (said.out, len(said.err.splitlines())) == ("", 1)


def test_a_world_that_could_not_be_loaded_is_not_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "world.json"
    file.write_text('{"appps": []}', "utf-8")
    ports = ["--port", "0", "--grpc-port", "0"]
    assert main(["serve", *ports, "--seed", str(file), "--save", str(file)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"fakeannot: {file}, line 1: appps: no such field; ")
    assert told.endswith("Did you mean 'apps'?\n")
    assert file.read_text("utf-8") == '{"appps": []}'

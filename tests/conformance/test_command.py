"""`fakeannot conform` and `fakeannot replay`, run as a user runs them."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.cli import main
from fakeannot.conformance import command, ledger
from fakeannot.conformance.checking import Check
from fakeannot.conformance.targets import host_of

SECRET = "s3cret0123456789s3cret0123456789"
FEW = ("--max-calls", "500", "--rate", "0", "--patience", "0", "--enough", "1")


@pytest.fixture(autouse=True)
def _pat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_PAT", SECRET)


@pytest.fixture
def url() -> Iterator[str]:
    with FakeClarifai().serve() as server:
        yield server.url


def conform(target: str, *more: str, user: str = "user") -> int:
    arguments = ("--target", target, "--pat-env", "MY_PAT", "--user", user, "--app", "app")
    return main(["conform", *arguments, *FEW, *more])


def test_an_api_that_agrees_is_told_with_what_was_confirmed(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conform(url) == 0
    told = capsys.readouterr()
    assert "0 refuted" in told.out
    assert f"at most 500 calls to {url}, in app of user" in told.err


def test_grpc_agrees_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    with FakeClarifai().serve() as server:
        assert conform(f"grpc:{server.grpc_target}", "--also", server.url) == 0


def test_tls_is_spoken_where_the_address_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with FakeClarifai().serve(tls=True) as server:
        trusted = ("--ca-file", str(server.ca_file))
        assert conform(server.url, *trusted) == 0
        assert conform(f"grpcs:{server.grpc_target}", *trusted) == 0


def test_an_api_that_differs_is_told_as_text_and_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with FakeClarifai(per_page=19).serve() as server:
        assert conform(server.url) == 1
        assert "lists.per_page_20" in capsys.readouterr().out
        assert conform(server.url, "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["rules"]["lists.per_page_20"]["verdict"] == "refuted"


def test_a_run_is_recorded_and_replayed(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trace = str(tmp_path / "trace")
    assert conform(url, "--record", trace) == 0
    assert main(["replay", trace]) == 0
    capsys.readouterr()
    assert main(["replay", trace, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == 0
    assert main(["replay", str(tmp_path / "none")]) == 2


def test_the_key_is_never_told_nor_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeClarifai()
    told: list[str] = []

    with fake.serve(log=told.append) as server:
        dispatcher = fake._dispatcher
        original = dispatcher.dispatch

        def tell_all(state: Any, operation: Any, credentials: Any, request: Any) -> Any:
            reply = original(state, operation, credentials, request)
            if reply.code != 10000:
                reply.details = f"{credentials.authorization} is not let in"
            return reply

        monkeypatch.setattr(dispatcher, "dispatch", tell_all)
        for target in (server.url, f"grpc:{server.grpc_target}"):
            trace = tmp_path / "trace"
            assert conform(target, "--record", str(trace), "--enough", "3") == 1
            assert conform(target, "--json") == 1
            printed = capsys.readouterr()
            assert "Key $KEY is not let in" in printed.out
            assert SECRET not in printed.out + printed.err + trace.read_text("utf-8")
    assert SECRET not in "".join(told)


def test_the_key_is_not_told_when_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for target in (f"http://127.0.0.1:{port}", f"grpc:127.0.0.1:{port}"):
        assert conform(target) == 2
        told = capsys.readouterr()
        assert "does not answer" in told.out
        assert SECRET not in told.out + told.err


@pytest.mark.parametrize(
    ("target", "more", "message"),
    [
        ("https://api.clarifai.com", (), "--yes-real"),
        ("https://API.clarifai.com./v2", (), "--yes-real"),
        ("grpcs:api.clarifai.com:443", (), "--yes-real"),
        ("http://127.0.0.1:1", ("--also", "https://api.clarifai.com"), "--yes-real"),
        ("ftp://127.0.0.1", (), "is no target"),
        ("http://127.0.0.1:1", ("--max-calls", "5"), "too few"),
        ("http://127.0.0.1:1", ("--rate", "-1"), "cannot be"),
        ("http://127.0.0.1:1", ("--update-ledger",), "only the real service"),
        ("http://127.0.0.1:1", ("--pat-env", "NO_SUCH_NAME"), "NO_SUCH_NAME has no key"),
        ("http://127.0.0.1:1", ("--user", "me"), "name the user"),
        ("https://127.0.0.1:1", ("--ca-file", "no/such/file.pem"), "No such file"),
    ],
)
def test_what_cannot_be_done_as_asked_is_told(
    target: str, more: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conform(target, *more) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert SECRET not in told.err


def test_an_app_in_use_and_a_key_that_is_refused_are_faults(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fake = FakeClarifai(strict="keys")
    fake.app().add_input("mine")
    with fake.serve() as server:
        assert conform(server.url) == 2
        assert "refuses the key" in capsys.readouterr().out
    lenient = FakeClarifai(user_id="user", app_id="app")
    lenient.app().add_input("mine")
    with lenient.serve() as server:
        assert conform(server.url) == 2
        assert "is not empty" in capsys.readouterr().out


def test_ctrl_c_ends_a_run_with_what_was_found_out_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeClarifai()
    run = Check.run

    def interrupted(check: Check, _observer: object) -> object:
        calls = iter(range(100))

        def until_100(*_: object) -> None:
            if next(calls, None) is None:
                raise KeyboardInterrupt

        return run(check, until_100)

    monkeypatch.setattr(Check, "run", interrupted)
    with fake.serve() as server:
        assert conform(server.url, user=fake.user_id) == 2
    told = capsys.readouterr().out
    assert "Interrupted" in told
    assert fake.app("app").inputs() == []
    assert fake.app("app").annotations() == []


def test_without_hypothesis_the_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    assert conform("http://127.0.0.1:1") == 2
    assert "pip install 'fakeannot[conform]'" in capsys.readouterr().err


def test_confirmed_rules_go_to_the_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copytree(ledger.rules_folder(), tmp_path / "rules"))
    monkeypatch.setattr(ledger, "rules_folder", lambda: copy)
    monkeypatch.setattr(command, "_REAL", "127.0.0.1")
    with FakeClarifai().serve() as server:
        assert conform(server.url, "--yes-real", "--update-ledger") == 0
    assert "rules of the ledger are observed now" in capsys.readouterr().err
    assert 'observed("annotations.get_unknown"' in (copy / "annotations.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Api.Clarifai.com/v2", "api.clarifai.com"),
        ("https://user@api.clarifai.com:443", "api.clarifai.com"),
        ("grpcs:api.clarifai.com", "api.clarifai.com"),
        ("grpc://127.0.0.1:18080", "127.0.0.1"),
        ("http://[::1]:80", "::1"),
        ("nonsense", ""),
    ],
)
def test_the_host_of_an_address(address: str, host: str) -> None:
    assert host_of(address) == host

"""A report of a failed test does not have the keys that the fake was given."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import grpc
import httpx
import pytest
import requests
from _pytest._io import TerminalWriter

import fakeannot
from fakeannot import FakeClarifai
from fakeannot.cli import main
from fakeannot.conformance.targets import open_target
from fakeannot.testing.live.access import NoAccess, read_access
from tests.reliability.planted import KEY, told

_OURS = str(Path(fakeannot.__file__).parent)
_URL = "https://api.clarifai.com/v2/users/fake-user/apps/fake-app/models"
_METHOD = "/clarifai.api.V2/ListModels"
_HEADERS = {"Authorization": f"Key {KEY}"}
_METADATA = [("authorization", f"Key {KEY}")]


def failing() -> FakeClarifai:
    """A fake whose own code fails in the midst of a call."""
    fake = FakeClarifai(pat=KEY)

    @fake.handler("ListModels")
    def fail(_: Any) -> Any:
        raise ZeroDivisionError

    return fake


def report(error: BaseException, *, with_locals: bool) -> str:
    """What pytest prints of the package's own part of the way to an error, and the error."""
    shown = pytest.ExceptionInfo.from_exception(error).getrepr(
        style="long", funcargs=True, showlocals=with_locals
    )
    written = io.StringIO()
    for entries, _, _ in shown.chain:  # type: ignore[union-attr]  # in this style there is one
        for entry in entries.reprentries:
            place = getattr(entry, "reprfileloc", None)
            if place is not None and _OURS in str(Path(place.path).resolve()):
                entry.toterminal(TerminalWriter(written))
    return f"{written.getvalue()}{error}"


def raised(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except Exception as error:
        return error
    pytest.fail("it was to fail")


def _by_httpx_async() -> None:
    async def ask() -> None:
        async with httpx.AsyncClient() as client:
            await client.get(_URL, headers=_HEADERS)

    asyncio.run(ask())


def _by_aiohttp() -> None:
    async def ask() -> None:
        async with aiohttp.ClientSession() as session, session.get(_URL, headers=_HEADERS):
            pass

    asyncio.run(ask())


def _by_channel(metadata: Any = _METADATA) -> None:
    grpc.insecure_channel("api.clarifai.com").unary_unary(_METHOD)(b"", metadata=metadata)


def _by_aio_channel(metadata: Any = _METADATA) -> None:
    async def ask() -> None:
        async with grpc.aio.insecure_channel("api.clarifai.com") as channel:
            await channel.unary_unary(_METHOD)(b"", metadata=metadata)

    asyncio.run(ask())


_CALLS: dict[str, Callable[[], object]] = {
    "requests": lambda: requests.get(_URL, headers=_HEADERS),
    "httpx": lambda: httpx.get(_URL, headers=_HEADERS),
    "httpx, async": _by_httpx_async,
    "aiohttp": _by_aiohttp,
    "channel": _by_channel,
    "channel, async": _by_aio_channel,
    "wsgi": lambda: failing().client().get("/v2/models", headers=_HEADERS),
}
_BAD_METADATA: dict[str, Any] = {
    "capitals": [("Authorization", f"Key {KEY}")],
    "a line break": [("authorization", f"Key {KEY}\n")],
    "no text": [("authorization", [KEY])],
    "no pair": [f"Key {KEY}"],
    "turned round": [(f"Key {KEY}", "authorization")],
    "bytes": [("authorization-bin", f"Key {KEY}")],
}


@pytest.mark.parametrize("with_locals", [False, True])
@pytest.mark.parametrize("call", _CALLS.values(), ids=_CALLS)
def test_where_code_of_the_users_own_fails(call: Callable[[], object], with_locals: bool) -> None:
    with failing().intercept():
        error = raised(call)
    assert isinstance(error, ZeroDivisionError)
    assert not told(report(error, with_locals=with_locals))


@pytest.mark.parametrize("with_locals", [False, True])
@pytest.mark.parametrize("metadata", _BAD_METADATA.values(), ids=_BAD_METADATA)
@pytest.mark.parametrize("call", [_by_channel, _by_aio_channel])
def test_where_metadata_cannot_be_sent(
    call: Callable[[Any], None], metadata: Any, with_locals: bool
) -> None:
    with FakeClarifai().intercept():
        error = raised(lambda: call(metadata))
    assert not told(report(error, with_locals=with_locals))


_USER = {"id": "labeler", "pat": KEY}
_SEEDS: list[Any] = [
    {"users": [{**_USER, "nmae": "x"}]},
    {"users": [{**_USER, "id": 5}]},
    {"users": [{**_USER, "expired": KEY}]},
    {"users": [{**_USER, "scopes": ["Annotations_Gte"]}]},
    {"users": [{"id": "labeler", "pat": [KEY]}]},
    {"users": [{"pat": KEY}]},
    {"users": [KEY]},
    {"users": KEY},
    {"users": {"labeler": KEY}},
    {"apps": [{"keys": [KEY]}]},
    {"apps": [{"keys": KEY}]},
    {"apps": [{"id": "a", "keys": [{"key": KEY}]}, {"id": "b", "keys": [{"key": KEY}]}]},
    {"apps": [{"keys": [{"key": {"key": KEY}}]}]},
    {"fakeannot": "snapshot", "users": [_USER, _USER]},
    {"fakeannot": "snapshot", "users": [_USER], "appz": []},
    [_USER],
]


@pytest.mark.parametrize("with_locals", [False, True])
@pytest.mark.parametrize("seed", _SEEDS)
def test_where_a_seed_is_wrong(
    seed: Any, with_locals: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(seed), "utf-8")
    for source in (seed, path):
        error = raised(partial(FakeClarifai().load, source))
        assert not told(report(error, with_locals=with_locals))
    answer = FakeClarifai().client().post("/__fakeannot/snapshot", json=seed)
    assert answer.status_code == 400
    assert not told(answer.text)
    assert main(["serve", "--port", "0", "--grpc-port", "0", "--seed", str(path)]) == 2
    assert not told(capsys.readouterr())


@pytest.mark.parametrize("with_locals", [False, True])
@pytest.mark.parametrize(
    "text",
    [f'{{"users": [{{"pat": "{KEY}",}}]}}', f'{{"users": [{{"pat": "{KEY}"', f'{{"pat": {KEY}}}',
     f"users:\n- pat: {KEY}: x", f"users: [{KEY}", f"users:\n- {{pat: {KEY}, pat: {KEY}}}"],
)  # fmt: skip
def test_where_a_file_cannot_be_read(text: str, with_locals: bool, tmp_path: Path) -> None:
    for name in ("seed.json", "seed.yaml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        error = raised(partial(FakeClarifai().load, path))
        assert not told(report(error, with_locals=with_locals))


_ARRANGING: dict[str, Callable[[FakeClarifai], object]] = {
    "a key": lambda fake: fake.add_key(key=KEY, scopes=["Annotations_Gte"]),
    "a user": lambda fake: fake.add_user("labeler", pat=KEY, scopes=["Annotations_Gte"]),
    "a PAT that is none": lambda _: FakeClarifai(pat=[KEY]),
    "an app's key that is none": lambda _: FakeClarifai(api_key=KEY.encode()),
    "a token that is none": lambda _: FakeClarifai(admin_token=f"{KEY} {KEY}"),
    "another option": lambda _: FakeClarifai(pat=KEY, perpage=1),
    "a fault": lambda fake: fake.faults.add("*", "throtled", key=KEY),
    # No key is a list, which is the point.
    "a fault's key": lambda fake: fake.faults.add("*", "throttled", key=[KEY]),  # type: ignore[arg-type]
    "a fault's RPC": lambda fake: fake.faults.add("ListInptus", "throttled", key=KEY),
    "a file": lambda fake: fake.save("/no/such/folder/world.json"),
    "a target": lambda _: open_target("htp://x", KEY),
    "a target's key": lambda _: open_target("http://127.0.0.1:1", f"{KEY}\n"),
}


@pytest.mark.parametrize("with_locals", [False, True])
@pytest.mark.parametrize("arrange", _ARRANGING.values(), ids=_ARRANGING)
def test_where_something_is_arranged_that_cannot_be(
    arrange: Callable[[FakeClarifai], object], with_locals: bool
) -> None:
    fake = FakeClarifai(pat=KEY)
    error = raised(lambda: arrange(fake))
    assert not told(report(error, with_locals=with_locals))


@pytest.mark.parametrize("name", ["CLARIFAI_PAT", "CLARIFAI_API_KEY"])
@pytest.mark.parametrize("bad", [f"{KEY}\n", f"{KEY} x", f"{KEY}\u2603"])
def test_where_a_key_of_a_live_run_can_be_no_header(name: str, bad: str) -> None:
    environ: Mapping[str, str] = {
        "CLARIFAI_PAT": KEY, "CLARIFAI_USER_ID": "me-1", "CLARIFAI_APP_ID": "app", name: bad
    }  # fmt: skip
    with pytest.raises(NoAccess, match=name) as refused:
        read_access(yes_real=True, environ=environ)
    assert not told(refused.value)


@pytest.mark.parametrize("bad", [f"{KEY}\n", f"{KEY} x", f"{KEY}\u2603"])
@pytest.mark.parametrize("target", ["http://127.0.0.1:1", "grpc:127.0.0.1:1"])
def test_where_a_key_of_a_conformance_run_can_be_no_header(
    target: str, bad: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED", bad)
    where = ["--target", target, "--user", "me-1", "--app", "app"]
    assert main(["conform", *where, "--pat-env", "PLANTED"]) == 2
    printed = capsys.readouterr()
    assert "no header can have" in printed.err
    assert not told(printed)


def test_what_the_doctor_finds_in_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("CLARIFAI_PAT", "CLARIFAI_API_KEY", "CLARIFAI_SESSION_TOKEN"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("CLARIFAI_API_BASE", f"https://me:{KEY}@example.com/?key={KEY}")
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{KEY}@127.0.0.1:1")
    monkeypatch.chdir(tmp_path)
    for options in ([], ["--json"]):
        main(["doctor", *options])
        assert not told(capsys.readouterr())

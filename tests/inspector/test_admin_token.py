"""With an admin token, below `/__fakeannot/` only those are answered who show it."""

from __future__ import annotations

import re

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import BadSetting, FakeClarifai
from fakeannot.cli import main
from fakeannot.doors.http import HttpRequest
from fakeannot.inspector.guard import Guard, NotAllowed
from tests.inspector.routes import ROUTES, opened

TOKEN = "open-sesame/5up3r!"
SHOWN = {"X-Fakeannot-Token": TOKEN}
OPEN = ["health", "", "inspector/main.js"]
PAGES = [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai(admin_token=TOKEN)
    made.app().add_input("car")
    return made


GUARDED = [route for route in ROUTES if route.path not in OPEN]


def test_who_shows_none_is_told_how_to(fake: FakeClarifai) -> None:
    before = fake.document()
    for route in GUARDED:
        answer = opened(fake.client(), route, {})
        assert answer.status_code == 401, route
        assert answer.json is not None
        assert answer.json["ok"] is False
        assert "X-Fakeannot-Token" in answer.json["error"]
    assert fake.document() == before


@pytest.mark.parametrize("wrong", [TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), "ä"])
def test_who_shows_another_is_refused(fake: FakeClarifai, wrong: str) -> None:
    before = fake.document()
    for route in GUARDED:
        answer = opened(fake.client(), route, {"X-Fakeannot-Token": wrong})
        assert answer.status_code == 403, route
        assert wrong not in answer.text
        assert TOKEN not in answer.text
    assert fake.document() == before


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "fakes.example.com"])
def test_who_shows_it_is_answered_under_any_name(fake: FakeClarifai, host: str) -> None:
    for route in GUARDED:
        answer = opened(fake.client(), route, {**SHOWN, "Host": host})
        assert answer.status_code not in (401, 403), route


@pytest.mark.parametrize("headers", PAGES, ids=["curl", "another site", "a form"])
def test_what_needs_none_tells_nothing(fake: FakeClarifai, headers: dict[str, str]) -> None:
    client = fake.client()
    assert client.get("/__fakeannot/health", headers=headers).json == {"ok": True, "http": True}
    page = client.get("/__fakeannot/", headers={**headers, "Accept": "text/html"})
    assert re.findall(r'name="fakeannot-token" content="(.*)"', page.text) == [""]
    assert client.get("/__fakeannot/inspector/main.js", headers=headers).status_code == 200


def test_the_api_does_not_ask_for_it(fake: FakeClarifai) -> None:
    assert fake.client().get("/v2/inputs", headers={"Authorization": "Key k"}).status_code == 200


def test_other_worlds_are_behind_it_too(fake: FakeClarifai) -> None:
    client, world = fake.client(), {"X-Fakeannot-World": "w1"}
    assert client.get("/__fakeannot/journal", headers=world).status_code == 401
    assert list(fake.worlds) == ["default"]
    assert client.get("/__fakeannot/journal", headers={**world, **SHOWN}).status_code == 200


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: text != TOKEN))
def test_nothing_else_is_it(shown: str) -> None:
    request = HttpRequest("GET", ["__fakeannot", "x"], "", {"x-fakeannot-token": shown}, b"")
    with pytest.raises(NotAllowed) as refused:
        Guard(admin_token=TOKEN).check(request)
    assert refused.value.status == (403 if shown else 401)


@pytest.mark.parametrize("bad", ["two words", "tab\t", "ümlaut", "line\nbreak", 5, None, b"bytes"])
def test_what_no_header_can_have_is_no_token_and_is_not_told(bad: object) -> None:
    with pytest.raises(BadSetting) as refused:
        FakeClarifai(admin_token=bad)
    assert str(refused.value).startswith("admin_token=...: ")
    assert str(bad) not in str(refused.value)


def test_settings_do_not_show_it(fake: FakeClarifai) -> None:
    assert TOKEN not in repr(fake.settings)


def env_of(url: str, *options: str) -> int:
    return main(["env", "--url", url, *options])


def test_env_shows_it(
    fake: FakeClarifai, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAKEANNOT_ADMIN_TOKEN", raising=False)
    with fake.serve() as server:
        assert env_of(server.url) == 2
        assert "--admin-token" in capsys.readouterr().err
        assert env_of(server.url, "--admin-token", "guessed") == 2
        assert "guessed" not in capsys.readouterr().err
        assert env_of(server.url, "--admin-token", TOKEN) == 0
        assert f"CLARIFAI_API_BASE={server.url}" in capsys.readouterr().out
        monkeypatch.setenv("FAKEANNOT_ADMIN_TOKEN", TOKEN)
        assert env_of(server.url) == 0


@pytest.mark.parametrize("command", ["serve", "env"])
@pytest.mark.parametrize("bad", ["", "two words"])
def test_a_token_that_cannot_be_is_refused_before_anything_starts(
    command: str, bad: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--admin-token", bad])
    told = capsys.readouterr().err
    assert "printable ASCII" in told
    assert "two words" not in told
    monkeypatch.setenv("FAKEANNOT_ADMIN_TOKEN", "two words")
    with pytest.raises(SystemExit):
        main([command])
    assert "two words" not in capsys.readouterr().err


def test_the_log_does_not_have_it(fake: FakeClarifai) -> None:
    lines: list[str] = []
    with fake.serve(log=lines.append) as server:
        for headers in ({}, SHOWN, {"X-Fakeannot-Token": f"{TOKEN}x"}):
            requests.get(f"{server.url}/__fakeannot/snapshot", headers=headers, timeout=10)
    assert len(lines) == 3
    assert TOKEN not in "".join(lines)
    assert len(fake.journal) == 0

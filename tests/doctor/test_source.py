"""Files are looked through for what speaks to Clarifai before, or past, a fake."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakeannot.doctor.finding import Finding
from fakeannot.doctor.source import NoSuchPath, check_sources
from tests.doctor.told import is_clean, told

HEAD = """\
import os, grpc, grpc.aio, responses
import grpc as g
from os import environ, getenv
from grpc import secure_channel as open_it
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2_grpc
from clarifai_grpc.grpc.api.service_pb2_grpc import V2Stub
from clarifai.client.user import User
from clarifai.client import App as TheirApp
import clarifai.client
from elsewhere import CHANNEL, make
"""
LINE = HEAD.count("\n") + 1


def look(
    folder: Path, code: str, *, caught: bool = False, json_fails: bool = False
) -> list[Finding]:
    (folder / "code.py").write_text(HEAD + code, "utf-8")
    return check_sources(
        [folder / "code.py"], catches_channels=caught, json_channel_fails=json_fails
    )


OPENING = [
    "c = ClarifaiChannel.get_grpc_channel()",
    "c = ClarifaiChannel.get_insecure_grpc_channel()",
    "c = ClarifaiChannel.get_aio_grpc_channel()",
    "c = ClarifaiChannel.get_aio_insecure_grpc_channel(base='api.clarifai.com')",
    "c = grpc.secure_channel('api.clarifai.com', None)",
    "c = grpc.secure_channel(HOST, None)",
    "c = g.insecure_channel('dns:api.clarifai.com:18080')",
    "c = open_it('eu.clarifai.com:443', None)",
    "c = grpc.aio.secure_channel(target='api.clarifai.com', credentials=None)",
    "s = V2Stub(CHANNEL)",
    "s = service_pb2_grpc.V2Stub(make())",
    "u = User('me')",
    "a = TheirApp(app_id='a')",
    "a = clarifai.client.Inputs(user_id='u', base_url='https://api.clarifai.com')",
]


@pytest.mark.parametrize("code", OPENING)
@pytest.mark.parametrize(
    "where",
    ["{}", "if 1:\n    {}", "try:\n    {}\nfinally: pass", "class C:\n    x = 1; {}"],
)
def test_a_channel_that_is_opened_at_import_is_found(tmp_path: Path, code: str, where: str) -> None:
    (seen,) = told(look(tmp_path, where.format(code)))
    line = LINE + where.partition("{}")[0].count("\n")
    assert seen.startswith(f"{tmp_path / 'code.py'}:{line}: ")
    assert seen.endswith("(...) at import")


@pytest.mark.parametrize("code", OPENING)
def test_one_that_is_opened_when_somebody_calls_is_none(tmp_path: Path, code: str) -> None:
    places = ("def f():", "async def f():", "class C:\n  def f(self):", "if __name__ == 'main':")
    for place in places:
        assert is_clean(look(tmp_path, f"{place}\n    {code}"))


@pytest.mark.parametrize("code", OPENING)
def test_one_that_pytest_is_told_to_catch_is_a_note(tmp_path: Path, code: str) -> None:
    found = look(tmp_path, code, caught=True)
    assert len(told(found, "note")) == 1
    assert told(found) == []


@pytest.mark.parametrize(
    "code",
    [
        "def f(c=grpc.secure_channel(HOST, None)): ...",
        "def f(*, c=grpc.secure_channel(HOST, None)): ...",
        "f = lambda c=grpc.secure_channel(HOST, None): c",
        "@use(grpc.secure_channel(HOST, None))\ndef f(): ...",
        "c = [grpc.secure_channel(HOST, None)\n  for _ in range(3)]",
    ],
)
def test_defaults_and_decorators_run_at_import_too(tmp_path: Path, code: str) -> None:
    assert len(told(look(tmp_path, code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "c = grpc.insecure_channel('localhost:18080')",
        "c = ClarifaiChannel.get_insecure_grpc_channel(base='127.0.0.1')",
        "s = V2Stub(grpc.insecure_channel('localhost:1'))",
        "c = grpc.insecure_channel('localhost:1'); s = V2Stub(c)",
        "a = TheirApp(app_id='a', base_url='http://127.0.0.1:8080')",
        "clarifai.client.helper()",
        "c = other.secure_channel('api.clarifai.com')",
    ],
)
def test_a_channel_to_somewhere_else_is_none(tmp_path: Path, code: str) -> None:
    assert is_clean(look(tmp_path, code))


def test_a_line_that_opens_several_is_told_once(tmp_path: Path) -> None:
    (seen,) = told(look(tmp_path, "s = V2Stub(make(grpc.secure_channel(HOST, None)))"))
    assert seen.endswith("V2Stub(...) at import")


READING = [
    "b = os.environ['{}']",
    "b = os.environ.get('{}')",
    "b = environ.get('{}', 'x')",
    "b = getenv('{}')",
    "b = os.getenv('{}')",
    "def f(b=os.environ['{}']): ...",
]


@pytest.mark.parametrize("code", READING)
def test_an_address_that_is_read_at_import_is_a_problem_and_a_key_a_note(
    tmp_path: Path, code: str
) -> None:
    for name in ("CLARIFAI_API_BASE", "CLARIFAI_GRPC_BASE"):
        (seen,) = told(look(tmp_path, code.format(name)))
        assert seen.endswith(f":{LINE}: {name} is read at import")
    (seen,) = told(look(tmp_path, code.format("CLARIFAI_PAT")), "note")
    assert seen.endswith("CLARIFAI_PAT is read at import")


@pytest.mark.parametrize(
    "code",
    [
        "os.environ['CLARIFAI_API_BASE'] = 'x'",
        "b = os.environ['OTHER']",
        "b = os.environ[NAME]",
        "def f(): return os.environ['CLARIFAI_API_BASE']",
        "b = mine['CLARIFAI_API_BASE']",
    ],
)
def test_what_reads_none_of_them_at_import_is_fine(tmp_path: Path, code: str) -> None:
    assert is_clean(look(tmp_path, code))


def test_the_json_channel_is_a_note_at_import_and_a_problem_where_it_cannot_work(
    tmp_path: Path,
) -> None:
    code = "c = ClarifaiChannel.get_json_channel()"
    assert told(look(tmp_path, code)) == []
    assert len(told(look(tmp_path, code), "note")) == 1
    inside = f"def f():\n    {code}"
    assert is_clean(look(tmp_path, inside))
    (seen,) = told(look(tmp_path, inside, json_fails=True))
    assert seen.endswith(f":{LINE + 1}: get_json_channel() with protobuf 7")


def test_mocks_that_hide_the_fake_or_let_calls_pass_by_are_found(tmp_path: Path) -> None:
    url = "'https://api.clarifai.com/v2/inputs'"
    (passing,) = told(look(tmp_path, f"def test():\n    responses.add_passthru({url})"))
    assert "lets calls to Clarifai through" in passing
    (hiding,) = told(look(tmp_path, f"def test():\n    responses.get({url}, json={{}})"), "note")
    assert "responses.get answers for Clarifai" in hiding
    both = "@responses.activate\ndef test_it(fakeannot): ..."
    (two,) = told(look(tmp_path, both), "note")
    assert "@responses.activate on test_it, which uses the fake" in two


@pytest.mark.parametrize(
    "code",
    [
        "def test():\n    responses.add_passthru('https://other.example')",
        "def test():\n    responses.get('https://other.example', json={})",
        "def test():\n    requests.get('https://api.clarifai.com/v2/inputs')",
        "@responses.activate\ndef test_it(other): ...",
        "def test(fakeannot): ...",
    ],
)
def test_mocks_of_others_are_fine(tmp_path: Path, code: str) -> None:
    assert is_clean(look(tmp_path, code))


def test_what_is_no_python_is_told_and_the_rest_is_looked_through(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(:\n", "utf-8")
    (tmp_path / "null.py").write_bytes(b"x = 1\0")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "code.py").write_text(f"{HEAD}{OPENING[0]}", "utf-8")
    found = check_sources([tmp_path], catches_channels=False, json_channel_fails=False)
    assert len(told(found, "note")) == 2
    assert len(told(found)) == 1


@pytest.mark.parametrize("folder", [".venv", "venv", "node_modules", "__pycache__", ".tox"])
def test_what_is_not_the_users_is_left_out(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "code.py").write_text(f"{HEAD}{OPENING[0]}", "utf-8")
    assert is_clean(check_sources([tmp_path], catches_channels=False, json_channel_fails=False))


@pytest.mark.parametrize("name", ["no/such", "notes.txt"])
def test_a_path_that_cannot_be_looked_through_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("", "utf-8")
    with pytest.raises(NoSuchPath, match=name):
        check_sources([tmp_path / name], catches_channels=False, json_channel_fails=False)

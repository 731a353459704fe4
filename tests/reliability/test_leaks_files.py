"""Nothing that is sent to the fake reads a file, runs code, or is answered with where files are."""

from __future__ import annotations

import os
import pickle
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import grpc
import pytest
import requests

import fakeannot
from fakeannot import BadSeed, FakeClarifai
from fakeannot.doors.supplied_errors import without_paths
from tests.inspector.routes import ROUTES

SECONDS = 20
MARK = "what-the-file-has-in-it"
PLACES = [
    *{str(Path(path).resolve()) for path in (sys.prefix, sys.base_prefix, tempfile.gettempdir())},
    str(Path(fakeannot.__file__).parent),
    str(Path.home()) + os.sep,
    str(Path.cwd()),
    "Traceback",
    ".py",
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in the folder where the tests run."""
    path = tmp_path / "marked.txt"
    path.write_text(MARK, "utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def named_in(text: str) -> list[str]:
    return [place for place in PLACES if place in text]


def climbing(file: Path) -> Iterator[str]:
    """Segments that would lead to the file, raw as they go into a URL."""
    for up in ("..", "%2e%2e", "%252e%252e", "..%00", "%c0%ae%c0%ae"):
        for slash in ("/", "%2f", "%252f", "\\", "%5c"):
            yield slash.join([*[up] * 8, *str(file).strip("/").split("/")])
    absolute = str(file)
    yield from (absolute, f"/{absolute}", quote(absolute, safe=""), f"file:%2f%2f{absolute}")
    yield from (
        file.name,
        f"./{file.name}",
        f"{file.name}%00",
        f"%00{file.name}",
        f".\\{file.name}",
    )
    yield from ("..%2fguard.py", "..%2f..%2fserving.py", "../guard.py", "C:%5cx", "con", "%2e")


ROUTES_OF_FILES = [
    "/orig/users/u/apps/a/inputs/image/{}",
    "/tiny/{}/users/u/apps/a/inputs/image/h",
    "/__fakeannot/inspector/{}",
    "/__fakeannot/inspector/media/{}",
    "/__fakeannot/worlds/{}",
    "/__fakeannot/worlds/default/orig/users/u/apps/a/inputs/image/{}",
    "/__fakeannot/worlds/{}/orig/users/u/apps/a/inputs/image/h",
    "/__fakeannot/{}",
]


def sent(connection: socket.socket, path: str) -> bytes:
    """The answer to a path that no client has made anything of, on a connection that goes on."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Key k\r\n\r\n"
    connection.sendall(request.encode("latin-1"))
    answer = bytearray()
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = bytes(answer).partition(b"\r\n\r\n")
    lengths = [line[15:] for line in head.split(b"\r\n") if line.startswith(b"Content-Length")]
    while len(body) < sum(map(int, lengths)):
        body += connection.recv(65536)
    return head + body


@pytest.mark.parametrize("route", ROUTES_OF_FILES)
def test_no_route_climbs_to_a_file(route: str, file: Path) -> None:
    fake = FakeClarifai()
    client = fake.client()
    with fake.serve() as server:
        address = (server.host, server.port)
        with socket.create_connection(address, timeout=SECONDS) as connection:
            for segment in climbing(file):
                raw = sent(connection, route.format(segment)).decode("latin-1")
                wsgi = client.get(route.format(segment), headers={"Authorization": "Key k"})
                for answer in (raw, wsgi.text):
                    assert MARK not in answer
                    assert "def " not in answer
                assert int(raw.split()[1]) < 500
                assert wsgi.status_code < 500


def test_an_upload_is_known_by_its_hash_alone(file: Path) -> None:
    fake = FakeClarifai()
    digest = fake._dispatcher.world.media.keep(b"GIF89a")
    path = "/orig/users/u/apps/a/inputs/image/"
    assert fake.client().get(path + digest).data == b"GIF89a"
    for near in (digest.upper(), digest[:-1], f"{digest}%00", f".%2f{digest}", f"{digest}/"):
        assert fake.client().get(path + near).status_code == 404


def seeds(file: Path) -> Iterator[tuple[str, bytes]]:
    """Documents that would read the file, or leave another, if anybody did as they say."""
    left = file.with_name("left-behind")
    for tag in (
        f"!!python/object/apply:os.system ['touch {left}']",
        f"!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path [{left}]]",
        f"!!python/object/new:open ['{left}', 'w']",
        "!!python/name:os.system",
        "!!python/module:os",
        f"!include {file}",
        f"!!str/{file}",
    ):
        yield "seed.yaml", f"apps:\n- id: {tag}\n".encode()
        yield "seed.yaml", f"{tag}\n".encode()

    class Runs:
        def __reduce__(self) -> Any:
            return os.system, (f"touch {left}",)

    yield "seed.json", pickle.dumps(Runs())
    yield "seed.yaml", pickle.dumps(Runs(), protocol=0)
    for reference in (str(file), file.as_uri()):
        for shape in ('"{}"', '{{"$ref": "{}"}}', '{{"seed": "{}"}}', '{{"apps": "{}"}}'):
            yield "seed.json", shape.format(reference).encode()
            yield "seed.yaml", shape.format(reference).encode()


def test_a_seed_runs_and_reads_nothing(file: Path) -> None:
    before = set(file.parent.iterdir())
    for name, content in seeds(file):
        seed = file.with_name(name)
        seed.write_bytes(content)
        with pytest.raises(BadSeed) as refused:
            FakeClarifai().load(seed)
        assert MARK not in str(refused.value)
        fake = FakeClarifai()
        for method in ("POST", "PUT"):
            answer = fake.client().open("/__fakeannot/snapshot", method=method, data=content)
            assert answer.status_code == 400
            assert MARK not in answer.text
        seed.unlink()
    assert set(file.parent.iterdir()) == before


@pytest.mark.parametrize("kind", ["image", "video", "audio", "text"])
def test_media_by_a_url_of_a_file_are_not_read(kind: str, file: Path) -> None:
    fake = FakeClarifai()
    medium = {"data": {kind: {"url": file.as_uri()}}}
    fake.load({"apps": [{"inputs": [{"id": "car", **medium}]}]})
    headers = {"Authorization": f"Key {fake.api_key}"}
    added = fake.client().post("/v2/inputs", headers=headers, json={"inputs": [medium]})
    listed = fake.client().get("/v2/inputs", headers=headers)
    assert MARK not in added.text + listed.text + str(fake.document())


def test_no_answer_tells_where_files_are() -> None:
    fake = FakeClarifai()
    bodies = [b"", b"{", b"[]", b'"x"', b"\xff", b'{"apps": [5]}', b'{"no": "such"}', b"[" * 3000]
    with fake.serve() as server:
        for route in ROUTES:
            if route.path == "env":
                continue  # tells clients on this machine what to trust: a file, with TLS
            for body in bodies if route.method != "GET" else [b""]:
                url = f"{server.url}/__fakeannot/{route.path}"
                answer = requests.request(route.method, url, data=body, timeout=SECONDS)
                assert answer.status_code < 500
                if not route.path.startswith("inspector/"):
                    assert named_in(answer.text) == [], route


@pytest.fixture
def failing(file: Path, capfd: pytest.CaptureFixture[str]) -> FakeClarifai:
    """A fake whose handler opens a file that is not there, which is told with its place."""
    fake = FakeClarifai()

    @fake.handler("ListModels")
    def fail(_: Any) -> Any:
        return (file.parent / "missing.json").read_text()

    return fake


def test_an_error_of_a_handler_is_told_without_places(
    failing: FakeClarifai, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": f"Key {failing.api_key}"}
    with failing.serve() as server:
        answer = requests.get(f"{server.url}/v2/models", headers=headers, timeout=SECONDS)
        assert answer.status_code == 500
        told = [answer.text]
        with grpc.insecure_channel(server.grpc_target) as channel:
            call = channel.unary_unary("/clarifai.api.V2/ListModels")
            with pytest.raises(grpc.RpcError) as failed:
                call(b"", metadata=[("authorization", headers["Authorization"])], timeout=SECONDS)
        told.append(failed.value.details())
        paths = ("journal", "inspector/news", "inspector/call?number=1")
        own = [f"{server.url}/__fakeannot/{path}" for path in paths]
        told += [requests.get(url, timeout=SECONDS).text for url in own]
    for text in told:
        assert "FileNotFoundError" in text
        assert str(file.parent) not in text
    assert all("missing.json" in text for text in told[:2])
    # Who runs the server is told all of it.
    assert capfd.readouterr().err.count(str(file.parent / "missing.json")) >= 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[Errno 2] No such file: '/tmp/a/b.json'", "[Errno 2] No such file: 'b.json'"),
        ("cannot import x from y (/usr/lib/y.py)", "cannot import x from y (y.py)"),
        ("at C:\\Users\\me\\seed.json, line 1", "at seed.json, line 1"),
        ("GET https://example.com/usr/lib/x", "GET https://example.com/usr/lib/x"),
        ("POST /v2/inputs and /v2/users/me/apps", "POST /v2/inputs and /v2/users/me/apps"),
        ("a/b, 1/2, or/and/both", "a/b, 1/2, or/and/both"),
        ("nothing of that kind", "nothing of that kind"),
    ],
)
def test_only_what_is_a_file_loses_its_place(text: str, told: str) -> None:
    assert without_paths(text) == told


def test_the_address_of_a_server_has_no_file_in_it() -> None:
    with FakeClarifai().serve() as server:
        assert urlsplit(server.url).path == ""
        assert named_in(" ".join(server.env.values())) == []

"""The page's files: where they are, what they may do, and how large they are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

import fakeannot.inspector
from fakeannot import FakeClarifai

FILES = Path(fakeannot.inspector.__file__).parent / "page"
HTML = {"Accept": "text/html,*/*;q=0.8"}
LARGEST = 150 * 1000


@pytest.mark.parametrize("path", ["/", "/__fakeannot", "/__fakeannot/"])
def test_a_browser_that_goes_to_a_server_gets_the_page(path: str) -> None:
    with FakeClarifai().serve() as server:
        page = requests.get(server.url + path, headers=HTML)
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "<title>fakeannot</title>" in page.text
        assert requests.head(server.url + path, headers=HTML).status_code == 200


def test_for_everybody_else_nothing_is_at_the_root() -> None:
    fake = FakeClarifai()
    with fake.serve() as server:
        for method, headers in (("GET", {}), ("POST", HTML), ("GET", {"Accept": "*/*"})):
            answer = requests.request(method, server.url + "/", headers=headers)
            assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert fake.client().get("/", headers=HTML).content_type.startswith("application/json")


def test_the_page_is_let_do_nothing_but_what_it_does() -> None:
    page = FakeClarifai().client().get("/__fakeannot/", headers=HTML)
    policy = dict(
        part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_every_file_is_served_with_its_type_and_nothing_else_is() -> None:
    client = FakeClarifai().client()
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    for path in FILES.iterdir():
        answer = client.get(f"/__fakeannot/inspector/{path.name}")
        if path.suffix in types:
            assert answer.content_type.startswith(types[path.suffix])
            assert answer.data == path.read_bytes()
        else:
            assert (path.name, answer.status_code) == ("index.html", 404)
    for name in ("nothing.js", "..%2Fassets.py", "..%2F__init__.py", ".js", "%2Fetc%2Fpasswd"):
        assert client.get(f"/__fakeannot/inspector/{name}").status_code == 404


def test_what_the_page_names_is_among_its_files() -> None:
    there = {path.name for path in FILES.iterdir()}
    page = (FILES / "index.html").read_text("utf-8")
    named = set(re.findall(r'"/__fakeannot/inspector/([^"]+)"', page))
    for path in FILES.glob("*.js"):
        named.update(re.findall(r'from "\./([^"]+)"', path.read_text("utf-8")))
    assert named == there - {"index.html"}
    assert not re.search(r"https?://(?!www\.w3\.org)", page)


def test_nothing_makes_markup_of_data() -> None:
    for path in FILES.glob("*.js"):
        text = path.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
        assert len(text.splitlines()) <= 250


def test_all_of_it_is_small() -> None:
    assert sum(path.stat().st_size for path in FILES.iterdir()) < LARGEST


def test_a_server_that_nobody_visits_reads_none_of_it() -> None:
    code = (
        "import sys, fakeannot\n"
        "with fakeannot.FakeClarifai().serve() as server: pass\n"
        "print([name for name in sys.modules if 'inspector.' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['fakeannot.inspector.guard']"


def test_uploads_are_what_their_first_bytes_say_and_may_run_nothing() -> None:
    fake = FakeClarifai()
    for content in (b"<script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        digest = fake._dispatcher.world.media.keep(content)
        for path in (
            f"/__fakeannot/inspector/media/{digest}",
            f"/orig/users/u/apps/a/inputs/image/{digest}",
        ):
            answer = fake.client().get(path)
            assert (answer.data, answer.content_type) == (content, "application/octet-stream")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_the_page_asks_for_is_not_told_to_others() -> None:
    assert "inspector" not in FakeClarifai().client().get("/__fakeannot/nothing").text

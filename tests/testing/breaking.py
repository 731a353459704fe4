"""Requests that are like valid ones, and edited requests sent for real."""

from __future__ import annotations

import json
import shlex
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Answer, Api, by_wsgi

JUNK: list[Any] = [None, True, -1, 1.5, 1e40, "", "a/b", "street", [], [1], {}, {"id": "x"}]


def broken(draw: st.DrawFn, valid: Any) -> Any:
    """A copy of a body, with up to three things in it changed."""
    body = json.loads(json.dumps(valid))
    for _ in range(draw(st.integers(0, 3))):
        if not places(body):
            break
        way = draw(st.sampled_from(places(body)))
        around = body
        for part in way[:-1]:
            around = around[part]
        _break(draw, around, way[-1])
    return body


def _break(draw: st.DrawFn, around: Any, name: Any) -> None:
    kind = draw(st.sampled_from(["junk", "drop", "rename", "twice"]))
    if kind == "junk":
        around[name] = deepcopy(draw(st.sampled_from(JUNK)))
    elif kind == "drop":
        del around[name]
    elif kind == "rename" and isinstance(around, dict):
        around[f"{name}s"] = around.pop(name)
    elif isinstance(around, list):
        around.append(deepcopy(around[name]))


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all parts of a JSON value, but for the whole."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    return [one for key, inner in pairs for one in [(*way, key), *places(inner, (*way, key))]]


def sent(fake: FakeClarifai, curl: str) -> Answer:
    """What a command does, done to a fake by its owner."""
    words = shlex.split(curl.replace("\\\n", " "))
    body = words[words.index("-d") + 1] if "-d" in words else ""
    url = urlsplit(words[3])
    path = f"{url.path}?{url.query}" if url.query else url.path
    # A path that names no app is one of the key's own app.
    key = fake.pat if path.startswith("/v2/users/") else fake.api_key
    return Api(by_wsgi(fake), f"Key {key}").call(words[2], path, body.encode())

"""A request that can be changed: what was sent, as one JSON document."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from google.protobuf.message import DecodeError

from fakeannot.calls import CallRecord
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import Operation, operations
from fakeannot.contract.places import Path, path_text
from fakeannot.contract.routes import NoRoute, Route, WrongMethod, find_route
from fakeannot.store.world import Key
from fakeannot.testing.explanation.document import GONE, Json, at, put, without

_UNKNOWN_KEY = "e4b1a1d00000000000000000000e4b1a"
_SENT = "e4b1a1d00000000000000000000005e7"
_OTHER = "e4b1a1d0000000000000000000000aaa"
_REFUSED_HEADERS = {
    "access.header_malformed": "",
    "access.key_none": "Key None",
    "access.key_format": "Key ?",
}


class Bearer(NamedTuple):
    """An Authorization header, without the key that was in it.

    Attributes:
        header: what stands for it when a call is tried.
        told: what is told of it.
        key: what the key opens, if it is one that the fake knows.
    """

    header: str
    told: str
    key: Key | None = None

    @classmethod
    def sent(cls, record: CallRecord) -> Bearer:
        """The header of a call, as good as it is known."""
        rules = [one.rule for one in record.refused if one.rule in _REFUSED_HEADERS]
        if rules:
            return cls(_REFUSED_HEADERS[rules[0]], record.refused[0].got or "as it was sent")
        token = _UNKNOWN_KEY if record.key is None else _SENT
        return cls(f"Key {token}", "Key $CLARIFAI_PAT", record.key)

    @classmethod
    def of(cls, key: Key, told: str) -> Bearer:
        """Another key than the one that was sent, told in words."""
        return cls(f"Key {_OTHER}", f"Key $CLARIFAI_PAT ({told})", key)

    @property
    def token(self) -> str:
        return self.header.removeprefix("Key ")


class Change(NamedTuple):
    """One change of a document: another value, none, or the same one elsewhere."""

    place: Path
    after: Json = GONE
    moved_to: Path = ()


@dataclass(frozen=True)
class Draft:
    """A request as a document.

    Over HTTP that has `method`, `path` (a list of segments), `query` (a list of pairs) and `body`
    (JSON, or a text that is none); over gRPC `rpc` and `message`. Both have `authorization`.
    """

    document: Json
    over_grpc: bool

    @classmethod
    def of(cls, record: CallRecord) -> Draft:
        """What a call sent."""
        header = Bearer.sent(record)
        if record.over_grpc:
            message = _message(record)
            document = {"rpc": record.segments[-1], "message": message, "authorization": header}
            return cls(document, over_grpc=True)
        query = [list(pair) for pair in parse_qsl(record.query, keep_blank_values=True)]
        document = {
            "method": record.method,
            "path": list(record.segments),
            "query": query,
            "body": _body(record.request),
            "authorization": header,
        }
        return cls(document, over_grpc=False)

    @property
    def authorization(self) -> Bearer:
        header: Bearer = self.document["authorization"]
        return header

    @cached_property
    def route(self) -> Route | None:
        """Where the path and method lead; None over gRPC, and where they lead nowhere."""
        if self.over_grpc:
            return None
        method = "GET" if self.document["method"] == "HEAD" else self.document["method"]
        try:
            return find_route(method, self.document["path"])
        except (NoRoute, WrongMethod):
            return None

    @property
    def operation(self) -> Operation | None:
        """What is called, if there is such a thing."""
        if self.over_grpc:
            return operations().get(self.document["rpc"])
        return self.route.operation if self.route else None

    @property
    def reads_body(self) -> bool:
        """Whether fields of the request that the path does not name stand in a body."""
        if self.over_grpc:
            return True
        method, route = self.document["method"], self.route
        with_body = route is not None and route.binding.has_body
        return with_body or (method == "DELETE" and (self.body not in (GONE, None)))

    @property
    def root(self) -> Path:
        """Where the JSON form of the request begins."""
        return ("message",) if self.over_grpc else ("body",)

    @property
    def body(self) -> Json:
        return at(self.document, self.root)

    def value(self, path: Path) -> Json:
        """What the request says in a field, wherever it says it; `GONE` if it does not."""
        return at(self.document, self.place(path))

    def place(self, path: Path) -> Path:
        """Where a field of the request stands, or would stand, in the document."""
        if self.over_grpc:
            return (*self.root, *path)
        if (segment := self._segment(path)) is not None:
            return ("path", segment)
        if self.reads_body:
            return (*self.root, *_spelled(self.body, path))
        return self._in_query(path)

    def setting(self, path: Path, value: Json) -> Change:
        """The change that gives a field a value."""
        place = self.place(path)
        if place[0] != "query":
            return Change(place, str(value) if place[0] == "path" else value)
        if at(self.document, place) is GONE:
            name = path_text(tuple(part for part in path if isinstance(part, str)))
            return Change(place[:2], [name, str(value)])
        return Change(place, str(value))

    def removing(self, path: Path) -> Change | None:
        """The change that takes a field out; None if it stands in the path, or nowhere."""
        place = self.place(path)
        if place[0] == "path" or at(self.document, place) is GONE:
            return None
        return Change(place[:2] if place[0] == "query" else place)

    def changed(self, changes: tuple[Change, ...]) -> Draft:
        """The request after some changes, one after the other."""
        document = self.document
        for change in changes:
            if change.moved_to:
                value = at(document, change.place)
                if value is GONE:
                    continue
                document = put(without(document, change.place), change.moved_to, value)
            elif change.after is GONE:
                document = without(document, change.place)
            else:
                document = put(document, change.place, change.after)
        return replace(self, document=document)

    @property
    def query(self) -> str:
        """The query, as a URL has it."""
        return urlencode([(name, value) for name, value in self.document["query"]])

    @property
    def body_text(self) -> str | None:
        """The body as it is sent; None for none."""
        body = self.body
        if body is None or isinstance(body, str):
            return body
        return json.dumps(body, ensure_ascii=False)

    def _segment(self, path: Path) -> int | None:
        if self.route is None or not all(isinstance(part, str) for part in path):
            return None
        segments = self.route.binding.segments
        variable = f"{{{path_text(path)}}}"
        return segments.index(variable) if variable in segments else None

    def _in_query(self, path: Path) -> Path:
        names = {path_text(tuple(p for p in path if isinstance(p, str)))}
        names |= {".".join(map(_camel, name.split("."))) for name in names}
        found = [n for n, pair in enumerate(self.document["query"]) if pair[0] in names]
        number = next((part for part in path if isinstance(part, int)), 0)
        if number < len(found):
            return ("query", found[number], 1)
        return ("query", len(self.document["query"]), 1)


def _message(record: CallRecord) -> Json:
    """The message of a gRPC call in JSON form; None if it is none of the type."""
    operation = operations().get(record.segments[-1])
    if operation is None:
        return {}
    try:
        return json.loads(write_json(operation.request_type.FromString(record.request)))
    except DecodeError:
        return None


def _body(sent: bytes) -> Json:
    if not sent.strip():
        return None
    try:
        return json.loads(sent.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return sent.decode("utf-8", "replace")


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _spelled(value: Json, path: Path) -> Path:
    """A path in the spelling that a body has it in."""
    spelled: list[str | int] = []
    for part in path:
        if isinstance(part, str) and isinstance(value, dict) and part not in value:
            part = _camel(part) if _camel(part) in value else part
        spelled.append(part)
        value = at(value, (part,))
    return tuple(spelled)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)

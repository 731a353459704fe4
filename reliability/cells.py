"""Things that the clients of a stress run write to: registers, and sets of labels.

Each is a few calls, as an RPC and its request in JSON, and what is seen of it in their replies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Json = dict[str, Any]
Ask = tuple[str, Json]

IT, FIRST = "it", "first"
"""An input that every app has, and what every cell is made with."""

_OVERWRITE, _MERGE = {"action": "overwrite"}, {"action": "merge"}


class Cell(NamedTuple):
    """A thing that tokens are written to: a register, or a set of which none is lost.

    Attributes:
        make, write: given the app and a token.
        read: the call that tells it.
        seen: the tokens in the reply to that; a register has each in two places.
    """

    kind: str
    make: Callable[[str, str], Ask]
    write: Callable[[str, str], Ask]
    read: Ask
    seen: Callable[[Json], Iterable[str]]


def image(name: str, **data: Any) -> Json:
    """An input of that id."""
    return {"id": name, "data": {"image": {"url": f"https://example.com/{name}.jpg"}, **data}}


def labelled(*concepts: str) -> Json:
    return {"concepts": [{"id": one, "value": 1} for one in concepts]}


def _annotation(name: str, token: str) -> Json:
    label = {"id": name, "input_id": IT, "data": labelled(token)}
    return {"annotations": [{**label, "annotation_info": {"token": token}}]}


def _concepts(told: Json) -> list[str]:
    return [one["id"] for one in told["data"]["concepts"]]


def query(concept: str) -> Json:
    return {"filters": [{"annotation": {"data": labelled(concept)}}]}


def _texts(kind: str, first: str, second: str) -> Cell:
    """A register in two texts of a thing."""
    name, rpc = f"{kind}s", kind.capitalize()

    def sent(token: str) -> Json:
        return {name: [{"id": IT, first: token, second: token}]}

    return Cell(
        kind,
        lambda _, token: (f"Post{rpc}s", sent(token)),
        lambda _, token: (f"Patch{rpc}s", {**sent(token), **_OVERWRITE}),
        (f"Get{rpc}", {f"{kind}_id": IT}),
        lambda reply: (reply[kind][first], reply[kind][second]),
    )


def _search(token: str, **more: Any) -> Json:
    return {"searches": [{"id": IT, "name": token, "query": query(token), **more}]}


def _app(app: str, token: str) -> Json:
    return {"apps": [{"id": app, "description": token, "notes": token}]}


def _metadata(token: str) -> Json:
    return {"metadata": {"a": token, "b": token}}


REGISTERS = (
    Cell(
        "app",
        lambda app, token: ("PostApps", _app(app, token)),
        lambda app, token: ("PatchApps", {**_app(app, token), **_OVERWRITE}),
        ("GetApp", {}),
        lambda reply: (reply["app"]["description"], reply["app"]["notes"]),
    ),
    Cell(
        "input",
        lambda _, token: ("PostInputs", {"inputs": [image(IT, **_metadata(token))]}),
        lambda _, token: (
            "PatchInputs",
            {"inputs": [{"id": IT, "data": _metadata(token)}], **_OVERWRITE},
        ),
        ("GetInput", {"input_id": IT}),
        lambda reply: reply["input"]["data"]["metadata"].values(),
    ),
    Cell(
        "annotation",
        lambda _, token: ("PostAnnotations", _annotation(IT, token)),
        lambda _, token: ("PatchAnnotations", {**_annotation(IT, token), **_OVERWRITE}),
        ("GetAnnotation", {"input_id": IT, "annotation_id": IT}),
        lambda reply: (
            reply["annotation"]["annotation_info"]["token"],
            *_concepts(reply["annotation"]),
        ),
    ),
    Cell(
        "search",
        lambda _, token: ("PostAnnotationsSearches", _search(token, save=True)),
        lambda _, token: ("PatchAnnotationsSearches", {**_search(token), **_OVERWRITE}),
        ("GetSearch", {"id": IT}),
        lambda reply: (
            reply["search"]["name"],
            *_concepts(reply["search"]["query"]["filters"][0]["annotation"]),
        ),
    ),
    _texts("concept", "name", "definition"),
    _texts("dataset", "description", "notes"),
    _texts("task", "name", "description"),
    _texts("model", "description", "notes"),
)

SETS = (
    Cell(
        "labels of an annotation",
        lambda _, token: ("PostAnnotations", _annotation("set", token)),
        lambda _, token: ("PatchAnnotations", {**_annotation("set", token), **_MERGE}),
        ("GetAnnotation", {"input_id": IT, "annotation_id": "set"}),
        lambda reply: _concepts(reply["annotation"]),
    ),
    Cell(
        "labels of an input",
        lambda _, token: ("PostInputs", {"inputs": [image("set", **labelled(token))]}),
        lambda _, token: (
            "PatchInputs",
            {"inputs": [{"id": "set", "data": labelled(token)}], **_MERGE},
        ),
        ("GetInput", {"input_id": "set"}),
        lambda reply: _concepts(reply["input"]),
    ),
)

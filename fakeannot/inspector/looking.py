"""What is in a world, as JSON for the page: page by page, whatever its size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fakeannot.store.annotations import AnnotationQuery

if TYPE_CHECKING:
    from fakeannot.store.rows import InputRow
    from fakeannot.store.world import AppState, World

_MOST_CONCEPTS = 1_000


def apps_in(world: World) -> list[dict[str, Any]]:
    """Each app with how much is in it, in the order in which they came."""
    return [
        {
            "user_id": app.user_id,
            "app_id": app.app_id,
            "inputs": len(app.inputs),
            "annotations": len(app.annotations),
            "concepts": len(app.concepts),
        }
        for app in world.apps.values()
    ]


def inputs_in(app: AppState, wanted: str, start: int, count: int) -> bytes:
    """A page of the inputs whose id or URL has `wanted` in it, and how many there are of them."""
    inputs = app.inputs
    if wanted:
        everything = inputs.page((), 0, 0, len(inputs))
        found = [row for row in everything if _mentions(row, wanted.lower())]
        total, rows = len(found), found[start : start + count]
    else:
        total, rows = len(inputs), list(inputs.page((), 0, start, count))
    counts = [app.annotations.count_of(row.id) for row in rows]
    listed = b",".join(row.json for row in rows)
    return _spliced({"total": total, "start": start, "annotations": counts}, inputs=listed)


def annotations_in(app: AppState, input_id: str, start: int, count: int) -> bytes:
    """A page of the annotations of one input, how many there are, and the input itself."""
    row = app.inputs.get(input_id)
    query = AnnotationQuery(input_ids=(input_id,))
    rows = app.annotations.page(query, start, count)
    told = {"total": app.annotations.count_of(input_id), "start": start}
    if row is None:
        return _spliced({**told, "input": None}, annotations=rows.json[1:-1])
    told["input"] = json.loads(row.json)
    return _spliced(told, annotations=rows.json[1:-1])


def concepts_in(app: AppState) -> list[dict[str, str]]:
    """Id and name of the first concepts, which are enough to choose from."""
    return [
        {"id": row.message.id, "name": row.message.name}
        for row in app.concepts.page(0, _MOST_CONCEPTS)
    ]


def _mentions(row: InputRow, wanted: str) -> bool:
    return wanted in row.id.lower() or any(wanted in url.lower() for url in row.urls)


def _spliced(told: dict[str, Any], **lists: bytes) -> bytes:
    """A JSON object with lists whose items are JSON texts already."""
    head = json.dumps(told).encode()[:-1]
    return (
        head
        + b"".join(b',"%b":[%b]' % (name.encode(), text) for name, text in lists.items())
        + b"}"
    )

"""The documented journey, call by call, against a server of its own.

Every step is a call that Clarifai's annotation pages show; what the steps need from one another
(ids that the service made) is carried in `Journey.known`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

from fakeannot.fake import FakeClarifai

Say = Callable[[str], None]
_DETECTOR = "general-detector-v1"
_BOX = {"top_row": 0, "left_col": 0, "bottom_row": 0.5, "right_col": 0.5}
_TREE_NOT_WATER = [{"id": "tree", "value": 1}, {"id": "water", "value": 0}]


def run(say: Say) -> int:
    """Run the journey and tell each call and answer; 0 if every call was answered with 10000."""
    fake = FakeClarifai()
    fake.workflow(
        lambda _input: {"region_info": {"bounding_box": _BOX}}, model_version_id=_DETECTOR
    )
    with fake.serve() as server:
        say(f"A fake of api.clarifai.com listens on {server.url}.\n")
        journey = Journey(HTTPConnection(server.host, server.port), fake.api_key, say)
        try:
            journey.go()
        finally:
            journey.close()
    say(f"{journey.calls} calls, {journey.failed} not answered with Ok.")
    return 1 if journey.failed else 0


class Journey:
    """The steps, and what was learned on the way."""

    def __init__(self, connection: HTTPConnection, key: str, say: Say) -> None:
        self._connection = connection
        self._key = key
        self._say = say
        self.calls = 0
        self.failed = 0

    def close(self) -> None:
        self._connection.close()

    def go(self) -> None:
        self._add_inputs()
        found = self._call(
            "What did the model find?", "GET", f"annotations?model_version_ids={_DETECTOR}"
        )
        labels = self._label(found["annotations"][0]["data"]["regions"][0]["id"])
        self._list(labels)
        drawn = _region(region_info={"bounding_box": _BOX})
        box = self._call("Draw a box", "POST", "annotations", _posted(drawn))["annotations"][0]
        self._update(box)
        self._delete(box["id"], labels)

    def _add_inputs(self) -> None:
        inputs = [
            {"id": id_, "data": {"image": {"url": f"https://example.com/{id_}.jpg"}}}
            for id_ in ("street", "park")
        ]
        self._call("Add two images", "POST", "inputs", {"inputs": inputs})

    def _label(self, region_id: str) -> list[str]:
        """Label an image and a region; the ids of the two annotations."""
        whole = _posted({"concepts": _TREE_NOT_WATER})
        region = _posted(_region(id=region_id))
        answers = (
            self._call("Label an image", "POST", "annotations", whole),
            self._call("Label a region that the model found", "POST", "annotations", region),
        )
        pending = {"user_id": "labeler", "status": {"code": "ANNOTATION_PENDING"}}
        work = {"annotations": [{"input_id": "street", **pending}]}
        self._call("Give the image to a labeler", "POST", "annotations", work)
        return [answer["annotations"][0]["id"] for answer in answers]

    def _list(self, ids: list[str]) -> None:
        pairs = "&".join(f"input_ids=street&ids={id_}" for id_ in ids)
        self._call("The first page", "GET", "annotations?page=1&per_page=10")
        self._call("Of one input", "GET", "annotations?input_ids=street")
        self._call("Two by their ids", "GET", f"annotations?{pairs}")
        self._call("Of one user", "GET", "annotations?user_ids=labeler")

    def _update(self, annotation: dict[str, Any]) -> None:
        region = annotation["data"]["regions"][0]["id"]
        named = {"input_id": annotation["input_id"], "id": annotation["id"]}
        apple = {"regions": [{"id": region, "data": {"concepts": [{"id": "apple", "value": 1}]}}]}
        for title, change in (
            ("Add a concept to its region", {"data": apple}),
            ("Change its status", {"status": {"code": "ANNOTATION_PENDING"}}),
        ):
            body = {"annotations": [{**named, **change}], "action": "merge"}
            self._call(title, "PATCH", "annotations", body)

    def _delete(self, annotation_id: str, ids: list[str]) -> None:
        one = f"inputs/street/annotations/{annotation_id}"
        self._call("Delete one annotation", "DELETE", one)
        pairs = {"input_ids": ["street"] * len(ids), "ids": ids}
        self._call("Delete two by their ids", "DELETE", "annotations", pairs)
        both = {"input_ids": ["street", "park"]}
        self._call("Delete all but the input-level ones", "DELETE", "annotations", both)
        self._call("What is left", "GET", "annotations?list_all_annotations=true")

    def _call(self, title: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        sent = None if body is None else json.dumps(body)
        headers = {"Authorization": f"Key {self._key}"}
        self._connection.request(method, f"/v2/{path}", sent, headers)
        response = self._connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        self.calls += 1
        self.failed += answer["status"]["code"] != 10000
        self._tell(title, f"{method} /v2/{path}", sent, response.status, answer)
        return answer

    def _tell(
        self, title: str, line: str, sent: str | None, http: int, answer: dict[str, Any]
    ) -> None:
        self._say(f"{title}\n  {line}")
        if sent is not None:
            self._say(f"  {sent}")
        status = answer.pop("status")
        self._say(f"  -> {http} {status['code']} {status['description']}")
        for field, items in answer.items():
            self._say(f"     {len(items)} {field}")
            for item in items:
                self._say(f"     {_brief(item)}")
        self._say("")


def _posted(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "annotations": [{"input_id": "street", "data": data, "embed_model_version_id": "embed-v1"}]
    }


def _region(**fields: Any) -> dict[str, Any]:
    return {"regions": [{**fields, "data": {"concepts": _TREE_NOT_WATER}}]}


def _brief(item: dict[str, Any]) -> str:
    """An input or annotation in one line."""
    data = item.get("data", {})
    regions = data.get("regions", [])
    concepts = data.get("concepts", []) + [
        c for r in regions for c in r.get("data", {}).get("concepts", [])
    ]
    parts = [
        item["id"][:8],
        f"on {item['input_id']}" if "input_id" in item else "",
        "input-level" if item.get("input_level") else "",
        "a box" if regions else "",
        ", ".join(f"{concept['id']}={concept['value']:g}" for concept in concepts),
        f"by {item.get('user_id') or item.get('model_version_id')}" if "input_id" in item else "",
        f"[{item['status']['description']}]",
    ]
    return "  ".join(part for part in parts if part)

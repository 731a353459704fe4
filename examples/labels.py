"""Code under test: label the images that a classifier is unsure of, through the REST API."""

from __future__ import annotations

from collections.abc import Mapping

import requests

API = "https://api.clarifai.com/v2"


class Labels:
    """The annotations of one app, by the app's own key."""

    def __init__(self, key: str) -> None:
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Key {key}"

    def assign(self, input_ids: list[str], user_id: str) -> list[str]:
        """Give images to a labeler; the ids of the pending annotations."""
        work = [
            {"input_id": id_, "user_id": user_id, "status": {"code": "ANNOTATION_PENDING"}}
            for id_ in input_ids
        ]
        answer = self._call("POST", {"annotations": work})
        return [annotation["id"] for annotation in answer["annotations"]]

    def finish(self, input_id: str, annotation_id: str, values: Mapping[str, bool]) -> None:
        """Say what is and what is not in an image."""
        concepts = [{"id": name, "value": int(value)} for name, value in values.items()]
        done = {
            "input_id": input_id,
            "id": annotation_id,
            "data": {"concepts": concepts},
            "status": {"code": "ANNOTATION_SUCCESS"},
        }
        self._call("PATCH", {"annotations": [done], "action": "merge"})

    def _call(self, method: str, body: object) -> dict[str, list[dict[str, str]]]:
        answer = self._session.request(method, f"{API}/annotations", json=body)
        if answer.status_code != 200:
            raise RuntimeError(answer.text)
        found: dict[str, list[dict[str, str]]] = answer.json()
        return found

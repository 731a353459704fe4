"""A fake with something of every kind in it, for what is refused about the neighbours."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.testing.refused_calls import arranged

BELOW_USER = "/v2/users/fake-user/apps"
BELOW_APP = f"{BELOW_USER}/fake-app"
PICTURE = "https://example.com/picture.jpg"
# What an empty zip file is.
ARCHIVE = b64encode(b"PK\x05\x06" + 18 * b"\x00").decode()


def furnished(options: Mapping[str, Any]) -> FakeClarifai:
    """An arranged fake, and datasets, searches, tasks and the like besides."""
    fake = arranged(options)
    app = fake.app()
    app.add_input("clip", data={"video": {"url": "https://example.com/clip.mp4"}})
    api = api_of(fake, fake.pat)
    for path, body in _POSTED:
        _done(api, "POST", path, body)
    _done(api, "PUT", "uploads/whole/content_parts", _part(ARCHIVE))
    _submitted(api_of(fake, "guest", app_id="fake-app", user_id="fake-user"))
    return fake


def _part(data: str) -> Any:
    return {"content_parts": [{"range_start": 0, "data": data}]}


_POSTED: tuple[tuple[str, Any], ...] = (
    ("concepts", {"concepts": [{"id": "plant"}, {"id": "bush"}]}),
    ("concepts/tree/languages", {"concept_languages": [{"id": "es", "name": "arbol"}]}),
    (
        "concepts/tree/relations",
        {"concept_relations": [{"predicate": "hyponym", "object_concept": {"id": "plant"}}]},
    ),
    ("datasets", {"datasets": [{"id": "streets", "image": {"url": PICTURE}}, {"id": "squares"}]}),
    ("datasets/streets/inputs", {"dataset_inputs": [{"input": {"id": "street"}}]}),
    ("datasets/streets/versions", {"dataset_versions": [{"id": "v1"}]}),
    ("annotations/searches", {"searches": [{"id": "trees", "save": True}]}),
    ("annotation_filters", {"annotation_filters": [{"id": "done"}]}),
    ("models", {"model": {"id": "detector"}}),
    ("workflows", {"workflows": [{"id": "flow"}]}),
    ("inputs/clip/annotation_tracks", {"annotation_tracks": [{"id": "t1", "start_frame_nr": 9}]}),
    ("uploads", {"uploads": [{"id": "whole", "content_length": 22}]}),
    ("uploads", {"uploads": [{"id": "part", "content_length": 4}]}),
    (
        "tasks",
        {
            "tasks": [
                {
                    "id": "label",
                    "worker": {"user_ids": ["guest"]},
                    "review": {"strategy": "MANUAL", "user_ids": ["guest"]},
                    "input_source": {"type": "DATASET", "id": "streets"},
                }
            ]
        },
    ),
)


def _submitted(guest: Api) -> None:
    """Have the guest's work on the task await review."""
    _done(guest, "PUT", "tasks/label/assignments", {"input_id": "street"})


def _done(api: Api, method: str, path: str, body: Any) -> None:
    answer = api.call(method, path, body)
    assert answer.code == 10000, (path, answer.json)

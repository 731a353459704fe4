"""What is stored only changes no answer about anything else."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of

KEPT: tuple[tuple[str, Any], ...] = (
    ("models", {"model": {"id": "m"}}),
    ("models/m/versions", {"model_versions": [{"id": "v"}]}),
    ("workflows", {"workflows": [{"id": "w", "nodes": [{"id": "n", "model": {"id": "m"}}]}]}),
    ("annotation_filters", {"annotation_filters": [{"id": "f", "search": {"query": {}}}]}),
    ("inputs/film/annotation_tracks", {"annotation_tracks": [{"id": "t", "end_frame_nr": 9}]}),
)
READ: tuple[tuple[str, str, Any], ...] = (
    ("GET", "inputs", None),
    ("GET", "inputs/status", None),
    ("GET", "annotations?list_all_annotations=true", None),
    ("GET", "annotations/workers", None),
    ("GET", "concepts", None),
    ("GET", "concepts/status", None),
    ("GET", "datasets", None),
    ("GET", "datasets/d/versions/v/metrics", None),
    ("GET", "tasks", None),
    ("POST", "inputs/searches", {"searches": [{}]}),
    ("POST", "annotations/searches", {"searches": [{}]}),
    ("POST", "inputs/film/track_annotations/searches", {}),
)


@pytest.fixture
def api() -> Api:
    fake = FakeClarifai()
    fake.app().add_input("film", data={"video": {"url": "https://example.com/film.mp4"}})
    frame = {"frame_info": {"number": 1}, "data": {"concepts": [{"id": "cat"}]}}
    fake.app().add_annotation("film", {"frames": [frame]})
    made = api_of(fake, fake.pat)
    made.post("datasets", {"datasets": [{"id": "d"}]})
    made.post("datasets/d/inputs", {"dataset_inputs": [{"input": {"id": "film"}}]})
    made.post("datasets/d/versions", {"dataset_versions": [{"id": "v"}]})
    made.post("tasks", {"tasks": [{"id": "t"}]})
    return made


def answers(api: Api) -> list[Any]:
    """What is told of all that is not stored only."""
    read = [api.call(method, path, body).json for method, path, body in READ]
    assert [one["status"]["code"] for one in read] == [10000] * len(READ)
    return [{name: one[name] for name in one if name not in ("status", "id")} for one in read]


def test_answers_are_the_same_with_what_is_stored_only_and_without(api: Api) -> None:
    before = answers(api)
    for path, body in KEPT:
        assert api.post(path, body).code == 10000, path
    assert answers(api) == before

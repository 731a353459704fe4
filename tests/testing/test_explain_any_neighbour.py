"""The same of apps, datasets, searches, tasks and the like: what is proposed succeeds."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.api import Api, by_wsgi
from tests.testing.breaking import broken, sent
from tests.testing.furnished import BELOW_APP, BELOW_USER, furnished
from tests.testing.refused_datasets import HELD


class Valid(NamedTuple):
    """A call that a furnished fake takes, such as `GET tasks`."""

    call: str
    body: Any = None


DATASETS = f"{BELOW_APP}/datasets"
CONCEPT: Any = {"annotation": {"data": {"concepts": [{"id": "tree", "value": 1}]}}}
PLACE: Any = {"geo_point": {"latitude": 1}, "geo_limit": {"type": "withinMiles", "value": 2}}
QUERY: Any = {"filters": [CONCEPT, {"input": {"dataset_ids": ["streets"]}}], "ranks": [CONCEPT]}
TASK: Any = {
    "worker": {
        "users": [{"id": "guest"}],
        "strategy": "PARTITIONED",
        "partitioned_strategy_info": {"type": "WEIGHTED", "weights": {"guest": 1}},
    },
    "review": {"strategy": "MANUAL", "user_ids": ["guest"]},
    "input_source": {"type": "SAVED_SEARCH", "id": "trees"},
}
VALID = (
    Valid(f"POST {BELOW_USER}", {"apps": [{"id": "a"}]}),
    Valid(f"PATCH {BELOW_USER}", {"action": "overwrite", "apps": [{"id": "fake-app"}]}),
    Valid(
        f"PATCH {BELOW_APP}",
        {"action": "overwrite", "app": {"id": "fake-app"}, "metadata_action": {"op": "merge"}},
    ),
    Valid(
        f"PATCH {BELOW_USER}/ids",
        {"action": "overwrite", "ids": [{"id": "fake-app", "new_id": "b"}]},
    ),
    Valid(
        f"POST {BELOW_APP}/collaborators",
        {"collaborators": [{"user": {"id": "ann"}, "scopes": ["All"]}]},
    ),
    Valid(
        f"PATCH {BELOW_APP}/collaborators",
        {"action": "overwrite", "collaborators": [{"id": "guest"}]},
    ),
    Valid(f"DELETE {BELOW_APP}/collaborators", {"collaborator_ids": ["guest"]}),
    Valid("POST concepts", {"concepts": [{"id": "a"}]}),
    Valid("PATCH concepts", {"action": "overwrite", "concepts": [{"id": "tree"}]}),
    Valid("POST concepts/tree/languages", {"concept_languages": [{"id": "fr", "name": "a"}]}),
    Valid(
        f"POST {BELOW_APP}/concepts/tree/relations",
        {"concept_relations": [{"predicate": "synonym", "object_concept": {"id": "bush"}}]},
    ),
    Valid(f"POST {DATASETS}", {"datasets": [{"id": "a"}]}),
    Valid(f"PATCH {DATASETS}", {"action": "merge", "datasets": [{"id": "streets"}]}),
    Valid(f"DELETE {DATASETS}", {"dataset_ids": ["streets"]}),
    Valid(f"POST {DATASETS}/squares/inputs", {"dataset_inputs": [{"input": {"id": "square"}}]}),
    Valid(f"POST {DATASETS}/squares/inputs", {"search": {"query": QUERY}}),
    Valid(f"DELETE {DATASETS}/streets/inputs", {"input_ids": ["street"]}),
    Valid(f"POST {DATASETS}/streets/versions", {"dataset_versions": [{"id": "v2"}]}),
    Valid(f"GET {DATASETS}/streets/versions/v1/metrics?per_page=5"),
    Valid(f"PUT {DATASETS}/streets/versions/v1/exports", {"exports": [{"format": "COCO"}]}),
    Valid(f"POST {BELOW_APP}/uploads", {"uploads": [{"id": "a", "content_length": 3}]}),
    Valid(
        f"POST {BELOW_APP}/inputs/uploads",
        {"inputs_uploads": [{"inputs_add_job_id": "a", "upload": {"content_length": 3}}]},
    ),
    Valid(
        f"PUT {BELOW_APP}/uploads/part/content_parts",
        {"content_parts": [{"range_start": 1, "data": "AAAA"}]},
    ),
    Valid(
        f"POST {BELOW_APP}/inputs/data_sources",
        {"data_sources": [{"inputs_add_job_id": "a", "url": {"url": HELD}}]},
    ),
    Valid("POST inputs/searches", {"searches": [{"query": QUERY, "algorithm": "brute_force"}]}),
    Valid("POST annotations/searches", {"searches": [{"id": "a", "save": True, "query": QUERY}]}),
    Valid(
        "POST searches",
        {"query": {"ands": [{"input": {"data": {"geo": PLACE}}}, {"output": {"data": {}}}]}},
    ),
    Valid("PATCH searches", {"action": "overwrite", "searches": [{"id": "trees"}]}),
    Valid(f"POST {BELOW_APP}/annotation_filters", {"annotation_filters": [{"id": "a"}]}),
    Valid(f"POST {BELOW_APP}/tasks", {"tasks": [TASK]}),
    Valid(
        f"PATCH {BELOW_APP}/tasks",
        {"action": "overwrite", "tasks": [{"id": "label", "status": {"code": "TASK_DONE"}}]},
    ),
    Valid(
        f"PUT {BELOW_APP}/tasks/label/assignments",
        {
            "action": "REVIEW_APPROVE",
            "review_approve_config": {"workers": [{"user": {"id": "guest"}}]},
        },
    ),
    Valid(
        "POST inputs/clip/annotation_tracks",
        {
            "annotation_tracks": [
                {"id": "t2", "start_frame_nr": 1, "end_frame_nr": 2, "status": {"code": 24300}}
            ]
        },
    ),
    Valid(
        "PATCH inputs/clip/annotation_tracks",
        {"action": "overwrite", "annotation_tracks": [{"id": "t1", "status": {"code": 24301}}]},
    ),
    Valid("POST models", {"model": {"id": "a"}}),
    Valid("POST models/detector/versions", {"model_versions": [{"id": "a"}]}),
    Valid("POST workflows", {"workflows": [{"id": "a"}]}),
    Valid("PATCH workflows", {"action": "merge", "workflows": [{"id": "flow"}]}),
)
IDS = ("tree", "streets", "squares", "v1", "part", "label", "clip", "detector")


@st.composite
def calls(draw: st.DrawFn) -> Valid:
    """A call that is like a valid one: in its body, or an id in its path."""
    valid = draw(st.sampled_from(VALID))
    segments = valid.call.split("/")
    for number, segment in enumerate(segments):
        if segment in IDS and draw(st.booleans()):
            segments[number] = draw(st.sampled_from((*IDS, f"{segment}s", segment[:-1] or "v")))
    body = None if valid.body is None else broken(draw, valid.body)
    return Valid("/".join(segments), body)


@given(calls())
def test_an_edit_that_is_proposed_succeeds(call: Valid) -> None:
    fake = furnished({})
    method, path = call.call.split(" ")
    Api(by_wsgi(fake), "Key any").call(method, path, call.body)
    told = fake.explain(fake.journal.last)
    assert bool(told.reasons) == bool(fake.journal.last.refused)
    assert all(reason.instead for reason in told.reasons)
    assert str(told)
    if told.edit is not None and "Authorization" not in [one.path for one in told.edit.changes]:
        answer = sent(fake, told.edit.curl)
        assert answer.code == 10000, f"{answer.body!r}\n{told}"

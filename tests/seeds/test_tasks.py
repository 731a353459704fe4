"""Tasks with their work and reviews, filters and tracks are saved and loaded as they are."""

from __future__ import annotations

from fakeannot import FakeClarifai
from fakeannot.seeds.files import json_text
from fakeannot.seeds.sources import Source
from tests.api import Api, api_of
from tests.rules.tasking import Office, assignments

PATHS = (
    "tasks?additional_fields=all",
    "tasks/t/inputs/count",
    "tasks/t/annotations/count",
    "annotation_filters",
    "inputs/i0/annotation_tracks",
    "annotations/workers",
)


def filled() -> FakeClarifai:
    """A fake with a task that is partly labeled and reviewed, a filter and a track."""
    fake = FakeClarifai(clock=lambda: 1_700_000_000_123_456_789)
    office = Office(fake)
    office.task(review="MANUAL")
    office.label("ann")
    office.submit("ann", "i0", "i1")
    first, _ = assignments(office.put("rev", "REVIEW_START"))
    office.act("rev", "REVIEW_APPROVE", first["id"])
    for path, body in (
        ("annotation_filters", {"annotation_filters": [{"id": "f", "search": {"name": "s"}}]}),
        ("inputs/i0/annotation_tracks", {"annotation_tracks": [{"id": "k"}]}),
    ):
        assert office.owner.post(path, body).outcome == (200, 10000)
    return fake


def of_owner(fake: FakeClarifai) -> Api:
    return api_of(fake, fake.pat)


def test_work_goes_on_after_loading_where_it_was() -> None:
    fake, loaded = filled(), FakeClarifai(clock=lambda: 1_800_000_000_000_000_000)
    told = [of_owner(fake).get(path).json for path in PATHS]
    loaded.load(Source(json_text(fake.document())))
    for path, before in zip(PATHS, told, strict=True):
        assert {**of_owner(loaded).get(path).json, "status": 0} == {**before, "status": 0}, path
    office = of_owner(loaded)
    given = office.call("PUT", "tasks/t/assignments", {"action": "REVIEW_START"})
    assert assignments(given) == []
    config = {"workers": [{"user": {"id": "ann"}}]}
    body = {"action": "REVIEW_APPROVE", "review_approve_config": config}
    approved = assignments(office.call("PUT", "tasks/t/assignments", body))
    assert [one["input"]["id"] for one in approved] == ["i1"]

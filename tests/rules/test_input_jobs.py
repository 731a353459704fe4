"""Jobs count the inputs that are posted with their id."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.datasets import image, post_inputs

RUNNING, COMPLETED, CANCELLED = 64001, 64002, 64004


def post(api: Api, *ids: str, job: str = "j") -> None:
    post_inputs(api, *map(image, ids), inputs_add_job_id=job)


def read(api: Api, job: str = "j") -> dict[str, Any]:
    told: dict[str, Any] = api.get(f"inputs/jobs/add/{job}")["inputs_add_job"]
    return told


def progress(api: Api) -> dict[str, int]:
    return {name: int(count) for name, count in read(api)["progress"].items()}


@pytest.mark.rule("jobs.made_by_post", "jobs.progress", "jobs.status")
def test_a_job_is_made_with_the_inputs_that_name_it(api: Api) -> None:
    post(api, "car", "bus")
    job = read(api)
    assert (job["id"], job["status"]["code"]) == ("j", COMPLETED)
    assert progress(api) == {"success_count": 2}
    assert job["created_at"] < job["modified_at"]


@pytest.mark.rule("jobs.made_by_post")
def test_without_an_id_there_is_no_job(api: Api) -> None:
    post(api, "car", job="")
    assert api.get("inputs/jobs/add")["inputs_add_jobs"] == []


@pytest.mark.rule("jobs.progress", "jobs.status", "inputs.processing")
def test_a_job_runs_until_its_inputs_are_processed() -> None:
    fake = FakeClarifai(processing="manual")
    api = api_of(fake)
    post(api, "car", "bus", "bike")
    assert (progress(api), read(api)["status"]["code"]) == ({"pending_count": 3}, RUNNING)
    fake.app().process_inputs("car")
    fake.app().process_inputs("bus", failure="no such host")
    assert progress(api) == {"pending_count": 1, "success_count": 1, "failed_count": 1}
    fake.app().process_inputs()
    assert (progress(api)["success_count"], read(api)["status"]["code"]) == (2, COMPLETED)


@pytest.mark.rule("jobs.progress", "inputs.processing")
def test_waiting_for_a_job_reads_its_inputs() -> None:
    api = api_of(FakeClarifai(processing="reads:2"))
    post(api, "car")
    assert progress(api) == {"pending_count": 1}
    assert progress(api) == {"success_count": 1}


@pytest.mark.rule("jobs.progress")
def test_refused_inputs_count_as_failed_and_deleted_ones_no_longer_count(api: Api) -> None:
    post(api, "car", "bus", "car")
    assert progress(api) == {"success_count": 2, "failed_count": 1}
    api.delete("inputs/car")
    assert progress(api) == {"success_count": 1, "failed_count": 1}


@pytest.mark.rule("jobs.progress")
def test_a_job_of_nothing_but_refused_inputs_has_its_progress(api: Api) -> None:
    post_inputs(api, {"id": "car", "data": {}}, inputs_add_job_id="j")
    assert progress(api) == {"failed_count": 1}
    post_inputs(api, inputs_add_job_id="k")
    assert api.get("inputs/jobs/add/k").outcome == (404, 11101)


@pytest.mark.rule("jobs.merged")
def test_inputs_of_a_later_post_are_counted_along(api: Api) -> None:
    post(api, "car")
    before = read(api)
    post(api, "bus")
    api.delete("inputs/car")
    post(api, "car")
    after = read(api)
    assert progress(api) == {"success_count": 2}
    assert (
        after["created_at"] == before["created_at"] < before["modified_at"] < after["modified_at"]
    )


@pytest.mark.rule("things.unknown", "things.id_without_slash")
def test_unknown_jobs_and_ids_that_no_path_could_hold_are_refused(
    fake: FakeClarifai, api: Api
) -> None:
    assert api.get("inputs/jobs/add/none").outcome == (404, 11101)
    assert api.patch("inputs/jobs/add/none", {}).outcome == (404, 11101)
    answer = post_inputs(api, image("car"), inputs_add_job_id="a/b")
    assert answer.outcome == (400, 11100)
    assert fake.app().inputs() == []


@pytest.mark.rule("things.oldest_first")
def test_jobs_are_listed_with_their_progress(api: Api) -> None:
    for job in ("b", "a", "c"):
        post(api, f"of-{job}", job=job)
    listed = api.get("inputs/jobs/add", ("per_page", 2))["inputs_add_jobs"]
    assert listed == [read(api, "b"), read(api, "a")]


@pytest.mark.rule("jobs.cancel")
def test_a_cancelled_job_keeps_the_inputs_that_were_added() -> None:
    fake = FakeClarifai(processing="manual")
    api = api_of(fake)
    post(api, "car")
    answer = api.patch("inputs/jobs/add/j", {})
    assert answer["inputs_add_job"] == read(api)
    assert read(api)["status"]["code"] == CANCELLED
    fake.app().process_inputs()
    assert (progress(api), read(api)["status"]["code"]) == ({"success_count": 1}, CANCELLED)


@pytest.mark.rule("jobs.cancel")
def test_a_completed_job_cannot_be_cancelled_any_more(api: Api) -> None:
    post(api, "car")
    before = read(api)
    assert api.patch("inputs/jobs/add/j", {})["inputs_add_job"] == before

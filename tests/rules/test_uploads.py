"""Archives are uploaded in parts, and jobs wait for them."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.media import JPEG, fetch
from tests.rules.uploading import begin, job_of, put, zipped

IN_PROGRESS, DONE, CANCELLED = 68000, 68001, 68005


@pytest.mark.rule("uploads.begun", "uploads.inputs_job", "jobs.status")
def test_an_upload_of_inputs_is_a_job_that_waits_for_its_content(api: Api) -> None:
    job = begin(api, b"12345", inputs_add_job_id="j")
    assert (job["id"], job["progress"], job["status"]["code"]) == ("j", {}, 64001)
    (upload,) = job["uploads"]
    assert (upload["id"], upload["status"]["code"]) == ("u", IN_PROGRESS)
    assert (upload["content_length"], upload["content_name"]) == (5, "a.zip")
    assert upload == api.get("uploads/u")["upload"]
    (extraction,) = job["extraction_jobs"]
    assert extraction["status"]["code"] == 64000
    assert extraction["progress"] == {"pending_archives_count": 1}
    assert job_of(api, job) == job


@pytest.mark.rule("uploads.parts", "uploads.done", "media.served")
def test_an_upload_is_done_when_its_last_part_has_come_in_any_order(
    fake: FakeClarifai, api: Api
) -> None:
    api.post("uploads", {"uploads": [{"id": "u", "content_length": 10}]})
    steps = [[(6, b"6789")], [(0, b"01"), (1, b"12")], [(0, b"x"), (0, b"01")], [(3, b"345")]]
    for step in steps:
        assert api.get("uploads/u")["upload"]["status"]["code"] == IN_PROGRESS
        upload = put(api, *step)["upload"]
    assert upload["status"]["code"] == DONE
    assert fetch(fake, upload["content_url"]).data == b"0123456789"
    assert api.get("uploads/u")["upload"] == upload
    assert upload["modified_at"] > upload["created_at"]


@pytest.mark.rule("uploads.parts", "uploads.done")
@pytest.mark.parametrize("part", [(1, b"BC"), (3, b"DEF"), (2, b"CD"), (5, b"F")])
def test_a_part_takes_the_place_of_the_bytes_where_it_begins(
    fake: FakeClarifai, api: Api, part: tuple[int, bytes]
) -> None:
    api.post("uploads", {"uploads": [{"id": "u", "content_length": 6}]})
    upload = put(api, (0, b"abcdef"), part)["upload"]
    assert upload["status"]["code"] == DONE
    content = fetch(fake, upload["content_url"]).data
    assert content[part[0] :].startswith(part[1])
    assert content.lower() == b"abcdef"


@pytest.mark.rule("apps.delete", "uploads.done")
def test_what_was_uploaded_goes_with_its_app(fake: FakeClarifai, api: Api) -> None:
    api.post("uploads", {"uploads": [{"id": "u", "content_length": 2}]})
    url = put(api, (0, b"ab"))["upload"]["content_url"]
    assert fetch(fake, url).data == b"ab"
    owner = api_of(fake, fake.pat)
    assert owner.call("DELETE", f"/v2/users/{fake.user_id}/apps/{fake.app_id}").http == 200
    assert fetch(fake, url).status_code == 404


@pytest.mark.rule("uploads.parts")
def test_parts_that_do_not_fit_are_refused_and_none_is_kept(api: Api) -> None:
    api.post("uploads", {"uploads": [{"id": "u", "content_length": 4}]})
    assert put(api, (0, b"01"), (2, b"234")).outcome == (400, 11100)
    assert put(api).outcome == (400, 11100)
    assert put(api, (2, b"23"))["upload"]["status"]["code"] == IN_PROGRESS
    assert put(api, (0, b"01"))["upload"]["status"]["code"] == DONE
    refused = put(api, (0, b"01"))
    assert refused.outcome == (400, 11100)
    assert "takes no more" in refused.details


@pytest.mark.rule("uploads.length", "bulk.not_empty", "things.id_unique")
@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("uploads", {"uploads": []}, 11100),
        ("uploads", {"uploads": [{"id": "u"}]}, 11100),
        ("uploads", {"uploads": [{"id": "old", "content_length": 1}]}, 40010),
        ("inputs/uploads", {"inputs_uploads": []}, 11100),
        ("inputs/uploads", {"inputs_uploads": [{}]}, 11100),
        (
            "inputs/uploads",
            {"inputs_uploads": [{"inputs_add_job_id": "old", "upload": {"content_length": 1}}]},
            40010,
        ),
        (
            "inputs/uploads",
            {"inputs_uploads": [{"inputs_add_job_id": "a/b", "upload": {"content_length": 1}}]},
            11100,
        ),
        (
            "inputs/uploads",
            {"inputs_uploads": [{"inputs_add_job_id": "new", "upload": {"content_length": 1}}] * 2},
            40010,
        ),
    ],
)
def test_uploads_that_cannot_begin_leave_nothing_behind(
    api: Api, path: str, body: Any, code: int
) -> None:
    begin(api, b"1", "old", inputs_add_job_id="old")
    assert api.post(path, body).outcome == (400, code)
    assert len(api.get("uploads")["uploads"]) == 1
    assert len(api.get("inputs/jobs/add")["inputs_add_jobs"]) == 1


@pytest.mark.rule("things.unknown", "things.delete_unknown")
def test_uploads_are_listed_and_deleted(api: Api) -> None:
    for upload_id in "ab":
        api.post("uploads", {"uploads": [{"id": upload_id, "content_length": 2}]})
    put(api, (0, b"0"), upload_id="a")
    assert [one["id"] for one in api.get("uploads")["uploads"]] == ["a", "b"]
    assert api.delete("uploads", {"ids": ["a", "none"]}).outcome == (200, 10000)
    assert [one["id"] for one in api.get("uploads")["uploads"]] == ["b"]
    assert api.get("uploads/a").outcome == (404, 11101)
    assert put(api, (0, b"0"), upload_id="a").outcome == (404, 11101)
    api.post("uploads", {"uploads": [{"id": "a", "content_length": 2}]})
    assert put(api, (1, b"1"), upload_id="a")["upload"]["status"]["code"] == IN_PROGRESS
    assert api.delete("uploads", {"ids": []}).outcome == (400, 11100)


@pytest.mark.rule("jobs.cancel", "jobs.extraction_cancel")
def test_a_cancelled_job_takes_no_content(api: Api) -> None:
    job = begin(api, b"12")
    answer = api.patch(f"inputs/jobs/add/{job['id']}", {})["inputs_add_job"]
    assert answer["status"]["code"] == 64004
    assert answer["uploads"][0]["status"]["code"] == CANCELLED
    assert answer["extraction_jobs"][0]["status"]["code"] == 64004
    assert put(api, (0, b"12")).outcome == (400, 11100)


@pytest.mark.rule("jobs.cancel")
def test_cancelling_the_rest_of_a_job_leaves_an_upload_that_is_done() -> None:
    fake = FakeClarifai(processing="manual")
    api = api_of(fake)
    content = zipped({"car.jpg": JPEG})
    job = begin(api, content)
    put(api, (0, content))
    answer = api.patch(f"inputs/jobs/add/{job['id']}", {})["inputs_add_job"]
    assert answer["status"]["code"] == 64004
    assert answer["uploads"][0]["status"]["code"] == DONE
    assert answer["extraction_jobs"][0]["status"]["code"] == 64002


@pytest.mark.rule("uploads.inputs_job", "uploads.done")
def test_uploads_of_several_jobs_do_not_mix(fake: FakeClarifai, api: Api) -> None:
    one, two = zipped({"one.jpg": JPEG}), zipped({"two.jpg": JPEG})
    first, second = begin(api, one, "a"), begin(api, two, "b")
    put(api, (0, two), upload_id="b")
    assert [made.id for made in fake.app().inputs()] == ["two"]
    assert job_of(api, first) == first
    assert job_of(api, second)["progress"] == {"success_count": 1}


@pytest.mark.rule("jobs.progress")
def test_a_job_keeps_the_id_of_an_upload_that_was_deleted(api: Api) -> None:
    job = begin(api, b"1234")
    api.delete("uploads", {"ids": ["u"]})
    assert job_of(api, job)["uploads"] == [{"id": "u"}]

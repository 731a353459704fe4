"""Inputs come out of archives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakeannot import FakeClarifai
from fakeannot.service.inputs import archive_files
from tests.api import Api
from tests.rules.datasets import image, make, members, post_inputs
from tests.rules.media import BASE, JPEG, fetch
from tests.rules.uploading import begin, job_of, put, tarred, zipped

DONE = 68001
FILES = {
    "street/car.jpg": JPEG, "street/bus.PNG": b"\x89PNG\r\n\x1a\n", "film.mp4": b"film",
    "song.mp3": b"song", "note.txt": "größe".encode(), "read.me": b"-", "street/.hidden.jpg": JPEG,
    "__MACOSX/car.jpg": JPEG,
}  # fmt: skip


@pytest.mark.rule("extraction.inputs", "extraction.files", "extraction.template", "uploads.done")
@pytest.mark.parametrize(
    "content",
    [zipped(FILES), tarred(FILES), tarred(FILES, "w")],
    ids=["zip", "tar.gz", "tar"],  # the second has the time in it
)
def test_the_media_in_an_archive_become_inputs(
    fake: FakeClarifai, api: Api, content: bytes
) -> None:
    make(api)
    template = {"data": {"concepts": [{"id": "red"}]}, "dataset_ids": ["train"], "id": "ignored"}
    job = begin(api, content, input_template=template)
    put(api, (0, content[:100]), (100, content[100:]))
    assert members(api) == ["car", "bus", "film", "song", "note"]
    for one in fake.app().inputs():
        assert [concept.id for concept in one.data.concepts] == ["red"]
    car, *_, note = (one.data for one in fake.app().inputs())
    assert fetch(fake, car.image.url).data == JPEG
    assert fetch(fake, note.text.url).data.decode() == "größe"
    after = job_of(api, job)
    assert (after["status"]["code"], after["progress"]) == (64002, {"success_count": 5})
    (extraction,) = after["extraction_jobs"]
    assert (extraction["status"]["code"], extraction["url"]) == (
        64002, after["uploads"][0]["content_url"],
    )  # fmt: skip
    assert extraction["progress"] == {
        "audio_inputs_count": 1, "image_inputs_count": 2, "video_inputs_count": 1,
        "text_inputs_count": 1, "completed_archives_count": 1,
    }  # fmt: skip
    path = f"inputs/jobs/extraction/{extraction['id']}"
    assert api.get(path)["inputs_extraction_job"] == extraction


@pytest.mark.rule("extraction.inputs")
@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(("room", "code"), [(9, 67000), (10, 64002)])
def test_an_archive_is_unpacked_only_up_to_a_size(
    fake: FakeClarifai,
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    pack: Callable[[dict[str, bytes]], bytes],
    room: int,
    code: int,
) -> None:
    monkeypatch.setattr(archive_files, "UNPACKED_BYTES", room)
    content = pack({"a.txt": b"12345", "b.txt": b"67890"})
    job = begin(api, content)
    put(api, (0, content))
    (extraction,) = job_of(api, job)["extraction_jobs"]
    assert extraction["status"]["code"] == code
    assert (fake.app().inputs() == []) == (code == 67000)
    if code == 67000:
        told = "The archive has more than 9 bytes of files in it."
        assert extraction["status"]["details"] == told


@pytest.mark.rule("extraction.inputs")
@pytest.mark.parametrize(
    "content",
    [b"no archive", zipped(FILES)[:60] + zipped(FILES)[80:]],
    ids=["no archive", "cut"],
)
def test_what_cannot_be_read_as_an_archive_fails(
    fake: FakeClarifai, api: Api, content: bytes
) -> None:
    job = begin(api, content)
    assert put(api, (0, content))["upload"]["status"]["code"] == DONE
    (extraction,) = job_of(api, job)["extraction_jobs"]
    assert extraction["status"]["code"] == 67000
    assert extraction["status"]["details"].startswith("The archive cannot be read")
    assert extraction["progress"] == {"failed_archives_count": 1}
    assert fake.app().inputs() == []


@pytest.mark.rule("extraction.inputs", "inputs.suffix", "inputs.id_unique")
@pytest.mark.parametrize(
    ("resolution", "ids", "progress"),
    [
        ("SKIP", ["car"], {"failed_count": 2}),
        ("SUFFIX", ["car", "car-1"], {"failed_count": 1, "success_count": 1}),
    ],
)
def test_ids_that_are_taken_are_refused_or_get_a_suffix(
    fake: FakeClarifai, api: Api, resolution: str, ids: list[str], progress: dict[str, int]
) -> None:
    post_inputs(api, image("car"))
    content = zipped({"car.jpg": JPEG, "broken.txt": b"\xff"})
    job = begin(api, content, input_id_conflict_resolution=resolution)
    put(api, (0, content))
    assert [one.id for one in fake.app().inputs()] == ids
    assert job_of(api, job)["progress"] == progress


@pytest.mark.rule("jobs.extraction_cancel", "things.unknown")
def test_a_cancelled_extraction_is_not_done(fake: FakeClarifai, api: Api) -> None:
    content = zipped({"car.jpg": JPEG})
    job = begin(api, content)
    id_ = job["extraction_jobs"][0]["id"]
    path = "inputs/jobs/extraction"
    assert api.patch(path, {"ids": [id_, "none"]}).outcome == (404, 11101)
    assert api.patch(path, {"ids": []}).outcome == (400, 11100)
    assert api.patch(path, {"ids": [id_]})["inputs_extraction_jobs"][0]["status"]["code"] == 64004
    assert put(api, (0, content))["upload"]["status"]["code"] == DONE
    assert fake.app().inputs() == []
    assert api.get(path)["inputs_extraction_jobs"][0]["status"]["code"] == 64004


@pytest.mark.rule("extraction.sources")
def test_an_archive_that_the_fake_holds_is_a_data_source(fake: FakeClarifai, api: Api) -> None:
    content = zipped({"car.jpg": JPEG})
    api.post("uploads", {"uploads": [{"id": "u", "content_length": len(content)}]})
    url = put(api, (0, content))["upload"]["content_url"]
    source = {"url": {"url": url}, "inputs_add_job_id": "j"}
    more = {"call_back_url": "https://example.com/done", "app_pat": "secret"}
    (job,) = api.post("inputs/data_sources", {"data_sources": [source], **more})["inputs_add_jobs"]
    assert (job["id"], job["status"]["code"]) == ("j", 64002)
    assert (job["call_back_url"], "app_pat" in job) == ("https://example.com/done", False)
    assert job["progress"] == {"success_count": 1}
    assert job["extraction_jobs"][0]["url"] == url
    assert [one.id for one in fake.app().inputs()] == ["car"]
    elsewhere = {"url": {"url": url.replace(BASE, "https://example.com")}}
    assert api.post("inputs/data_sources", {"data_sources": [elsewhere]}).outcome == (501, 10040)


@pytest.mark.rule("extraction.sources", "bulk.not_empty")
@pytest.mark.parametrize("url", ["s3://bucket/folder", "", "https://example.com/a.zip"])
def test_a_data_source_elsewhere_is_refused(api: Api, url: str) -> None:
    answer = api.post("inputs/data_sources", {"data_sources": [{"url": {"url": url}}]})
    assert answer.outcome == (501, 10040)
    assert "PostUploads" in answer.details
    assert api.get("inputs/jobs/add")["inputs_add_jobs"] == []
    assert api.post("inputs/data_sources", {"data_sources": []}).outcome == (400, 11100)

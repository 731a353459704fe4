"""Uploaded media: hosted by content hash, never echoed in JSON, and served back."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of

JPEG = b"\xff\xd8\xff\xe0 a picture"
BASE = "https://data.clarifai.com"


def encoded(content: bytes) -> str:
    return b64encode(content).decode()


def upload(api: Api, kind: str, **medium: str) -> Answer:
    return api.post("inputs", {"inputs": [{"data": {kind: medium}}]})


def uploaded(api: Api, content: bytes = JPEG, kind: str = "image") -> dict[str, Any]:
    """The medium of a newly posted input."""
    medium: dict[str, Any] = upload(api, kind, base64=encoded(content))["inputs"][0]["data"][kind]
    return medium


def fetch(fake: FakeClarifai, url: str, method: str = "GET", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return fake.client().open(url.removeprefix(BASE), method=method, headers=named)


@pytest.mark.rule("media.hosted_url")
@pytest.mark.parametrize(
    ("kind", "sizes"),
    [("image", ["orig", "tiny", "small", "large"]), ("video", ["orig"]), ("audio", ["orig"])],
)
def test_uploaded_bytes_come_back_as_a_hosted_url(api: Api, kind: str, sizes: list[str]) -> None:
    medium = uploaded(api, JPEG, kind)
    digest = medium["url"].rpartition("/")[2]
    suffix = f"users/fake-user/apps/fake-app/inputs/{kind}/{digest}"
    assert medium["url"] == f"{BASE}/orig/{suffix}"
    assert medium["hosted"] == {
        "prefix": BASE, "suffix": suffix, "sizes": sizes, "crossorigin": "use-credentials",
    }  # fmt: skip


@pytest.mark.rule("media.hosted_url")
def test_where_a_medium_is_hosted_is_not_for_the_client_to_say(api: Api) -> None:
    hosted = {"prefix": "https://x.test", "sizes": ["huge"]}
    sent = {"data": {"image": {"base64": encoded(JPEG), "hosted": hosted}}}
    medium = api.post("inputs", {"inputs": [sent]})["inputs"][0]["data"]["image"]
    assert medium["hosted"] == uploaded(api)["hosted"]


@pytest.mark.rule("media.hosted_url", "media.served")
@pytest.mark.parametrize("text", ["hello", "größe ☃", " "])
def test_raw_text_comes_back_as_a_hosted_url_too(fake: FakeClarifai, api: Api, text: str) -> None:
    medium = upload(api, "text", raw=text)["inputs"][0]["data"]["text"]
    assert "raw" not in medium
    assert "/inputs/text/" in medium["url"]
    assert medium["hosted"]["sizes"] == ["orig"]
    answer = fetch(fake, medium["url"])
    assert answer.data.decode() == text
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.rule("media.content_hash")
def test_the_hash_is_of_the_content_alone() -> None:
    urls: list[str] = []
    for user_id, content in [("ann", JPEG), ("lee", JPEG), ("lee", JPEG + b".")]:
        fake = FakeClarifai(id_seed=len(urls), user_id=user_id)
        urls.append(uploaded(api_of(fake), content)["url"])
    first, second, third = (url.rpartition("/")[2] for url in urls)
    assert first == second != third
    assert len(first) == 32
    assert int(first, 16)


@pytest.mark.rule("media.content_hash")
def test_the_hash_is_the_same_in_every_app_and_on_every_upload(fake: FakeClarifai) -> None:
    api, other = api_of(fake), api_of(fake, fake.pat, app_id="other")
    urls = [uploaded(one, content)["url"] for one in (api, other) for content in (b"a", b"b")]
    hashes = [url.rpartition("/")[2] for url in [*urls, uploaded(api, b"a")["url"]]]
    assert hashes[0] == hashes[2] == hashes[4] != hashes[1] == hashes[3]


@pytest.mark.rule("media.never_echoed")
def test_bytes_are_in_no_answer(fake: FakeClarifai, api: Api) -> None:
    text = encoded(JPEG).encode()
    posted = upload(api, "image", base64=text.decode())
    id_ = posted["inputs"][0]["id"]
    patch = {"inputs": [{"id": id_, "data": {"image": {"base64": text.decode()}}}]}
    for answer in (
        posted,
        api.get("inputs"),
        api.get(f"inputs/{id_}"),
        api.get("annotations"),
        api.patch("inputs", {**patch, "action": "merge"}),
        api.patch("inputs", {**patch, "action": "overwrite"}),
    ):
        assert answer.outcome == (200, 10000)
        assert b"base64" not in answer.body
        assert text not in answer.body
    assert fake.app().inputs()[0].data.image.base64 == b""


@pytest.mark.rule("media.never_echoed", "bulk.in_request_order")
@pytest.mark.parametrize("kind", ["image", "video", "audio"])
def test_bytes_are_not_echoed_by_a_refused_item_either(api: Api, car: str, kind: str) -> None:
    data = {kind: {"base64": encoded(JPEG)}, "metadata": {"kept": True}}
    answer = api.post("inputs", {"inputs": [{"id": car, "data": data}]})
    assert answer.outcome == (400, 10020)
    assert answer["inputs"][0]["data"]["metadata"] == {"kept": True}
    assert encoded(JPEG).encode() not in answer.body


def masked(content: bytes) -> dict[str, Any]:
    return {"regions": [{"region_info": {"mask": {"image": {"base64": encoded(content)}}}}]}


@pytest.mark.rule("media.never_echoed", "media.hosted_url", "media.served")
def test_masks_and_media_within_annotations_are_hosted_as_well(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    data = {**masked(b"mask"), "image": {"base64": encoded(JPEG)}}
    answer = api.post("annotations", {"annotations": [{"input_id": car, "data": data}]})
    made = answer["annotations"][0]["data"]
    assert b"base64" not in answer.body
    mask = made["regions"][0]["region_info"]["mask"]["image"]
    assert "/inputs/image/" in mask["url"]
    assert fetch(fake, mask["url"]).data == b"mask"
    assert fetch(fake, made["image"]["url"]).data == JPEG


@pytest.mark.rule("media.never_echoed")
def test_a_refused_mask_is_not_echoed(api: Api) -> None:
    sent = {"input_id": "none", "data": masked(JPEG)}
    answer = api.post("annotations", {"annotations": [sent]})
    assert answer.outcome == (400, 10020)
    assert encoded(JPEG).encode() not in answer.body


@pytest.mark.rule("media.served")
@pytest.mark.parametrize("size", ["orig", "tiny", "small", "large"])
def test_a_hosted_url_serves_what_was_uploaded_without_a_key(size: str) -> None:
    fake = FakeClarifai(strict=True)
    answer = fetch(fake, uploaded(api_of(fake))["url"].replace("/orig/", f"/{size}/"))
    assert answer.status_code == 200
    assert answer.data == JPEG
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Length"] == str(len(JPEG))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.rule("media.served")
@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"RIFF....WAVEfmt ", "audio/wav"),
        (b"RIFF....AVI LIST", "video/avi"),
        (b"ID3\x04", "audio/mpeg"),
        (b"....ftypisom", "video/mp4"),
        (b"no idea", "application/octet-stream"),
    ],
)
def test_media_are_served_as_what_they_begin_like(
    fake: FakeClarifai, api: Api, start: bytes, media_type: str
) -> None:
    assert fetch(fake, uploaded(api, start)["url"]).headers["Content-Type"] == media_type


@pytest.mark.rule("media.served")
@pytest.mark.parametrize(
    ("asked", "http", "part", "content_range"),
    [
        ("bytes=0-2", 206, JPEG[:3], f"bytes 0-2/{len(JPEG)}"),
        ("bytes=5-", 206, JPEG[5:], f"bytes 5-{len(JPEG) - 1}/{len(JPEG)}"),
        ("bytes=-4", 206, JPEG[-4:], f"bytes {len(JPEG) - 4}-{len(JPEG) - 1}/{len(JPEG)}"),
        ("bytes=0-999", 206, JPEG, f"bytes 0-{len(JPEG) - 1}/{len(JPEG)}"),
        ("bytes=99-", 416, b"no such range", f"bytes */{len(JPEG)}"),
        ("bytes=9-2", 416, b"no such range", f"bytes */{len(JPEG)}"),
    ],
)
def test_a_range_of_a_medium_is_served(
    fake: FakeClarifai, api: Api, asked: str, http: int, part: bytes, content_range: str
) -> None:
    answer = fetch(fake, uploaded(api)["url"], Range=asked)
    assert (answer.status_code, answer.data) == (http, part)
    assert answer.headers["Content-Range"] == content_range
    assert answer.headers["Content-Length"] == str(len(part))


@pytest.mark.rule("media.served", "media.content_hash")
@settings(deadline=None, max_examples=50)
@given(
    content=st.binary(min_size=1, max_size=20),
    first=st.integers(0, 25),
    last=st.none() | st.integers(0, 25),
)
def test_any_range_of_any_content_is_that_part_or_none(
    content: bytes, first: int, last: int | None
) -> None:
    fake = FakeClarifai()
    url = uploaded(api_of(fake), content)["url"]
    assert fetch(fake, url).data == content
    answer = fetch(fake, url, Range=f"bytes={first}-{'' if last is None else last}")
    if first >= len(content) or (last is not None and last < first):
        assert answer.status_code == 416
    else:
        assert answer.status_code == 206
        assert answer.data == content[first : None if last is None else last + 1]


@pytest.mark.rule("media.served")
def test_a_medium_that_the_client_has_is_not_sent_again(fake: FakeClarifai, api: Api) -> None:
    url = uploaded(api)["url"]
    etag = fetch(fake, url).headers["ETag"]
    again = fetch(fake, url, If_None_Match=etag)
    assert (again.status_code, again.data) == (304, b"")
    assert fetch(fake, url, If_None_Match='"other"').status_code == 200
    assert fetch(fake, url, Range="bytes=0-1", If_Range=etag).status_code == 206
    assert fetch(fake, url, Range="bytes=0-1", If_Range='"other"').status_code == 200


@pytest.mark.rule("media.served")
def test_head_tells_of_a_medium_without_it(fake: FakeClarifai, api: Api) -> None:
    answer = fetch(fake, uploaded(api)["url"], "HEAD")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(JPEG))


@pytest.mark.rule("media.served")
def test_media_are_only_read_and_only_from_the_fake_that_has_them(
    fake: FakeClarifai, api: Api
) -> None:
    url = uploaded(api)["url"]
    assert fetch(fake, url, "POST").status_code == 405
    assert fetch(FakeClarifai(), url).status_code == 404
    fake.reset()
    assert fetch(fake, url).status_code == 404


@pytest.mark.rule("media.never_echoed", "media.hosted_url")
@pytest.mark.parametrize(
    "data",
    [
        {"heatmaps": [{"base64": "aGVsbG8="}]},
        {"concepts": [{"id": "k", "image": {"base64": "aGVsbG8="}}]},
        {"image": {"url": "https://x.test/1", "decoded_bytes": "aGVsbG8="}},
    ],
)
def test_no_image_anywhere_is_sent_back_as_bytes(
    fake: FakeClarifai, api: Api, car: str, data: dict[str, Any]
) -> None:
    for answer in (
        api.post("annotations", {"annotations": [{"input_id": car, "data": data}]}),
        api.get("annotations"),
    ):
        assert answer.outcome == (200, 10000)
        assert b"aGVsbG8=" not in answer.body


@pytest.mark.rule("media.served")
def test_media_of_an_app_with_an_odd_name_are_served() -> None:
    fake = FakeClarifai(app_id="a#b ?c")
    fake.app().add_input("i", data={"image": {"base64": "aGVsbG8="}})
    url = fake.app().inputs()[0].data.image.url
    with fake.intercept():
        assert requests.get(url).content == b"hello"

"""Hosted media are served back: as what, in which parts, and to whom."""

from __future__ import annotations

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.media import JPEG, fetch, uploaded


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


@pytest.mark.rule("media.served", "media.hosted_url")
def test_a_page_may_show_a_medium_with_credentials_as_it_is_told_to() -> None:
    fake = FakeClarifai()
    medium = uploaded(api_of(fake))
    assert medium["hosted"]["crossorigin"] == "use-credentials"
    answer = fetch(fake, medium["url"], Origin="http://localhost:3000")
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.headers["Vary"] == "Origin"


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


@pytest.mark.rule("media.served")
def test_media_of_an_app_with_an_odd_name_are_served() -> None:
    fake = FakeClarifai(app_id="a#b ?c")
    fake.app().add_input("i", data={"image": {"base64": "aGVsbG8="}})
    url = fake.app().inputs()[0].data.image.url
    with fake.intercept():
        assert requests.get(url).content == b"hello"

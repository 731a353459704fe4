"""Uploaded media: hosted by content hash, and never echoed in JSON."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.media import BASE, JPEG, encoded, fetch, upload, uploaded


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


@pytest.mark.rule("media.never_echoed", "media.hosted_url")
@pytest.mark.parametrize("kind", ["image", "video", "audio"])
def test_a_medium_of_any_kind_within_an_annotation_is_hosted(api: Api, car: str, kind: str) -> None:
    data = {kind: {"base64": encoded(JPEG)}}
    answer = api.post("annotations", {"annotations": [{"input_id": car, "data": data}]})
    assert b"base64" not in answer.body
    assert f"/inputs/{kind}/" in answer["annotations"][0]["data"][kind]["url"]


@pytest.mark.rule("media.never_echoed")
def test_a_refused_mask_is_not_echoed(api: Api) -> None:
    sent = {"input_id": "none", "data": masked(JPEG)}
    answer = api.post("annotations", {"annotations": [sent]})
    assert answer.outcome == (400, 10020)
    assert encoded(JPEG).encode() not in answer.body


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

"""Hosted images are served in smaller sizes too, where Pillow is installed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from fakeannot import FakeClarifai
from fakeannot.store import thumbnails
from tests.api import Api
from tests.rules.datasets import annotate, make, make_version, region
from tests.rules.media import JPEG, encoded, fetch, upload, uploaded
from tests.rules.test_dataset_exports import archive


def picture(width: int, height: int, form: str = "PNG", mode: str = "RGB", **options: int) -> bytes:
    made = BytesIO()
    Image.new(mode, (width, height)).save(made, form, **options)
    return made.getvalue()


@pytest.fixture
def no_pillow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    thumbnails.has_pillow.cache_clear()
    monkeypatch.setattr(thumbnails, "find_spec", lambda _: None)
    yield
    thumbnails.has_pillow.cache_clear()


@pytest.mark.rule("media.thumbnails", "media.served")
@pytest.mark.parametrize(
    ("size", "pixels"),
    [("tiny", (64, 32)), ("small", (256, 128)), ("large", (1024, 512)), ("orig", (2000, 1000))],
)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_hosted_image_is_served_in_the_size_asked_for(
    fake: FakeClarifai, api: Api, form: str, size: str, pixels: tuple[int, int]
) -> None:
    url = uploaded(api, picture(2000, 1000, form))["url"]
    answer = fetch(fake, url.replace("/orig/", f"/{size}/"))
    shown = Image.open(BytesIO(answer.data))
    assert (shown.size, shown.format) == (pixels, form)
    assert answer.headers["Content-Type"] == f"image/{form.lower()}"
    assert answer.headers["ETag"].strip('"').endswith(f"-{size}") == (size != "orig")


@pytest.mark.rule("media.thumbnails")
def test_an_image_in_another_format_is_shrunk_to_png(fake: FakeClarifai, api: Api) -> None:
    url = uploaded(api, picture(100, 100, "BMP"))["url"]
    answer = fetch(fake, url.replace("/orig/", "/tiny/"))
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.data)).size == (64, 64)


@pytest.mark.rule("media.served")
@pytest.mark.parametrize(
    "content",
    [
        JPEG,
        picture(64, 64, compress_level=0),
        picture(30, 20, compress_level=0),
        picture(100, 100)[:60],
        picture(100, 100, "TIFF", "F"),
        b"no image",
    ],
)
def test_what_need_not_or_cannot_be_made_smaller_is_served_as_it_came(
    fake: FakeClarifai, api: Api, content: bytes
) -> None:
    url = uploaded(api, content)["url"]
    assert fetch(fake, url.replace("/orig/", "/tiny/")).data == content


@pytest.mark.rule("media.sizes")
@pytest.mark.usefixtures("no_pillow")
def test_without_pillow_there_is_the_original_alone(fake: FakeClarifai, api: Api) -> None:
    content = picture(100, 100)
    image = uploaded(api, content)
    assert image["hosted"]["sizes"] == ["orig"]
    assert fetch(fake, image["url"].replace("/orig/", "/tiny/")).data == content


@pytest.mark.rule("media.sizes")
def test_with_pillow_images_have_four_sizes_and_other_media_one(api: Api) -> None:
    assert uploaded(api)["hosted"]["sizes"] == ["orig", "tiny", "small", "large"]
    (note,) = upload(api, "text", raw="a note")["inputs"]
    assert note["data"]["text"]["hosted"]["sizes"] == ["orig"]


@pytest.mark.rule("datasets.export_coco")
@pytest.mark.parametrize(("told", "width"), [({}, 100), ({"width": 50, "height": 20}, 50)])
def test_a_coco_export_sees_how_large_uploads_are(
    fake: FakeClarifai, api: Api, told: dict[str, int], width: int
) -> None:
    make(api)
    image = {"base64": encoded(picture(100, 40)), "image_info": told}
    api.post(
        "inputs", {"inputs": [{"id": "car", "data": {"image": image}, "dataset_ids": ["train"]}]}
    )
    annotate(api, "car", regions=[region("wheel")])
    make_version(api)
    with archive(fake, api, "COCO") as found:
        text = found.read("annotations/instances_all.json").decode()
    assert f'"width":{width}' in text

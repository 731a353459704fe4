"""The manifest of a video, which the fake has none of, is refused."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api


@pytest.mark.rule("media.manifest", "media.manifest_of_video", "inputs.get_unknown")
@pytest.mark.parametrize(
    ("input_id", "outcome", "told"),
    [
        ("film", (501, 10040), "data.video.url"),
        ("car", (400, 11100), "no video"),
        ("none", (404, 11101), "'none'"),
    ],
)
def test_a_manifest_is_refused_with_the_reason(
    fake: FakeClarifai, api: Api, car: str, input_id: str, outcome: tuple[int, int], told: str
) -> None:
    fake.app().add_input("film", data={"video": {"url": "https://example.com/film.mp4"}})
    answer = api.get(f"inputs/{input_id}/video_manifest")
    assert answer.outcome == outcome
    assert told in answer.details

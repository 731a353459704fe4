"""Tracks of videos: posted, listed, moved along their statuses, and deleted."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.rules.annotating import ids_of

TRACKS = "annotation_tracks"
IDLE, RUNNING, PENDING, APPROVED, FAILED = STATUSES = range(24300, 24305)
ORDER = {(IDLE, RUNNING), (RUNNING, PENDING), (RUNNING, FAILED), (PENDING, APPROVED)}


@pytest.fixture
def videos(fake: FakeClarifai, api: Api) -> Api:
    """An app with two inputs, clip and film."""
    for input_id in ("clip", "film"):
        fake.app().add_input(input_id)
    return api


def post(api: Api, *tracks: dict[str, Any], to: str = "clip") -> Answer:
    return api.post(f"inputs/{to}/{TRACKS}", {TRACKS: list(tracks)})


def patch(api: Api, *tracks: dict[str, Any], action: str = "overwrite") -> Answer:
    return api.patch(f"inputs/clip/{TRACKS}", {TRACKS: list(tracks), "action": action})


def listed(api: Api, *query: tuple[str, object], of: str = "clip") -> list[Any]:
    answer = api.get(f"inputs/{of}/{TRACKS}", *query)
    assert answer.outcome == (200, 10000), answer.json
    tracks: list[Any] = answer[TRACKS]
    return tracks


@pytest.mark.rule("annotation_tracks.of_input", "annotation_tracks.status")
def test_a_track_is_of_its_input_and_idle_at_first(videos: Api) -> None:
    span = {"start_frame_nr": 3, "end_frame_nr": 9, "start_frame_ms": 120, "end_frame_ms": 360}
    sent = {"concept": {"id": "car", "value": 1}, "sample_rate_ms": 40, **span}
    answer = post(videos, {"id": "t", **sent, "created_at": "2020-01-01T00:00:00Z"}, sent)
    assert answer.outcome == (200, 10000)
    first, second = answer[TRACKS]
    assert first["status"] == {"code": IDLE, "description": "Annotation track idle"}
    assert first["input_id"] == second["input_id"] == "clip"
    assert len(second["id"]) == 32
    assert first["created_at"] == first["modified_at"] > "2020-01-02"
    stored = listed(videos)
    assert ids_of(stored) == ["t", second["id"]]
    assert {name: stored[0][name] for name in sent} == sent
    assert listed(videos, of="film") == []


@pytest.mark.rule("annotation_tracks.of_input", "things.oldest_first")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ([], ["c", "a", "b"]),
        ([("ids", "b"), ("ids", "c"), ("ids", "x")], ["c", "b"]),
        ([("ids", "b"), ("ids", "c"), ("per_page", 1), ("page", 2)], ["b"]),
        ([("per_page", 2), ("page", 2)], ["b"]),
    ],
)
def test_tracks_are_listed_by_age_or_by_ids(videos: Api, query: Any, ids: list[str]) -> None:
    post(videos, *({"id": id_} for id_ in "cab"))
    assert ids_of(listed(videos, *query)) == ids


@pytest.mark.rule(
    "annotation_tracks.of_input",
    "annotation_tracks.status",
    "annotation_tracks.span",
    "inputs.get_unknown",
    "things.id_unique",
)
@pytest.mark.parametrize(
    ("track", "outcome", "told"),
    [
        ({"id": "t"}, (400, 40010), "duplicate ID"),
        ({"input_id": "film"}, (400, 11100), "of input 'film', the call of 'clip'."),
        ({"status": {"code": "ANNOTATION_PENDING"}}, (400, 11100), "24151 is no status of a track"),
        ({"start_frame_nr": 5, "end_frame_nr": 4}, (400, 11100), "got 5 to 4."),
        ({"start_frame_ms": 5, "end_frame_ms": 4}, (400, 11100), "got 5 to 4."),
    ],
)
def test_tracks_are_posted_all_or_none(
    videos: Api, track: Any, outcome: tuple[int, int], told: str
) -> None:
    post(videos, {"id": "t"})
    answer = post(videos, {"id": "new", "start_frame_nr": 5}, track)
    assert answer.outcome == outcome
    assert told in answer.details
    assert ids_of(listed(videos)) == ["t"]
    assert post(videos, {"id": "t"}, to="film").outcome == (200, 10000)
    assert post(videos, {"id": "t"}, to="none").outcome == (404, 11101)


@pytest.mark.rule("annotation_tracks.order", "annotation_tracks.status")
@pytest.mark.parametrize(("before", "after"), [*product(STATUSES, STATUSES)])
def test_a_track_goes_from_status_to_status_in_order(videos: Api, before: int, after: int) -> None:
    post(videos, {"id": "t", "status": {"code": before}})
    answer = patch(videos, {"id": "t", "status": {"code": after}})
    goes = before == after or (before, after) in ORDER
    assert answer.outcome == ((200, 10000) if goes else (400, 11100))
    if not goes:
        assert f"is {StatusCode.Name(before)}, which " in answer.details
    assert listed(videos)[0]["status"]["code"] == (after if goes else before)


@pytest.mark.rule("annotation_tracks.patch", "annotation_tracks.span", "things.unknown")
@pytest.mark.parametrize(
    ("change", "action", "outcome"),
    [
        ({"id": "t", "end_frame_nr": 2}, "overwrite", (400, 11100)),
        ({"id": "x"}, "overwrite", (404, 11101)),
        ({"id": "t", "input_id": "film"}, "overwrite", (400, 11100)),
        ({"id": "t"}, "merge", (400, 11100)),
    ],
)
def test_tracks_are_patched_all_or_none(
    videos: Api, change: Any, action: str, outcome: tuple[int, int]
) -> None:
    post(videos, {"id": "t", "start_frame_nr": 3, "end_frame_nr": 9})
    before = listed(videos)
    assert patch(videos, {"id": "t", "end_frame_nr": 7}, change, action=action).outcome == outcome
    assert patch(videos).outcome == (400, 11100)
    assert listed(videos) == before


@pytest.mark.rule("annotation_tracks.patch")
def test_a_patch_replaces_what_is_sent_and_leaves_the_rest(videos: Api) -> None:
    post(videos, {"id": "t", "start_frame_nr": 3, "end_frame_nr": 9, "concept": {"id": "car"}})
    (fresh,) = patch(videos, {"id": "t", "end_frame_nr": 12, "concept": {"id": "bus"}})[TRACKS]
    (track,) = listed(videos)
    assert (track["start_frame_nr"], track["end_frame_nr"]) == (3, 12)
    assert track["concept"]["id"] == fresh["concept"]["id"] == "bus"
    assert track["status"]["code"] == IDLE
    assert track["modified_at"] > track["created_at"]


def frame(track_id: str) -> dict[str, Any]:
    info = {"point": {"row": 0.5, "col": 0.5}}
    frame_ = {"frame_info": {"time": 40}, "data": {"regions": [{"region_info": info}]}}
    frame_["data"]["regions"][0]["track_id"] = track_id  # type: ignore[index]  # a list of dicts
    return {"frames": [frame_]}


@pytest.mark.rule("annotation_tracks.delete", "things.delete_unknown")
@pytest.mark.parametrize(
    ("path", "left"), [(f"inputs/clip/{TRACKS}", {"film": ["t"]}), (TRACKS, {"film": []})]
)
def test_deleted_tracks_take_their_annotations(
    fake: FakeClarifai, videos: Api, path: str, left: dict[str, list[str]]
) -> None:
    # One path is the key's alone, and the other the user's.
    api = videos if path.startswith("inputs/") else api_of(fake, fake.pat)
    for input_id in ("clip", "film"):
        post(videos, {"id": "t"}, {"id": "u"}, to=input_id)
        for track_id in ("t", "u"):
            name = f"{input_id}-{track_id}"
            fake.app().add_annotation(input_id, frame(track_id), annotation_id=name)
        fake.app().add_annotation(input_id, {}, annotation_id=f"{input_id}-none")
    drawn = frame("t")["frames"][0]["data"]
    videos.patch("inputs", {"inputs": [{"id": "clip", "data": drawn}], "action": "merge"})
    assert api.delete(path, {"ids": ["t", "x"]}).outcome == (200, 10000)
    assert ids_of(listed(videos)) == ["u"]
    assert ids_of(listed(videos, of="film")) == [*left["film"], "u"]
    kept = {one.id for one in fake.app().annotations() if not one.input_level}
    of_film = {f"film-{track_id}" for track_id in left["film"]}
    assert sum(one.input_level for one in fake.app().annotations()) == 2
    assert kept == {"clip-u", "clip-none", "film-u", "film-none"} | of_film
    assert api.delete(path, {}).outcome == (400, 11100)
    assert videos.delete(f"inputs/none/{TRACKS}", {"ids": ["t"]}).outcome == (404, 11101)


@pytest.mark.rule("annotation_tracks.input_deleted")
def test_a_deleted_input_takes_its_tracks(fake: FakeClarifai, videos: Api) -> None:
    for input_id in ("clip", "film"):
        post(videos, {"id": "t"}, to=input_id)
    videos.delete("inputs/clip")
    fake.app().add_input("clip")
    assert listed(videos) == []
    assert ids_of(listed(videos, of="film")) == ["t"]


@pytest.mark.rule("tracks.search")
def test_what_is_annotated_in_a_track_is_found_by_its_id(fake: FakeClarifai, videos: Api) -> None:
    post(videos, {"id": "t"})
    for track_id in ("t", "u"):
        fake.app().add_annotation("clip", frame(track_id), annotation_id=track_id)
    answer = videos.post("inputs/clip/track_annotations/searches", {"track_id": "t"})
    assert ids_of(answer["annotations"]) == ["t"]

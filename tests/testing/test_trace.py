"""A traced fake knows which rules each of its answers rested on, whatever door was used."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operations
from tests.api import api_of
from tests.rpcs import DOORS, opened, request_of

# What a door uses besides what the API does: JSON and HTTP, or gRPC.
OF_DOORS = {"json", "http", "grpc", "envelope"}


def of_the_api(rules: frozenset[str]) -> set[str]:
    return {rule for rule in rules if rule.partition(".")[0] not in OF_DOORS}


def test_the_last_answer_and_all_of_them_are_told_apart() -> None:
    fake = FakeClarifai()
    trace, api = fake.trace(), api_of(fake)
    api.get("annotations")
    api.get("inputs/none")
    assert {"inputs.get_unknown"} <= trace.last
    assert "annotations.oldest_first" not in trace.last
    assert (trace.used["annotations.oldest_first"], trace.used["envelope.req_id"]) == (1, 2)


def test_what_was_used_can_be_forgotten() -> None:
    fake = FakeClarifai()
    trace = fake.trace()
    api_of(fake).get("annotations")
    trace.clear()
    assert (trace.last, trace.used) == (frozenset(), {})


def test_arranging_a_world_rests_on_nothing() -> None:
    fake = FakeClarifai()
    trace = fake.trace()
    fake.app().add_input("i")
    fake.app().add_annotation("i", data={"concepts": [{"id": "tree"}]})
    assert not trace.used


@pytest.mark.parametrize("door", DOORS)
def test_the_same_call_rests_on_the_same_rules_through_every_door(door: str) -> None:
    fake = FakeClarifai()
    fake.app()  # used for the first time, an app is dated
    trace = fake.trace()
    with opened(fake, door) as call:
        call("ListAnnotations", request_of(fake, "ListAnnotations", per_page=5))
    assert of_the_api(trace.last) == {
        "annotations.oldest_first",
        "annotations.trusted_only",
        "ids.hex32",
        "lists.page_from_1",
        "lists.past_the_end",
    }


@pytest.mark.skipif("StreamAnnotations" not in operations(), reason="of a newer contract")
def test_a_stream_is_traced_to_its_end() -> None:
    fake = FakeClarifai()
    fake.app().add_input("film")
    trace = fake.trace()
    api_of(fake).post("inputs/film/track_annotations/searches/stream", {})
    assert {"tracks.stream", "grpc.stream_over_rest"} <= trace.last


def test_calls_of_many_threads_are_all_counted() -> None:
    fake = FakeClarifai()
    trace, api = fake.trace(), api_of(fake)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: api.get("annotations"), range(40)))
    assert trace.used["annotations.oldest_first"] == 40

"""The times and ids that the service gives: precise when written, cut when read, all different."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.rules import rules_used
from fakeannot.store.clock import Clock
from fakeannot.store.ids import Ids
from fakeannot.store.timestamps import set_created, set_time
from tests.api import Api, api_of
from tests.rules.annotating import only, patch, post, read
from tests.rules.conftest import box, concepts

NOON = 1_740_735_715_000_000_000  # 2025-02-28T09:41:55Z
EXACT = "2025-02-28T09:41:55.568082659Z"
CUT = "2025-02-28T09:41:55.568082Z"


class Hand:
    """A clock's hand that a test moves."""

    def __init__(self, nanos: int) -> None:
        self.now = NOON + nanos

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand(568_082_659)


@pytest.fixture
def fake(hand: Callable[[], int]) -> FakeClarifai:
    return FakeClarifai(clock=hand)


@pytest.fixture
def car(fake: FakeClarifai, hand: Hand) -> str:
    hand.now -= 10**9
    fake.app().add_input("car")
    hand.now += 10**9
    return "car"


@pytest.mark.rule("timestamps.nanoseconds_on_write", "timestamps.equal_on_creation")
def test_a_posted_annotation_has_nanoseconds_which_are_cut_when_read(api: Api, car: str) -> None:
    fresh = only(post(api, {"id": "a1", "input_id": car}))
    assert (fresh["created_at"], fresh["modified_at"]) == (EXACT, EXACT)
    stored = read(api, "a1")
    assert (stored["created_at"], stored["modified_at"]) == (CUT, CUT)
    assert api.get("annotations")["annotations"][-1] == stored


@pytest.mark.rule("timestamps.nanoseconds_on_write", "timestamps.equal_on_creation")
def test_a_posted_input_has_them_too(fake: FakeClarifai, api: Api) -> None:
    body = {"inputs": [{"id": "car", "data": {"image": {"url": "https://x.y/1.jpg"}}}]}
    (fresh,) = api.post("inputs", body)["inputs"]
    assert (fresh["created_at"], fresh["modified_at"]) == (EXACT, EXACT)
    own = api.get("annotations")["annotations"][0]
    for stored in (api.get("inputs/car")["input"], own):
        assert (stored["created_at"], stored["modified_at"]) == (CUT, CUT)


@pytest.mark.rule("patch.fresh_times", "timestamps.nanoseconds_on_write")
@pytest.mark.parametrize("action", ["merge", "overwrite", "remove"])
@pytest.mark.parametrize("more", [{}, {"delete_if_empty_data": True}])
def test_a_patch_keeps_created_at_and_has_a_fresh_modified_at(
    fake: FakeClarifai, hand: Hand, api: Api, car: str, action: str, more: dict[str, bool]
) -> None:
    post(api, {"id": "a1", "input_id": car})
    hand.now += 3 * 10**9
    later = EXACT.replace(":55", ":58")
    fresh = only(patch(api, action, {"id": "a1", "input_id": car, "task_id": "t"}, **more))
    assert (fresh["created_at"], fresh["modified_at"]) == (CUT, later)
    if not (more and action == "remove"):
        stored = read(api, "a1")
        assert (stored["created_at"], stored["modified_at"]) == (CUT, CUT.replace(":55", ":58"))


@pytest.mark.rule("patch.fresh_times", "input_level.patched")
def test_patching_an_input_changes_the_modified_at_of_both(
    fake: FakeClarifai, hand: Hand, api: Api, car: str
) -> None:
    body = {"inputs": [{"id": car, "data": {"concepts": concepts("c")}}], "action": "merge"}
    hand.now += 1000
    (fresh,) = api.patch("inputs", body)["inputs"]
    own = fake.app().annotations()[0]
    for seen in (fresh, api.get("inputs/car")["input"], read(api, own.id)):
        assert seen["created_at"] == CUT.replace(":55", ":54")
        assert seen["modified_at"].startswith("2025-02-28T09:41:55.56808")


@pytest.mark.rule("timestamps.strictly_increasing")
@pytest.mark.parametrize("step", [0, 1, 999, -1_000_000, -(10**12)])
def test_later_things_are_later_though_the_clock_stands_or_goes_back(
    fake: FakeClarifai, hand: Hand, api: Api, car: str, step: int
) -> None:
    for n in range(6):
        hand.now += step
        post(api, *({"input_id": car, "data": {"concepts": concepts(f"c{n}-{i}")}} for i in "ab"))
    created = [a.created_at.ToNanoseconds() for a in fake.app().annotations()]
    assert all(earlier < later for earlier, later in pairwise(created))
    concepts_created = [c.created_at.ToNanoseconds() for c in fake.app().concepts()]
    assert all(earlier < later for earlier, later in pairwise(concepts_created))


@pytest.mark.rule("timestamps.strictly_increasing")
@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_stamps_differ_by_a_microsecond_at_least(moments: list[int]) -> None:
    source = iter(moments)
    clock = Clock(lambda: next(source))
    stamps = [clock.stamp() for _ in moments]
    assert all(later - earlier >= 1000 for earlier, later in pairwise(stamps))
    assert all(stamp >= moment for stamp, moment in zip(stamps, moments, strict=True))


@pytest.mark.rule("timestamps.strictly_increasing")
@pytest.mark.parametrize(("after", "too_early"), [(999, True), (1000, False)])
def test_a_stamp_is_put_off_only_if_it_comes_too_early(after: int, too_early: bool) -> None:
    clock = Clock(iter([5_000, 5_000 + after]).__next__)
    clock.stamp()
    with rules_used() as used:
        assert clock.stamp() == 6_000
    assert ("timestamps.strictly_increasing" in used) is too_early


@pytest.mark.rule("timestamps.nanoseconds_on_write")
@settings(deadline=None)
@given(st.integers(0, 4 * 10**18))
def test_a_moment_is_kept_exactly_or_cut_to_microseconds(moment: int) -> None:
    made = resources_pb2.Annotation()
    set_created(made, moment, exact=True)
    assert made.created_at.ToNanoseconds() == made.modified_at.ToNanoseconds() == moment
    set_time(made.created_at, moment)
    assert made.created_at.ToNanoseconds() == moment - moment % 1000


@pytest.mark.rule("ids.uuid4")
def test_made_ids_of_objects_are_uuids_of_version_4(fake: FakeClarifai, api: Api) -> None:
    fake.workflow(lambda _: concepts("c"))
    made = [fake.app().add_input(data={"text": {"raw": "x"}}).id]
    body = {"inputs": [{"data": {"image": {"url": "https://x.y/1.jpg"}}}]}
    made += [item["id"] for item in api.post("inputs", body)["inputs"]]
    post(api, *[{"input_id": made[0]}] * 20)
    made += [annotation.id for annotation in fake.app().annotations()]
    assert len(set(made)) == len(made) == 2 + 2 + 2 + 20
    for id_ in made:
        assert re.fullmatch(r"[0-9a-f]{32}", id_)
        assert UUID(id_).version == 4


@pytest.mark.rule("ids.hex32")
def test_ids_of_regions_and_requests_are_hex_of_no_uuid_version(api: Api, car: str) -> None:
    data = {"regions": [{"region_info": box()}]}
    answers = [post(api, {"input_id": car, "data": data}) for _ in range(40)]
    requests = [answer["status"]["req_id"] for answer in answers]
    regions = [only(answer)["data"]["regions"][0]["id"] for answer in answers]
    assert len({*requests, *regions}) == 80
    for made in (requests, regions):
        assert all(re.fullmatch(r"[0-9a-f]{32}", id_) for id_ in made)
        assert len({id_[12] for id_ in made}) > 4


@pytest.mark.rule("ids.uuid4", "ids.hex32")
def test_the_same_calls_make_the_same_ids_by_seed() -> None:
    def ids(seed: int) -> list[Any]:
        fake = FakeClarifai(id_seed=seed)
        region = {"region_info": box()}
        answer = post(api_of(fake), {"input_id": fake.app().add_input().id, "data": {}})
        made = only(post(api_of(fake), {**only(answer), "id": "", "data": {"regions": [region]}}))
        return [answer["status"]["req_id"], made["id"], made["input_id"], made["data"]]

    assert ids(1) == ids(1)
    assert not [a for a, b in zip(ids(1), ids(2), strict=True) if a == b]


@pytest.mark.rule("ids.uuid4", "ids.hex32")
def test_the_first_ids_of_a_seed_are_these_on_every_machine() -> None:
    ids = Ids(7)
    assert [ids.uuid4("annotation"), ids.uuid4("annotation")] == [
        "e755662824034900823f95b9c7371e1a",
        "abb85e0430314cd4b8bc6ff4eac99aee",
    ]
    assert ids.hex32("region") == "e281e773352bce2a0eb4b77ce209a5f6"


@pytest.mark.rule("ids.uuid4", "ids.never_taken")
def test_an_id_that_is_taken_is_not_made() -> None:
    first = [Ids().uuid4("input")]
    assert Ids().uuid4("input", first) != first[0]
    assert Ids().uuid4("input") == first[0]

"""Reading inputs: one, many, their count, and when they turn from pending to processed."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.state import unchanged

SECOND = 1_000_000_000
PENDING, PROCESSED, FAILED = 30001, 30000, 30002


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1_600_000_000 * SECOND

    def __call__(self) -> int:
        return self.now


def add(fake: FakeClarifai, *ids: str) -> Api:
    api = api_of(fake)
    inputs = [{"id": id_, "data": {"image": {"url": f"https://x.test/{id_}"}}} for id_ in ids]
    assert api.post("inputs", {"inputs": inputs}).outcome == (200, 10000)
    return api


def status(api: Api, input_id: str = "car") -> int:
    return int(api.get(f"inputs/{input_id}")["input"]["status"]["code"])


def listed(api: Api, *pairs: tuple[str, object]) -> list[str]:
    answer = api.get("inputs", *pairs)
    assert answer.outcome == (200, 10000)
    return [item["id"] for item in answer["inputs"]]


def counts(api: Api) -> dict[str, int]:
    shown: dict[str, int] = api.get("inputs/status")["counts"]
    return shown


@pytest.mark.rule("inputs.processed_on_read", "inputs.processing")
def test_an_input_is_processed_when_read_back(fake: FakeClarifai) -> None:
    read = add(fake, "car").get("inputs/car")["input"]
    assert read["status"] == {"code": PROCESSED, "description": "Download complete"}
    assert list(read) == ["id", "data", "created_at", "modified_at", "status"]
    assert read["created_at"] == read["modified_at"]


@pytest.mark.rule("inputs.get_unknown")
@pytest.mark.parametrize("processing", ["immediate", "reads:2"])
def test_an_unknown_input_is_not_there(processing: str) -> None:
    fake = FakeClarifai(processing=processing)
    with unchanged(fake):
        answer = api_of(fake).get("inputs/none")
    assert answer.outcome == (404, 11101)
    assert answer.details == "Input 'none' does not exist in the app 'fake-app'."


@pytest.mark.rule("inputs.list")
def test_inputs_are_listed_oldest_first_also_by_ids(fake: FakeClarifai) -> None:
    api = add(fake, "c", "a", "b")
    assert listed(api) == ["c", "a", "b"]
    assert listed(api, ("ids", "b"), ("ids", "none"), ("ids", "c"), ("ids", "b")) == ["c", "b"]
    assert listed(api, ("ids", "none")) == []


@pytest.mark.rule("inputs.list", "lists.past_the_end")
def test_a_page_has_128_inputs_unless_told(fake: FakeClarifai) -> None:
    for start in (0, 100):
        api = add(fake, *(f"{n}" for n in range(start, start + 100)))
    assert listed(api) == [f"{n}" for n in range(128)]
    assert listed(api, ("page", 2)) == [f"{n}" for n in range(128, 200)]
    assert listed(api, ("page", 3)) == []
    assert listed(api, ("page", 0), ("per_page", 0)) == listed(api)
    assert listed(api, ("page", 7), ("per_page", 3)) == ["18", "19", "20"]
    assert listed(api, ("page", 2), ("per_page", 1), ("ids", "9"), ("ids", "3")) == ["9"]
    assert listed(api, ("page", 2**32 - 1), ("per_page", 1000)) == []


@pytest.mark.rule("inputs.list", "inputs.failed")
def test_inputs_are_listed_by_status(fake: FakeClarifai) -> None:
    fake = FakeClarifai(processing="manual")
    api = add(fake, "a", "b", "c", "d")
    fake.app().process_inputs("b", "d")
    fake.app().process_inputs("c", failure="404 Client Error: Not Found for url: u")
    assert listed(api, ("status.code", "INPUT_SUCCESS")) == ["b", "d"]
    assert listed(api, ("status.code", PROCESSED), ("page", 2), ("per_page", 1)) == ["d"]
    assert listed(api, ("status.code", PENDING)) == ["a"]
    assert listed(api, ("status.code", FAILED)) == ["c"]
    assert listed(api, ("status.code", PENDING), ("ids", "a"), ("ids", "b")) == ["a"]
    assert listed(api, ("status.code", 30003)) == []


@pytest.mark.rule("inputs.failed", "inputs.count")
def test_a_failed_input_says_why_and_no_model_sees_it() -> None:
    fake = FakeClarifai(processing="manual")
    fake.workflow(lambda _: [{"id": "seen"}])
    api = add(fake, "bad", "good")
    fake.app().process_inputs("bad", failure="404 Client Error: Not Found for url: u")
    assert api.get("inputs/bad")["input"]["status"] == {
        "code": FAILED,
        "description": "Download failed; check URL",
        "details": "404 Client Error: Not Found for url: u",
    }
    assert fake.app().concepts() == []
    assert counts(api)["errors"] == 1
    fake.app().process_inputs()
    assert status(api, "good") == PROCESSED
    assert status(api, "bad") == FAILED
    assert [c.id for c in fake.app().concepts()] == ["seen"]


@pytest.mark.rule("inputs.count")
def test_the_count_has_all_its_numbers_zeros_too() -> None:
    fake = FakeClarifai(processing="manual")
    api = add(fake, "a", "b", "c")
    fake.app().process_inputs("b")
    zeros = dict.fromkeys(
        ["errors", "processing", "reindexed", "to_reindex", "reindex_errors", "reindexing"], 0
    )
    assert counts(api) == {"processed": 1, "to_process": 2, **zeros}
    api.delete("inputs", {"ids": ["a", "b"]})
    assert counts(api) == {"processed": 0, "to_process": 1, **zeros}


@pytest.mark.rule("inputs.processing")
def test_processing_by_hand_waits_for_the_hand() -> None:
    fake = FakeClarifai(processing="manual")
    api = add(fake, "a", "b")
    assert [status(api, "a") for _ in range(5)] == [PENDING] * 5
    fake.app().process_inputs("a")
    assert (status(api, "a"), status(api, "b")) == (PROCESSED, PENDING)
    read = api.get("inputs/a")["input"]
    assert read["modified_at"] > read["created_at"]
    with pytest.raises(KeyError, match="no input 'none'"):
        fake.app().process_inputs("b", "none")
    assert status(api, "b") == PENDING


@pytest.mark.rule("inputs.processing", "inputs.failed")
def test_an_input_is_processed_once_but_can_fail_and_recover(fake: FakeClarifai) -> None:
    fake.workflow(lambda _: [{"id": "seen"}])
    api = add(fake, "a")
    with unchanged(fake):
        fake.app().process_inputs("a")
        fake.app().process_inputs()
    fake.app().process_inputs("a", failure="gone")
    assert status(api, "a") == FAILED
    assert len(fake.app().annotations()) == 2
    fake.app().process_inputs("a")
    assert status(api, "a") == PROCESSED


@pytest.mark.rule("inputs.processing")
@pytest.mark.parametrize("reads", [1, 2, 3])
def test_processing_by_reads_ends_with_the_nth_read(reads: int) -> None:
    api = add(FakeClarifai(processing=f"reads:{reads}"), "a", "b")
    seen = [status(api, "a") for _ in range(reads + 1)]
    assert seen == [PENDING] * (reads - 1) + [PROCESSED] * 2
    lists = [api.get("inputs", ("ids", "b"))["inputs"][0]["status"] for _ in range(reads)]
    assert [one["code"] for one in lists] == [PENDING] * (reads - 1) + [PROCESSED]


@pytest.mark.rule("inputs.processing")
def test_other_calls_are_no_reads_of_an_input() -> None:
    fake = FakeClarifai(processing="reads:2")
    api = add(fake, "a", "b")
    for path in ("annotations", "inputs/status", "inputs/b", "inputs?ids=b", "inputs?page=2"):
        api.get(path)
    fake.app().inputs()
    assert status(api, "a") == PENDING


@pytest.mark.rule("inputs.processing")
def test_processing_by_time_ends_when_the_fakes_clock_says() -> None:
    clock = FakeClock()
    fake = FakeClarifai(clock=clock, processing="seconds:1.5")
    api = add(fake, "a")
    clock.now += SECOND
    add(fake, "b")
    assert (status(api, "a"), status(api, "b")) == (PENDING, PENDING)
    clock.now += SECOND // 2 + 100_000
    assert (status(api, "a"), status(api, "b")) == (PROCESSED, PENDING)
    assert (counts(api)["processed"], counts(api)["to_process"]) == (1, 1)
    clock.now += SECOND
    assert [i.status.code for i in fake.app().inputs()] == [PROCESSED, PROCESSED]


@pytest.mark.rule("inputs.processing")
def test_processing_by_time_is_not_hastened_by_reads() -> None:
    clock = FakeClock()
    fake = FakeClarifai(clock=clock, processing="seconds:1")
    api = add(fake, "a")
    clock.now += SECOND - 1
    assert [status(api, "a") for _ in range(3)] == [PENDING] * 3


@pytest.mark.rule("inputs.processing", "models.hidden")
@pytest.mark.parametrize("look", ["annotations?list_all_annotations=true", "fake"])
def test_what_models_find_is_there_when_the_time_has_come(look: str) -> None:
    clock = FakeClock()
    fake = FakeClarifai(clock=clock, processing="seconds:1")
    fake.workflow(lambda _: [{"id": "seen"}])
    api = add(fake, "a")

    def found() -> int:
        return len(fake.app().annotations() if look == "fake" else api.get(look)["annotations"])

    assert found() == 1
    clock.now += 2 * SECOND
    assert found() == 2


@pytest.mark.rule("inputs.processing")
def test_a_pending_input_can_be_labelled_patched_and_deleted() -> None:
    fake = FakeClarifai(processing="manual")
    api = add(fake, "a", "b")
    assert api.post("annotations", {"annotations": [{"input_id": "a"}]}).http == 200
    patch: dict[str, Any] = {"id": "a", "data": {"metadata": {"x": 1}}}
    assert api.patch("inputs", {"inputs": [patch], "action": "merge"}).http == 200
    assert status(api, "a") == PENDING
    assert api.delete("inputs/a").http == 200
    fake.app().process_inputs()
    assert [(i.id, i.status.code) for i in fake.app().inputs()] == [("b", PROCESSED)]


@pytest.mark.rule("inputs.processing")
@pytest.mark.parametrize("wanted", [30000, 30001])
def test_a_list_by_status_reads_all_that_it_may_come_to_select(wanted: int) -> None:
    fake = FakeClarifai(processing="reads:2")
    api = add(fake, "a", "b", "c")
    for _ in range(2):
        api.get("inputs", ("per_page", 1), ("status.code", wanted))
    assert [row.status.code for row in fake.app().inputs()] == [30000] * 3

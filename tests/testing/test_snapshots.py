"""A fake goes back to a snapshot, and a fork leaves nothing behind."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fakeannot import FakeClarifai, Snapshot
from tests.api import api_of
from tests.rpcs import DOORS, opened, request_of


def names(fake: FakeClarifai) -> list[str]:
    return [one.id for one in fake.app().inputs()]


def change_everything(fake: FakeClarifai) -> None:
    app = fake.app()
    app.add_input("added")
    app.add_annotation("kept", {"concepts": [{"id": "new"}]})
    app.add_collaborator("stranger")
    fake.add_user("stranger")
    fake.add_key(key="new-key")
    fake.app("new-app")
    fake.load({"apps": [{"id": "of-a-seed"}]})
    fake.workflow(lambda _: [])
    fake.reply("ListModels", {})
    fake.not_built.append("ListWorkflows")
    fake.ids.next("input", "chosen")
    fake.clock.advance(3600)


def told(fake: FakeClarifai) -> list[object]:
    """What can be seen of a fake, and of how it goes on."""
    app, state = fake.app(), fake._dispatcher.state
    world = state.world
    return [
        *(app.inputs(), app.annotations(), app.concepts()),
        *(sorted(world.users), sorted(world.keys), sorted(world.apps), list(state.custom)),
        *(state.detectors, len(state.seeds), list(fake.not_built), fake.clock.now()),
        *(fake.ids.peek(kind) for kind in ("annotation", "input", "region", "request", "key")),
    ]


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai(clock=lambda: 1_700_000_000_000_000_000)
    made.app().add_input("kept")
    return made


def test_restoring_brings_back_all_there_was_any_number_of_times(fake: FakeClarifai) -> None:
    before, snapshot = told(fake), fake.snapshot()
    for _ in range(2):
        change_everything(fake)
        assert told(fake) != before
        fake.restore(snapshot)
        assert told(fake) == before


def test_one_can_go_forth_again(fake: FakeClarifai) -> None:
    empty = fake.snapshot()
    fake.app().add_input("late")
    later = fake.snapshot()
    fake.restore(empty)
    fake.restore(later)
    assert names(fake) == ["kept", "late"]


def test_what_an_app_object_shows_is_what_was_restored(fake: FakeClarifai) -> None:
    app, snapshot = fake.app(), fake.snapshot()
    app.add_input("late")
    fake.restore(snapshot)
    assert [one.id for one in app.inputs()] == ["kept"]


def test_a_snapshot_tells_what_is_in_it(fake: FakeClarifai) -> None:
    assert repr(fake.snapshot()) == "<Snapshot: 1 apps, 1 inputs, 1 annotations>"


def test_another_fake_of_the_same_settings_takes_a_snapshot_and_keeps_its_own_time() -> None:
    one, other = FakeClarifai(clock=lambda: 10**18), FakeClarifai(clock=lambda: 2 * 10**18)
    one.app().add_input("of the first")
    other.restore(one.snapshot())
    other.app().add_input("of the second")
    first, second = other.app().inputs()
    assert (first.created_at.seconds, second.created_at.seconds) == (10**9, 2 * 10**9)
    assert names(one) == ["of the first"]


def test_a_fake_of_other_settings_refuses_it_and_stays_as_it_is(fake: FakeClarifai) -> None:
    other = FakeClarifai(per_page=5, strict=True)
    with pytest.raises(ValueError, match=r"with other settings: strict, per_page\."):
        fake.restore(other.snapshot())
    assert names(fake) == ["kept"]


def test_a_reset_goes_back_to_the_seeds_of_the_state_it_is_in(fake: FakeClarifai) -> None:
    with fake.fork():
        fake.load({"apps": [{"inputs": [{"id": "seeded"}]}]})
        fake.reset()
        assert names(fake) == ["seeded"]
    fake.reset()
    assert names(fake) == []


class Stop(Exception):
    """What a test body may be left by."""


@pytest.mark.parametrize("error", [None, Stop, KeyboardInterrupt])
def test_after_a_fork_all_is_as_before_however_it_is_left(
    fake: FakeClarifai, error: type[BaseException] | None
) -> None:
    before = told(fake)
    with ExitStack() as stack:
        if error is not None:
            stack.enter_context(pytest.raises(error))
        with fake.fork() as branch:
            assert branch is fake
            assert told(fake) == before
            change_everything(fake)
            if error is not None:
                raise error
    assert told(fake) == before


def test_forks_nest(fake: FakeClarifai) -> None:
    with fake.fork():
        fake.app().add_input("outer")
        with fake.fork():
            fake.app().add_input("inner")
            assert names(fake) == ["kept", "outer", "inner"]
        assert names(fake) == ["kept", "outer"]
    assert names(fake) == ["kept"]


def test_a_fork_that_is_left_ends_those_inside_it(fake: FakeClarifai) -> None:
    with ExitStack() as inner:
        with fake.fork():
            inner.enter_context(fake.fork())
        fake.app().add_input("after")
    assert names(fake) == ["kept", "after"]


def test_a_snapshot_of_a_branch_outlives_it(fake: FakeClarifai) -> None:
    with fake.fork():
        fake.app().add_input("branch")
        snapshot = fake.snapshot()
    fake.restore(snapshot)
    assert names(fake) == ["kept", "branch"]


def test_a_restore_within_a_fork_ends_with_it(fake: FakeClarifai) -> None:
    snapshot = fake.snapshot()
    fake.app().add_input("late")
    with fake.fork():
        fake.restore(snapshot)
        assert names(fake) == ["kept"]
    assert names(fake) == ["kept", "late"]


@pytest.mark.parametrize("door", DOORS)
def test_calls_through_every_door_and_from_any_thread_act_on_the_branch(
    fake: FakeClarifai, door: str
) -> None:
    posted = resources_pb2.Input(id="posted")
    posted.data.image.url = "https://example.com/1.jpg"
    request = request_of(fake, "PostInputs", inputs=[posted])
    with opened(fake, door) as call, ThreadPoolExecutor() as pool:
        with fake.fork():
            pool.submit(call, "PostInputs", request).result()
            assert names(fake) == ["kept", "posted"]
        assert names(fake) == ["kept"]


def test_a_call_that_has_begun_belongs_to_the_state_it_found(fake: FakeClarifai) -> None:
    begun, go_on = threading.Event(), threading.Event()

    @fake.handler("ListModels")
    def slow(_: object) -> dict[str, object]:
        begun.set()
        assert go_on.wait(10)
        return {}

    expected = fake.ids.peek("request")
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(api_of(fake).get, "models")
        assert begun.wait(10)
        with fake.fork():
            of_branch = fake.ids.peek("request")
            go_on.set()
            assert answer.result()["status"]["req_id"] == expected
            assert fake.ids.peek("request") == of_branch
    assert fake.ids.peek("request") != expected


@pytest.mark.parametrize("answered_by", ["App", "REST"])
def test_what_a_detector_restores_is_not_touched_by_the_call_it_is_part_of(
    fake: FakeClarifai, answered_by: str
) -> None:
    snapshot = fake.snapshot()

    @fake.workflow
    def restoring(_: resources_pb2.Input) -> list[object]:
        fake.restore(snapshot)
        return []

    if answered_by == "App":
        assert fake.app().add_input("late").id == "late"
    else:
        body = {"inputs": [{"id": "late", "data": {"image": {"url": "https://e.com/1.jpg"}}}]}
        assert api_of(fake).post("inputs", body).outcome == (200, 10000)
    assert names(fake) == ["kept"]


# Of each input, its annotations.
Seen = dict[str, list[str]]


class AgainstAModel(RuleBasedStateMachine):
    """Changes, snapshots, restores and forks in any order, against dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.fake = FakeClarifai(clock=lambda: 10**18)
        self.api = api_of(self.fake)
        self.seen: Seen = {}
        self.snapshots: list[tuple[Snapshot, Seen, str]] = []
        self.forks: list[tuple[ExitStack, Seen, str]] = []

    @rule()
    def add_an_input(self) -> None:
        made = self.fake.app().add_input()
        (level,) = self.fake.app().annotations(made.id)
        self.seen[made.id] = [level.id]

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), concept=st.sampled_from("abc"))
    def annotate(self, data: st.DataObject, concept: str) -> None:
        input_id = data.draw(st.sampled_from(sorted(self.seen)))
        made = self.fake.app().add_annotation(input_id, {"concepts": [{"id": concept}]})
        self.seen[input_id].append(made.id)

    @precondition(lambda self: self.seen)
    @rule(data=st.data())
    def delete_an_input(self, data: st.DataObject) -> None:
        input_id = data.draw(st.sampled_from(sorted(self.seen)))
        assert self.api.delete(f"inputs/{input_id}").code == 10000
        del self.seen[input_id]

    @rule()
    def reset(self) -> None:
        self.fake.reset()
        self.seen = {}

    @rule()
    def take_a_snapshot(self) -> None:
        self.snapshots.append((self.fake.snapshot(), _copy(self.seen), self._to_come()))

    @precondition(lambda self: self.snapshots)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        snapshot, seen, to_come = data.draw(st.sampled_from(self.snapshots))
        self.fake.restore(snapshot)
        self.seen = _copy(seen)
        assert self._to_come() == to_come

    @rule()
    def fork(self) -> None:
        stack = ExitStack()
        self.forks.append((stack, _copy(self.seen), self._to_come()))
        stack.enter_context(self.fake.fork())

    @precondition(lambda self: self.forks)
    @rule(depth=st.integers(1, 2))
    def leave_forks(self, depth: int) -> None:
        to_come = ""
        for _ in range(min(depth, len(self.forks))):
            stack, self.seen, to_come = self.forks.pop()
            stack.close()
        assert self._to_come() == to_come

    @invariant()
    def the_same_is_there(self) -> None:
        app = self.fake.app()
        assert [one.id for one in app.inputs()] == list(self.seen)
        for input_id, expected in self.seen.items():
            assert [one.id for one in app.annotations(input_id)] == expected
        listed = {one.id for one in app.annotations()}
        assert listed == {id_ for of in self.seen.values() for id_ in of}

    def _to_come(self) -> str:
        return self.fake.ids.peek("annotation")


def _copy(seen: Seen) -> Seen:
    return {input_id: of.copy() for input_id, of in seen.items()}


TestAgainstAModel = AgainstAModel.TestCase

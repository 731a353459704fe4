"""Whoever does whatever with a task: its work and its annotations stay in step."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fakeannot import FakeClarifai
from tests.api import Answer
from tests.rules.tasking import AWAITING, AWAITING_LABELERS, DONE, PENDING, REJECTED, Office

ANNOTATION_OF = {
    PENDING: 24151,
    AWAITING: 24157,
    AWAITING_LABELERS: 24159,
    DONE: 24150,
    REJECTED: 24158,
}
OUTCOMES = {(200, 10000), (400, 11100), (403, 54103), (404, 11101), (409, 54100)}
PEOPLE = st.sampled_from(["ann", "bob", "rev", "rex", "owner"])
VERDICTS = st.sampled_from(["REVIEW_APPROVE", "REVIEW_REQUEST_CHANGES", "REVIEW_REJECT"])
WORKERS = st.lists(st.sampled_from(["ann", "bob"]), max_size=2)


class Work(RuleBasedStateMachine):
    """One task, labeled by ann and bob, and reviewed by rev and rex."""

    @initialize(
        strategy=st.sampled_from(["PARTITIONED", "FULL", "DYNAMIC"]),
        review=st.sampled_from(["NONE", "MANUAL", "CONSENSUS"]),
        labelers=st.integers(0, 3),
        reviewers=st.sampled_from([0, 1, -1]),
    )
    def begin(self, strategy: str, review: str, labelers: int, reviewers: int) -> None:
        self.office = Office(FakeClarifai())
        self.shared = strategy == "FULL"
        self.known: dict[str, dict[str, Any]] = {}
        info = {
            "approval_threshold_labelers": labelers,
            "approval_threshold_reviewers": reviewers,
        }
        posted = self.office.task(
            worker={"strategy": strategy, "user_ids": ["ann", "bob"]},
            review={
                "strategy": review,
                "user_ids": ["rev", "rex"],
                "consensus_strategy_info": info,
            },
        )
        assert posted.outcome == (200, 10000)

    def see(self, answer: Answer) -> None:
        assert answer.outcome in OUTCOMES, answer.json
        self.known.update({one["id"]: one for one in answer["task_assignments"]})

    @rule(who=PEOPLE)
    def start(self, who: str) -> None:
        answer = self.office.put(who, "LABEL_START")
        self.see(answer)
        for one in answer["task_assignments"]:
            assert one["worker"]["user"]["id"] == who
            assert one["status"]["code"] == PENDING

    @rule(data=st.data(), concept=st.sampled_from(["car", "bus"]))
    def label(self, data: st.DataObject, concept: str) -> None:
        who = data.draw(st.sampled_from(["ann", "bob"]))
        given = self.office.start(who)
        if given:
            one = data.draw(st.sampled_from(given))
            self.office.label(who, one["input"]["id"], concept)

    @rule(who=PEOPLE, data=st.data())
    def submit(self, who: str, data: st.DataObject) -> None:
        self.see(self.office.act(who, "LABEL_SUBMIT", *self.some(data)))

    @rule(who=PEOPLE, workers=WORKERS)
    def start_review(self, who: str, workers: list[str]) -> None:
        config = {"workers": [{"user": {"id": id_}} for id_ in workers]}
        self.see(self.office.put(who, "REVIEW_START", "t", **config))

    @rule(who=PEOPLE, verdict=VERDICTS, data=st.data())
    def review(self, who: str, verdict: str, data: st.DataObject) -> None:
        self.see(self.office.act(who, verdict, *self.some(data)))

    @rule(who=PEOPLE, verdict=VERDICTS, workers=WORKERS)
    def review_all(self, who: str, verdict: str, workers: list[str]) -> None:
        config = {"workers": [{"user": {"id": id_}} for id_ in workers]}
        self.see(self.office.put(who, verdict, "t", **config))

    def some(self, data: st.DataObject) -> list[str]:
        """A few of the assignments that were seen."""
        ids = st.sampled_from(sorted(self.known) or ["none yet"])
        return data.draw(st.lists(ids, max_size=3, unique=True))

    @invariant()
    def annotations_are_in_step(self) -> None:
        codes = self.stored()
        for pair, statuses in self.office.labels().items():
            assert set(statuses) == {ANNOTATION_OF[codes[pair]]}

    @invariant()
    def inputs_are_shared_only_where_all_label_all(self) -> None:
        inputs = [input_id for input_id, _ in self.stored()]
        assert self.shared or len(inputs) == len(set(inputs))

    def stored(self) -> dict[tuple[str, str], int]:
        """The status of each assignment, by input and worker."""
        app = self.office.fake._dispatcher.world.apps["fake-user", "fake-app"]
        (messages,) = [
            [row.message for row in app.things.all(kind, parent)]
            for kind, parent in app.things.parents()
            if kind.name == "task_assignments"
        ] or [[]]
        return {(one.input.id, one.worker.user.id): one.status.code for one in messages}


TestWork = Work.TestCase
TestWork.settings = settings(max_examples=20, stateful_step_count=20, deadline=None, database=None)

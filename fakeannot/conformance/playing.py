"""What every rule of the machine makes its calls with."""

from __future__ import annotations

from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine

from fakeannot.conformance.calls import ApiCall, Json
from fakeannot.conformance.differences import Difference
from fakeannot.conformance.example import Example, Played
from fakeannot.conformance.generation import PAST_THE_LAST
from fakeannot.conformance.names import ANNOTATIONS, INPUTS
from fakeannot.conformance.session import Session


class Player(RuleBasedStateMachine):
    """A state machine whose every run is an example of the session of its class."""

    session: ClassVar[Session]

    def __init__(self) -> None:
        super().__init__()
        self.example: Example = self.session.example()

    def teardown(self) -> None:
        """Empty the app for the next example."""
        self.session.end(self.example)

    def call(self, rpc: str, elsewhere: bool = False, /, **fields: Json) -> Played | None:
        """Make a call in both worlds; None where that has come to its end."""
        return self.play(ApiCall(rpc, fields, elsewhere))

    def play(self, call: ApiCall) -> Played | None:
        """Make a call in both worlds; None where that has come to its end, or may not be made."""
        spoken = self.example.spoken(call)
        if self.example.parted or not self.session.sandbox.lets_through(spoken):
            return None
        return self.session.play(self.example, spoken)

    def check(self, holds: bool, at: str, expected: Any, got: Any, law: str) -> None:
        """Have it be a difference of the last call if a law does not hold.

        Args:
            expected, got: what two ways of asking gave, or what was to come and what came.
            law: the rule that follows from it.
        """
        if not holds and not self.example.parted:
            rpc = self.example.played[-1].call.rpc
            broken = Difference("law", rpc, at, expected, got, (law,))
            self.session.judge(self.example, (broken,))

    def annotation(self, number: int, elsewhere: bool = False) -> dict[str, str]:
        """One of the annotations there are, or one there is not; see `generation.numbers`."""
        known = self.example.known(elsewhere)
        if known and number < PAST_THE_LAST:
            input_id, id_ = known[number % len(known)]
            return {"input_id": input_id, "id": id_}
        ids = {"input_id": INPUTS[number % 2], "id": ANNOTATIONS[number % 4]}
        return {name: str(self.example.names.of(id_)) for name, id_ in ids.items()}

"""A run: examples one after the other, and what was found out in them.

A difference that is an error ends its example by being raised as `Differs`. From then on only
this one is raised, so that Hypothesis makes just it smaller; when it has, the difference counts
as known, and the next round looks for others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from fakeannot.conformance.attribution import caused
from fakeannot.conformance.calls import ApiCall, Outcome
from fakeannot.conformance.differences import Difference
from fakeannot.conformance.example import Example, Played
from fakeannot.conformance.halting import Halt, ShrinkSpent, Stuck
from fakeannot.conformance.names import Names
from fakeannot.conformance.sandbox import NotEmptied, Sandbox

IMAGE = "https://samples.clarifai.com/metro-north.jpg"


class Differs(AssertionError):
    """A difference was met that is not known yet."""


@dataclass
class Finding:
    """A difference, and the shortest sequence of calls that is known to show it.

    Attributes:
        made_at: how many calls had been made when it was found.
    """

    difference: Difference
    calls: list[Played]
    made_at: int = 0

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules it speaks against: those of the write before, where a read shows its effect."""
        own = self.difference.rules
        return own if len(own) == 1 else caused(self.difference, self.calls) or own


class Session:
    """What all examples of a run share.

    Args:
        sandbox: where the target's calls are made.
        prefix: of all ids.
        image: the URL of an image that the target can download.
        concerns: whether a difference is looked for; others are passed over.
        observer: is given each call with its answers, and the example it is of.
        second_view: makes a call, as the target got it, through another door of the target.
        shrink_calls: how many calls a difference may be made smaller with.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        image: str = IMAGE,
        concerns: Callable[[Difference], bool] = lambda _: True,
        observer: Callable[[Example, Played], None] = lambda *_: None,
        second_view: Callable[[ApiCall], Outcome] | None = None,
        shrink_calls: int = 300,
    ) -> None:
        self.sandbox = sandbox
        self.findings: list[Finding] = []
        self.agreed: Counter[str] = Counter()
        self.examples = 0
        self.halt: Halt | None = None
        self.second_view = second_view
        self._image = image
        self._concerns = concerns
        self._observer = observer
        self._shrink_calls = shrink_calls
        self._hunted: Finding | None = None
        self._share_ends = 0

    def example(self) -> Example:
        """Begin an example, in an app that is empty."""
        self.examples += 1
        prefix = self.sandbox.prefix
        places, wire = self.sandbox.places, self.sandbox.target.wire
        own, lasting = f"{prefix}{self.examples:x}", prefix.rstrip("-")
        names = Names(own, lasting, self._image, places[0].app_id)
        return Example(self.sandbox.send, places, names, wire, self.examples)

    def play(self, example: Example, call: ApiCall) -> Played:
        """Make a call in both worlds.

        Raises:
            Differs: the answers differ in a way that is not known yet.
            Halt: the run cannot go on.
        """
        self._check_share()
        try:
            played = example.play(call)
        except Halt as halt:
            self.halt = halt
            raise
        self._observer(example, played)
        if not any(one.tier == "error" for one in played.differences):
            self.agreed.update(played.used | _seen_by_comparing(played))
        self.judge(example, played.differences)
        return played

    def judge(self, example: Example, differences: tuple[Difference, ...]) -> None:
        """Keep what was found in the last call, and raise what is hunted.

        Where a write is known to end differently the worlds have parted, and the example is over.
        """
        wrote = not example.played[-1].call.is_read
        example.parted |= wrote and any(one.tier == "error" for one in differences)
        concerned = sorted(filter(self._concerns, differences), key=Difference.rank)
        errors = [one for one in concerned if one.tier == "error"]
        # The rest of an answer that is wrong follows from what is wrong with it.
        for one in errors[:1] or concerned:
            self._meet(one, example)

    def _meet(self, difference: Difference, example: Example) -> None:
        """Keep a difference if it is new, or shown by fewer calls; raise it if it is hunted."""
        hunted = self._hunted
        if hunted is not None and difference.is_part_of(hunted.difference):
            if len(example.played) < len(hunted.calls) or difference != hunted.difference:
                hunted.difference, hunted.calls = difference, list(example.played)
            raise Differs(difference)
        if any(difference.is_known_by(one.difference) for one in self.findings):
            return
        made = self.sandbox.allowance.made
        found = Finding(difference, list(example.played), made)
        if difference.tier != "error":
            self.findings.append(found)
        elif hunted is None:
            self._hunted = found
            self.grant(self._shrink_calls)
            self.findings.append(found)
            raise Differs(difference)

    def end(self, example: Example) -> None:
        """Empty the app, and see that it is."""
        try:
            self.sandbox.clear()
        except Halt as halt:
            self.halt = halt
            raise
        except NotEmptied as error:
            kind, left = error.kind, error.outcome.items(error.kind.name)
            found = Difference("extra", kind.lists, kind.name, [], left, (kind.rule,))
            self.findings.append(Finding(found, list(example.played), self.sandbox.allowance.made))
            self.halt = Stuck(f"The app could not be emptied: {error}.")
            raise self.halt from None

    @property
    def hunted(self) -> Finding | None:
        """The difference that was found in this round."""
        return self._hunted

    def grant(self, calls: int) -> None:
        """Let that many calls, from now on, be made to make the difference smaller."""
        self._share_ends = self.sandbox.allowance.made + calls

    @property
    def errors(self) -> list[Finding]:
        """What was found that breaks clients, in the order of finding."""
        return [one for one in self.findings if one.difference.tier == "error"]

    def next_round(self) -> bool:
        """Look for something else from now on; False if nothing was found in this round."""
        found, self._hunted, self.halt = self._hunted, None, None
        return found is not None

    def _check_share(self) -> None:
        if self._hunted is not None and self.sandbox.allowance.made > self._share_ends:
            self.halt = ShrinkSpent()
            raise self.halt


def _seen_by_comparing(played: Played) -> set[str]:
    """The rules that are about several things at once, which the fake's code names nowhere."""
    told = (*played.fake.items("annotations"), *played.fake.items("inputs"))
    dated = [one for one in told if isinstance(one, dict) and "created_at" in one]
    return {"timestamps.strictly_increasing"} if len(dated) > 1 else set()

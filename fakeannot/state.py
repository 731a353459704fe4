"""All that a fake remembers, in one piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from fakeannot.calls import CallLog
from fakeannot.service.call import Detector, Embedder
from fakeannot.store.world import World

if TYPE_CHECKING:
    from fakeannot.faults.plan import Plan
    from fakeannot.seeds import SavedState, Seed

Custom = Callable[[Any], Any]


@dataclass(slots=True, repr=False, eq=False)
class State:
    """A world, and what the user of the fake supplied besides.

    A call belongs to the state that it found when it came, even if the fake has another one by
    the time it is answered.

    Attributes:
        calls: those that were made, as the journal has them.
        custom: handlers supplied by the user of the fake, by RPC name; they win over built ones.
        detectors: stand-ins for the models of a workflow.
        workflows: how many of them were given a model version by the fake.
        embedder: a stand-in for the model by which searches tell what looks alike.
        seeds: what the world was filled from.
        not_built: the RPCs that were called although nothing answers them, each once.
        faults: what goes wrong on request; None as long as nobody has asked.
    """

    world: World
    calls: CallLog
    custom: dict[str, Custom] = field(default_factory=dict)
    detectors: tuple[Detector, ...] = ()
    workflows: int = 0
    embedder: Embedder | None = None
    seeds: tuple[Seed | SavedState, ...] = ()
    not_built: list[str] = field(default_factory=list)
    faults: Plan | None = None

    def begin_as(self, other: State) -> None:
        """Take over what a reset of the other goes back to, or leaves as it is."""
        self.world.clock = other.world.clock.unused()
        self.custom = other.custom.copy()
        self.detectors, self.workflows, self.seeds = other.detectors, other.workflows, other.seeds
        self.embedder = other.embedder

    def go_back_to(self, before: State) -> None:
        """Be as a copy made before, but for the calls, of which some may have been noted since."""
        for part in fields(self):
            if part.name != "calls":
                setattr(self, part.name, getattr(before, part.name))

    @property
    def runs_models(self) -> bool:
        """Whether answers may be for stand-ins of models to make, which may take any time."""
        return bool(self.detectors) or self.embedder is not None

    @property
    def may_be_late(self) -> bool:
        """Whether an answer may be late on request."""
        return self.faults is not None and self.faults.may_be_late

    def copy(self) -> State:
        """The same state, to be changed apart from this one."""
        return State(
            self.world.copy(),
            self.calls.copy(),
            self.custom.copy(),
            self.detectors,
            self.workflows,
            self.embedder,
            self.seeds,
            self.not_built.copy(),
            None if self.faults is None else self.faults.copy(),
        )

"""All that a fake remembers, in one piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakeannot.service.call import Detector
from fakeannot.store.world import World

if TYPE_CHECKING:
    from fakeannot.seeds import Seed

Custom = Callable[[Any], Any]


@dataclass(slots=True, repr=False, eq=False)
class State:
    """A world, and what the user of the fake supplied besides.

    A call belongs to the state that it found when it came, even if the fake has another one by
    the time it is answered.

    Attributes:
        custom: handlers supplied by the user of the fake, by RPC name; they win over built ones.
        detectors: stand-ins for the models of a workflow.
        workflows: how many of them were given a model version by the fake.
        seeds: what the world was filled from.
        not_built: the RPCs that were called although nothing answers them, in order.
    """

    world: World
    custom: dict[str, Custom] = field(default_factory=dict)
    detectors: tuple[Detector, ...] = ()
    workflows: int = 0
    seeds: tuple[Seed, ...] = ()
    not_built: list[str] = field(default_factory=list)

    def copy(self) -> State:
        """The same state, to be changed apart from this one."""
        return State(
            self.world.copy(),
            self.custom.copy(),
            self.detectors,
            self.workflows,
            self.seeds,
            self.not_built.copy(),
        )

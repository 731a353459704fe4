"""Going back to an earlier state of a fake, as methods: snapshots and forks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

    from fakeannot.dispatch import Dispatcher
    from fakeannot.settings import Settings
    from fakeannot.state import State
    from fakeannot.testing.snapshot import Snapshot


class Rewindable:
    """What brings an earlier state of a fake back."""

    settings: Settings
    _dispatcher: Dispatcher
    _clock: Callable[[], int]
    _forks: list[State]

    def snapshot(self) -> Snapshot:
        """All of the fake's state as it is now, to be restored any number of times.

        That is users, keys, apps and what is in them, uploads, pending inputs, the clock, the ids
        drawn so far, seeds, supplied handlers and workflows, and `not_built`.
        """
        from fakeannot.testing.snapshot import Snapshot

        with self._dispatcher.lock:
            return Snapshot(self.settings, self._dispatcher.state)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back, or forth, to a snapshot of this fake, or of another with the same settings.

        A call that another thread has begun still acts on what it found. Time goes on by this
        fake's own `clock=`.

        Raises:
            ValueError: the snapshot is of a fake with other settings, which are named.
        """
        state = snapshot.state_for(self.settings)
        state.world.clock = state.world.clock.copy(self._clock)
        with self._dispatcher.lock:
            self._dispatcher.state = state

    @contextmanager
    def fork(self) -> Iterator[Self]:
        """A branch to throw away: when left, the fake is as it was, whatever happened meanwhile.

        While active, every call through any door acts on the branch, from any thread; those that
        had begun before act on what they found. Forks nest, and one that is left ends those
        inside it.

        >>> with fake.fork() as branch:   # the same object, to be read as a name
        ...     branch.app().add_input("only here")
        """
        forks, dispatcher = self._forks, self._dispatcher
        with dispatcher.lock:
            kept = dispatcher.state
            forks.append(kept)
            dispatcher.state = kept.copy()
        try:
            yield self
        finally:
            with dispatcher.lock:
                if kept in forks:  # unless a fork around this one was left before
                    dispatcher.state = kept
                    del forks[forks.index(kept) :]

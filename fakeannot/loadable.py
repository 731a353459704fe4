"""Worlds in files, as methods of a fake: load, save, and back to the beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fakeannot.fixed_reply import FixedReply
from fakeannot.raising import raises_where_called

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher
    from fakeannot.seeds import SavedState, Seed
    from fakeannot.seeds.sources import Source
    from fakeannot.settings import Settings
    from fakeannot.state import State
    from fakeannot.store.clock import Clock
    from fakeannot.store.world import World


class Loadable:
    """What brings a world in from a file, or out to one."""

    settings: Settings
    _dispatcher: Dispatcher

    def _new_world(self, clock: Clock) -> World:
        """An empty world of the default user and app."""
        raise NotImplementedError

    @raises_where_called(ValueError)  # BadSeed is one, which is not imported before
    def load(self, seed: Mapping[str, Any] | str | Path | Source, *, clear: bool = False) -> None:
        """Add what a seed says, or become what a snapshot says; `reset` goes back to it then.

        Of a snapshot, all that is not written there stays: handlers and workflows, which are code,
        and `not_built`. Either all of it is loaded, or nothing.

        Args:
            seed: a mapping as in `fakeannot.seeds`, or a JSON or YAML file of that shape.
            clear: whether to empty the world before, and forget the seeds it had.

        Raises:
            BadSeed: the seed is not of the documented shape, or the API would refuse part of it.
            YamlUnavailable: the file is YAML, and reading it needs a package that is not
                installed.
        """
        from fakeannot.seeds import SavedState, opened

        with opened(seed) as wanted, self._as_before_unless_done():
            if clear:
                self.clear()
            self._put(wanted)
            state = self._dispatcher.state
            before = () if isinstance(wanted, SavedState) else state.seeds
            state.seeds = (*before, wanted)

    def save(self, file: str | Path) -> None:
        """Write a snapshot to a file that `load` brings back: YAML if it is named so, else JSON.

        It has all keys in it, and uploads; handlers and workflows cannot be written. A file that
        was there before stays as it is until the new one is complete.

        Raises:
            OSError: the file cannot be written.
            YamlUnavailable: writing YAML needs a package that is not installed.
        """
        from fakeannot.seeds.files import write

        write(self.document(), Path(file))

    def document(self) -> dict[str, Any]:
        """What `save` writes, as a mapping that `load` takes."""
        from fakeannot.seeds.writing import document_of

        with self._dispatcher.lock:
            return document_of(self._dispatcher.state, self.settings)

    def reset(self) -> None:
        """Go back to the beginning: the default user and app, and the seeds that were loaded.

        Supplied handlers and workflows stay, faults go, and the clock's time stays as it was
        moved, and stopped if it was. Ids begin anew, without those chosen to come next. A snapshot
        that was loaded brings its own clock and ids.
        """
        with self._as_before_unless_done():
            state = self._dispatcher.state
            self._empty(state)
            for seed in state.seeds:
                self._put(seed)

    def clear(self) -> None:
        """Empty the world but for the default user and app, and forget the seeds.

        What was supplied as a message goes, in a seed or by `reply`; code stays, and so does the
        clock's time, as with `reset`.
        """
        with self._dispatcher.lock:
            state = self._dispatcher.state
            code = {n: own for n, own in state.custom.items() if not isinstance(own, FixedReply)}
            self._empty(replace(state, custom=code, seeds=()))

    def _empty(self, state: State) -> None:
        world = self._new_world(state.world.clock.unused())
        self._dispatcher.state = replace(
            state, world=world, calls=state.calls.emptied(), not_built=[], faults=None
        )

    def _put(self, seed: Seed | SavedState) -> None:
        from fakeannot.seeds import SavedState

        if isinstance(seed, SavedState):
            state = self._dispatcher.state
            self._dispatcher.state = seed.state_after(state, self.settings)
        else:
            seed.fill(self)  # type: ignore[arg-type]  # every Loadable is a FakeClarifai

    @contextmanager
    def _as_before_unless_done(self) -> Iterator[None]:
        with self._dispatcher.lock:
            state = self._dispatcher.state
            before = state.copy()
            try:
                yield
            except BaseException:
                # The same one, as calls that wait for the lock have it in hand already.
                state.go_back_to(before)
                self._dispatcher.state = state
                raise

"""A fake's state at one moment, to go back to."""

from __future__ import annotations

from dataclasses import fields

from fakeannot.settings import Settings
from fakeannot.state import State


class Snapshot:
    """What `FakeClarifai.snapshot` took; nothing changes it, and it can be restored many times."""

    __slots__ = ("_settings", "_state")

    def __init__(self, settings: Settings, state: State) -> None:
        self._settings = settings
        self._state = state.copy()

    def __repr__(self) -> str:
        apps = self._state.world.apps.values()
        inputs = sum(len(app.inputs) for app in apps)
        annotations = sum(len(app.annotations) for app in apps)
        return f"<Snapshot: {len(apps)} apps, {inputs} inputs, {annotations} annotations>"

    def state_for(self, settings: Settings) -> State:
        """A copy of the state, for a fake with these settings.

        Raises:
            ValueError: it was taken of a fake with other settings.
        """
        if settings != self._settings:
            names = [one.name for one in fields(Settings)]
            other = [
                name for name in names if getattr(settings, name) != getattr(self._settings, name)
            ]
            raise ValueError(
                f"The snapshot is of a fake with other settings: {', '.join(other)}. "
                "Restore it to one that was made with the same options."
            )
        return self._state.copy()

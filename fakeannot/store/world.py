"""One isolated world: its users, keys and apps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from fakeannot.store.annotations import AnnotationStore
from fakeannot.store.clock import Clock
from fakeannot.store.concepts import ConceptStore
from fakeannot.store.ids import Ids
from fakeannot.store.inputs import InputStore
from fakeannot.store.media import MediaStore


class Key(NamedTuple):
    """What a key opens. A PAT belongs to a user alone; an app key to one app of its owner.

    `scopes` restricts what may be done, unless None; an expired key opens nothing.
    """

    user_id: str
    app_id: str = ""
    scopes: frozenset[str] | None = None
    expired: bool = False


class AppState:
    """An app of a user and all that is in it."""

    __slots__ = ("annotations", "app_id", "collaborators", "concepts", "inputs", "user_id")

    def __init__(self, user_id: str, app_id: str) -> None:
        self.user_id = user_id
        self.app_id = app_id
        self.inputs = InputStore()
        self.annotations = AnnotationStore()
        self.concepts = ConceptStore(app_id)
        # Collaborators by user id, each with the scopes granted, None meaning all.
        self.collaborators: dict[str, frozenset[str] | None] = {}

    def copy(self) -> AppState:
        """The same app, to be changed apart from this one."""
        copied = AppState(self.user_id, self.app_id)
        copied.inputs = self.inputs.copy()
        copied.annotations = self.annotations.copy()
        copied.concepts = self.concepts.copy()
        copied.collaborators = self.collaborators.copy()
        return copied


@dataclass(slots=True, repr=False)
class World:
    """The whole state of a fake. `next_sequence` gives every row its place in time."""

    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    media: MediaStore = field(default_factory=MediaStore)
    users: set[str] = field(default_factory=set)
    keys: dict[str, Key] = field(default_factory=dict)
    apps: dict[tuple[str, str], AppState] = field(default_factory=dict)
    _sequence: int = 0

    def copy(self) -> World:
        """The same world, to be changed apart from this one."""
        return World(
            clock=self.clock.copy(),
            ids=self.ids.copy(),
            media=self.media.copy(),
            users=self.users.copy(),
            keys=self.keys.copy(),
            apps={name: app.copy() for name, app in self.apps.items()},
            _sequence=self._sequence,
        )

    def next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def create_app(self, user_id: str, app_id: str) -> AppState:
        """The app, made if it is new; its user is made along with it."""
        app = self.apps.get((user_id, app_id))
        return self.keep(AppState(user_id, app_id)) if app is None else app

    def keep(self, app: AppState) -> AppState:
        """Make an app, and its owner, part of the world."""
        self.users.add(app.user_id)
        self.apps[app.user_id, app.app_id] = app
        return app

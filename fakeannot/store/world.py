"""One isolated world: its users, keys and apps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.store.annotations import AnnotationQuery, AnnotationStore
from fakeannot.store.clock import Clock
from fakeannot.store.concepts import ConceptStore
from fakeannot.store.ids import Ids
from fakeannot.store.inputs import InputStore
from fakeannot.store.media import MediaStore
from fakeannot.store.things import Things
from fakeannot.store.timestamps import set_created

DEFAULT_LANGUAGE = "en"


class Key(NamedTuple):
    """What a key opens. A PAT belongs to a user alone; an app key to one app of its owner.

    `scopes` restricts what may be done, unless None; an expired key opens nothing.
    """

    user_id: str
    app_id: str = ""
    scopes: frozenset[str] | None = None
    expired: bool = False


class AppState:
    """An app of a user and all that is in it.

    Attributes:
        wire: what the API tells of the app, as an `App` on the wire; empty until it is first used.
        collaborators: by user id, each with the scopes granted, None meaning all.
    """

    __slots__ = (
        *("user_id", "app_id", "wire", "collaborators"),
        *("annotations", "concepts", "inputs", "things"),
    )

    def __init__(self, user_id: str, app_id: str) -> None:
        self.user_id = user_id
        self.app_id = app_id
        self.wire = b""
        self.inputs = InputStore()
        self.annotations = AnnotationStore()
        self.concepts = ConceptStore(app_id)
        self.things = Things()
        self.collaborators: dict[str, frozenset[str] | None] = {}

    def copy(self) -> AppState:
        """The same app, to be changed apart from this one."""
        copied = AppState(self.user_id, self.app_id)
        copied.wire = self.wire
        copied.inputs = self.inputs.copy()
        copied.annotations = self.annotations.copy()
        copied.concepts = self.concepts.copy()
        copied.things = self.things.copy()
        copied.collaborators = self.collaborators.copy()
        return copied

    @property
    def message(self) -> resources_pb2.App:
        """What the API tells of the app, a copy; the app has been used."""
        return resources_pb2.App.FromString(self.wire)

    @property
    def language(self) -> str:
        """The language of new concepts."""
        return str(self.message.default_language or DEFAULT_LANGUAGE)

    def wires(self) -> Iterator[bytes]:
        """All that is in the app, and what is told of it, on the wire."""
        yield self.wire
        yield from self.inputs.page((), 0, 0, len(self.inputs)).wires
        yield from self.annotations.page(AnnotationQuery(), 0, len(self.annotations)).wires
        yield from self.concepts.all().wires
        for kind, parent in self.things.parents():
            yield from self.things.all(kind, parent).wires

    def as_new(self, now: int) -> resources_pb2.App:
        """What is told of the app if nobody says more, created `now` (ns)."""
        message = resources_pb2.App(
            id=self.app_id,
            name=self.app_id,
            default_language=DEFAULT_LANGUAGE,
            user_id=self.user_id,
            visibility=resources_pb2.Visibility(gettable=resources_pb2.Visibility.PRIVATE),
        )
        set_created(message, now)
        return message


@dataclass(slots=True, repr=False)
class World:
    """The whole state of a fake.

    Attributes:
        things: what is plainly stored and a user's own, by user.
        sequence: the place in time of the newest row; `next_sequence` gives every row its own.
    """

    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    media: MediaStore = field(default_factory=MediaStore)
    users: set[str] = field(default_factory=set)
    keys: dict[str, Key] = field(default_factory=dict)
    apps: dict[tuple[str, str], AppState] = field(default_factory=dict)
    things: dict[str, Things] = field(default_factory=dict)
    sequence: int = 0

    def copy(self) -> World:
        """The same world, to be changed apart from this one."""
        return World(
            clock=self.clock.copy(),
            ids=self.ids.copy(),
            media=self.media.copy(),
            users=self.users.copy(),
            keys=self.keys.copy(),
            apps={name: app.copy() for name, app in self.apps.items()},
            things={user_id: things.copy() for user_id, things in self.things.items()},
            sequence=self.sequence,
        )

    def next_sequence(self) -> int:
        self.sequence += 1
        return self.sequence

    def things_of(self, user_id: str) -> Things:
        """What is plainly stored and the user's own, to be looked into and changed."""
        return self.things.setdefault(user_id, Things())

    def find_app(self, user_id: str, app_id: str) -> AppState | None:
        """The app, if there is one; it has been used from now on."""
        app = self.apps.get((user_id, app_id))
        return app if app is None or app.wire else self.keep(app)

    def create_app(self, user_id: str, app_id: str) -> AppState:
        """The app, made if it is new; its user is made along with it."""
        return self.find_app(user_id, app_id) or self.keep(AppState(user_id, app_id))

    def keep(self, app: AppState) -> AppState:
        """Make an app that is used for the first time, and its owner, part of the world."""
        # No stamp is used up: an app that just appears comes before the first thing in it.
        app.wire = app.wire or app.as_new(self.clock.now()).SerializeToString()
        return self.add_app(app)

    def add_app(self, app: AppState) -> AppState:
        """Make an app, and its owner, part of the world, whether it has been used or not."""
        self.users.add(app.user_id)
        self.apps[app.user_id, app.app_id] = app
        return app

    def remove_app(self, app: AppState) -> None:
        """Take out an app, all that is in it, and its keys."""
        del self.apps[app.user_id, app.app_id]
        of_app = (app.user_id, app.app_id)
        gone = [token for token, key in self.keys.items() if (key.user_id, key.app_id) == of_app]
        for token in gone:
            del self.keys[token]

    def rename_app(self, app: AppState, app_id: str) -> None:
        """Have an app, in its place among the others, and its keys be of another id."""
        old, new = (app.user_id, app.app_id), (app.user_id, app_id)
        self.apps = {new if name == old else name: own for name, own in self.apps.items()}
        for token, key in self.keys.items():
            if (key.user_id, key.app_id) == old:
                self.keys[token] = key._replace(app_id=app_id)
        app.app_id = app_id
        app.concepts.rename_app(app_id)

"""What can be chosen about a fake, checked when it is chosen."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from fakeannot.admin_token import FORM, can_be_token
from fakeannot.contract.statuses import annotation_status
from fakeannot.contract.wordings import Profile

PROFILES: tuple[Profile, ...] = get_args(Profile)
_OF_CURRENT = {"per_page": 128, "collaborator_status": "ANNOTATION_AWAITING_REVIEW"}
"""The defaults that are others in the profile of that name."""
STRICT_PARTS = ("keys", "apps", "users")
MAX_PER_PAGE = 1000

DEFAULT_USER_ID = "fake-user"
DEFAULT_APP_ID = "fake-app"
DEFAULT_PAT = "fa4ea707fa4ea707fa4ea707fa4ea707"
DEFAULT_API_KEY = "a991ca7104ea707fa991ca7104ea707f"

_SECOND = 1_000_000_000
_LONGEST_AMOUNT = 12
_LONGEST = 1_000_000
_NUMBERS = (
    "per_page",
    "max_body_bytes",
    "journal_bytes",
    "world_idle",
    "max_worlds",
    "max_connections",
    "id_seed",
)
_NOT_NEGATIVE = {"journal_bytes": "bytes", "world_idle": "seconds", "max_worlds": "worlds"}
_TEXTS = ("processing", "collaborator_status", "user_id", "app_id")
_KEYS = ("pat", "api_key")


class BadSetting(TypeError):
    """An option of the fake that does not exist or has a value it cannot take."""


class Processing(NamedTuple):
    """When an input is processed; `amount` is a number of reads, or of nanoseconds."""

    kind: Literal["immediate", "manual", "reads", "seconds"]
    amount: int = 0


@dataclass(frozen=True)
class Settings:
    """How a fake behaves where the sources leave a choice. Defaults are kind.

    Attributes:
        profile: which sources to follow where they differ: "documented", those of 2020, or
            "current", today's. It settles what no other option does, and gives `per_page` and
            `collaborator_status` their defaults (see `settings_of`). `fakeannot rules --profile`
            lists what differs.
        strict: True refuses unknown keys, apps and users; a part of them by name (`"keys"`,
            `"apps"`, `"users"`, or several with commas). By default any key opens any app, and
            apps appear on first use.
        per_page: annotations on a page when a list does not say; 20 as documented for
            annotations, 128 as the current contract comments say.
        processing: when a posted input turns from pending (30001) to processed (30000):
            "immediate", "manual" (see `App.process_inputs`), "reads:N" (with the Nth read) or
            "seconds:T" (on the fake's clock). Reads are GetInput and ListInputs.
        unknown_fields: "refuse" a JSON field that the contract does not have, or "ignore" it.
        collaborator_status: the status of an annotation that a collaborator posts without one,
            a name such as "ANNOTATION_AWAITING_REVIEW".
        max_body_bytes: a larger request body is refused with HTTP 413.
        journal_bytes: how much `journal` keeps of the latest calls, about; with 0, nothing.
        world_per_key: whether each key opens a world of its own, where no header names one.
        world_idle: a world that nobody used for so many seconds is forgotten; with 0, none is.
        max_worlds: how many there may be at a time besides the default one.
        idle_seconds: how long a client may keep a server waiting for a request, or for all of one
            that has begun.
        max_connections: how many a server has at a time; those over it are refused with 503.
        admin_token: what requests below `/__fakeannot/` have to show in the header
            X-Fakeannot-Token; without one they need none, but a name that is surely the server's.
        id_seed: generated ids depend on it alone; two fakes with the same one make the same ids.
        user_id, app_id: the default user and app, used where a request names none.
        pat, api_key: the default user's personal access token and the default app's key.
    """

    profile: Profile = "documented"
    strict: bool | str | Collection[str] = False
    per_page: int = 20
    processing: str = "immediate"
    unknown_fields: Literal["refuse", "ignore"] = "refuse"
    collaborator_status: str = "ANNOTATION_SUCCESS"
    max_body_bytes: int = 128 * 1024 * 1024
    journal_bytes: int = 16 * 1024 * 1024
    world_per_key: bool = False
    world_idle: int = 3600
    max_worlds: int = 1000
    idle_seconds: float = 60.0
    max_connections: int = 2000
    admin_token: str = field(default="", repr=False)
    id_seed: int = 0
    user_id: str = DEFAULT_USER_ID
    app_id: str = DEFAULT_APP_ID
    pat: str = field(default=DEFAULT_PAT, repr=False)
    api_key: str = field(default=DEFAULT_API_KEY, repr=False)

    def __post_init__(self) -> None:
        _check_profile(self.profile)
        for name in _NUMBERS:
            if type(getattr(self, name)) is not int:
                raise BadSetting(f"{name}={getattr(self, name)!r}: a whole number is wanted.")
        for name in _TEXTS:
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise BadSetting(f"{name}={getattr(self, name)!r}: a text is wanted.")
        for name in _KEYS:
            # Nothing of it is told: it may be a real one.
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise BadSetting(f"{name}=...: a text is wanted.")
        if self.admin_token != "" and not (
            isinstance(self.admin_token, str) and can_be_token(self.admin_token)
        ):
            raise BadSetting(f"admin_token=...: {FORM}.")
        if unknown := sorted(self.strict_parts.difference(STRICT_PARTS)):
            raise BadSetting(f"strict={self.strict!r}: {unknown} is none of {STRICT_PARTS}.")
        if not 1 <= self.per_page <= MAX_PER_PAGE:
            raise BadSetting(f"per_page={self.per_page!r}: a page has 1 to {MAX_PER_PAGE} items.")
        if self.unknown_fields not in ("refuse", "ignore"):
            raise BadSetting(f'unknown_fields={self.unknown_fields!r}: say "refuse" or "ignore".')
        if self.max_body_bytes < 1:
            raise BadSetting(f"max_body_bytes={self.max_body_bytes!r}: at least 1 byte.")
        for name, unit in _NOT_NEGATIVE.items():
            if getattr(self, name) < 0:
                raise BadSetting(f"{name}={getattr(self, name)!r}: 0 {unit} or more.")
        if type(self.idle_seconds) not in (int, float) or not 0 < self.idle_seconds <= _LONGEST:
            raise BadSetting(
                f"idle_seconds={self.idle_seconds!r}: more than 0, {_LONGEST} at most."
            )
        if self.max_connections < 1:
            raise BadSetting(f"max_connections={self.max_connections!r}: at least 1 connection.")
        if not isinstance(self.world_per_key, bool):
            raise BadSetting(f"world_per_key={self.world_per_key!r}: say True or False.")
        try:
            annotation_status(self.collaborator_status)
        except ValueError as error:
            raise BadSetting(f"collaborator_status: {error}") from None
        _ = self.when_processed

    @property
    def is_current(self) -> bool:
        """Whether today's sources are followed where they differ from those of 2020."""
        return self.profile == "current"

    @cached_property
    def strict_parts(self) -> frozenset[str]:
        """Which of keys, apps and users must be registered before use."""
        if isinstance(self.strict, bool):
            return frozenset(STRICT_PARTS if self.strict else ())
        if not isinstance(self.strict, Collection):
            raise BadSetting(f"strict={self.strict!r}: say True, False or some of {STRICT_PARTS}.")
        parts = self.strict.split(",") if isinstance(self.strict, str) else self.strict
        return frozenset(str(part).strip() for part in parts if str(part).strip())

    @cached_property
    def when_processed(self) -> Processing:
        """`processing`, taken apart."""
        return _processing(self.processing)


def settings_of(options: dict[str, object]) -> Settings:
    """Settings from keyword options, with the defaults of the profile that they name, if any.

    Raises:
        BadSetting: an unknown option, with the nearest known one, or a value out of range.
    """
    if not options:
        return _DEFAULTS
    known = [option.name for option in fields(Settings)]
    for name in options:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise BadSetting(f"{name!r} is no option; there are {', '.join(known)}, clock.{hint}")
    usual = _OF_CURRENT if options.get("profile") == "current" else {}
    return Settings(**{**usual, **options})  # type: ignore[arg-type]  # values are checked by Settings


def _check_profile(name: object) -> None:
    if name not in PROFILES:
        near = difflib.get_close_matches(str(name), PROFILES, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise BadSetting(f"profile={name!r}: there are {', '.join(PROFILES)}.{hint}")


def _processing(text: str) -> Processing:
    kind, _, amount = text.partition(":")
    if text == "immediate" or text == "manual":
        return Processing(text)  # type: ignore[arg-type]  # narrowed by the comparison above
    if len(amount) <= _LONGEST_AMOUNT:
        if kind == "reads" and amount.isdecimal() and int(amount) > 0:
            return Processing("reads", int(amount))
        if kind == "seconds" and amount.replace(".", "", 1).isdecimal():
            return Processing("seconds", int(float(amount) * _SECOND))
    raise BadSetting(
        f'processing={text!r}: say "immediate", "manual", "reads:N" (N from 1) or "seconds:T".'
    )


_DEFAULTS = Settings()

"""Where a live run goes, and by which key: read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from fakeannot.admin_token import can_be_token
from fakeannot.conformance.calls import Place
from fakeannot.conformance.targets import host_of
from fakeannot.doors.in_process.hosts import is_clarifai_host
from fakeannot.doors.local.client_env import variables
from fakeannot.settings import Settings

_OFFICIAL = "https://api.clarifai.com"
_NEEDED = ("CLARIFAI_PAT", "CLARIFAI_USER_ID", "CLARIFAI_APP_ID")


class NoAccess(ValueError):
    """The environment does not say where to go, or nobody has agreed to go there."""


class Access(NamedTuple):
    """An app of a real API and what opens it.

    Attributes:
        base: such as `https://api.clarifai.com`, without a slash at the end.
        place: the user and the app.
        pat: the user's personal access token.
        api_key: the app's own key, empty if there is none.
        ca_file: certificates to trust, in PEM; None for those of the system.
    """

    base: str
    place: Place
    pat: str
    api_key: str
    ca_file: Path | None

    def __repr__(self) -> str:
        return f"Access({self.base!r}, {self.place!r})"

    @property
    def is_real(self) -> bool:
        """Whether it is Clarifai's own service."""
        return is_clarifai_host(host_of(self.base))

    @property
    def grpc_target(self) -> str:
        """What a gRPC channel is told."""
        parts = urlsplit(self.base)
        return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

    @property
    def secrets(self) -> dict[str, str]:
        """What must not be told, and the name to tell instead."""
        named = {self.pat: "$CLARIFAI_PAT", self.api_key: "$CLARIFAI_API_KEY"}
        return {secret: name for secret, name in named.items() if secret}

    @property
    def certificates(self) -> Path | None:
        """What a client has to trust; None if it is spoken to in the clear."""
        if not self.base.startswith("https:"):
            return None
        if self.ca_file is not None:
            return self.ca_file
        from certifi import where

        return Path(where())

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that point the official clients there."""
        user_id, app_id = self.place
        who = Settings(
            user_id=user_id, app_id=app_id, pat=self.pat, api_key=self.api_key or self.pat
        )
        named = variables(who, self.base, self.grpc_target, self.certificates)
        unknown = () if self.api_key else ("CLARIFAI_API_KEY",)
        return {one.name: one.value for one in named if one.name not in unknown}


def read_access(*, yes_real: bool, environ: Mapping[str, str] = os.environ) -> Access:
    """The app that the environment names.

    Args:
        yes_real: whether somebody has agreed that the real service is called.

    Raises:
        NoAccess: variables are missing or make no sense, or `yes_real` is wanted.
    """
    if missing := [name for name in _NEEDED if not environ.get(name)]:
        raise NoAccess(f"--fakeannot-live needs {', '.join(missing)} in the environment.")
    for name in ("CLARIFAI_PAT", "CLARIFAI_API_KEY"):
        if (key := environ.get(name, "")) and not can_be_token(key):
            raise NoAccess(f"{name} has characters that no header can have, such as a line break.")
    base = (environ.get("CLARIFAI_API_BASE") or _OFFICIAL).rstrip("/")
    if urlsplit(base).scheme not in ("http", "https") or not host_of(base):
        raise NoAccess("CLARIFAI_API_BASE is no address: say https://HOST or http://HOST:PORT.")
    pat, user_id, app_id = (environ[name] for name in _NEEDED)
    if user_id == "me":
        raise NoAccess("CLARIFAI_USER_ID=me: name the user, whom answers are compared with.")
    ca_file = environ.get("REQUESTS_CA_BUNDLE")
    access = Access(
        base,
        Place(user_id, app_id),
        pat,
        environ.get("CLARIFAI_API_KEY", ""),
        Path(ca_file) if ca_file else None,
    )
    if access.is_real and not yes_real:
        raise NoAccess(
            f"{host_of(base)} is the real service, where everything in the app {app_id!r} is "
            "deleted after each test: say --fakeannot-yes-real if you mean it."
        )
    return access

"""The `fakeannot` of a live run: one app of a real API, which is emptied after each test."""

from __future__ import annotations

from fakeannot.conformance.sandbox import Sandbox
from fakeannot.fake import FakeClarifai
from fakeannot.testing.live.access import Access
from fakeannot.testing.live.app import LiveApp
from fakeannot.testing.live.powers import Stand, skip_for


class LiveClarifai(Stand):
    """What `FakeClarifai` has that a real API can give; the rest of it skips the test.

    Args:
        access: where the app is.
        sandbox: calls to it.
    """

    stands_for = FakeClarifai
    known_as = "fakeannot"

    def __init__(self, access: Access, sandbox: Sandbox) -> None:
        self._access = access
        self._sandbox = sandbox

    def __repr__(self) -> str:
        return f"<LiveClarifai at {self._access.base}, app {self.app_id!r} of {self.user_id!r}>"

    @property
    def user_id(self) -> str:
        """The owner of the app."""
        return self._access.place.user_id

    @property
    def app_id(self) -> str:
        """The app."""
        return self._access.place.app_id

    @property
    def pat(self) -> str:
        """The owner's personal access token, for `/v2/users/...` paths."""
        return self._access.pat

    @property
    def api_key(self) -> str:
        """The app's key, for key-scoped paths; without `CLARIFAI_API_KEY` the test is skipped."""
        if not self._access.api_key:
            skip_for("fakeannot.api_key without CLARIFAI_API_KEY in the environment")
        return self._access.api_key

    def app(self, app_id: str = "", user_id: str = "") -> LiveApp:
        """The app to arrange and to look into; a test that names another one is skipped."""
        if (user_id or self.user_id, app_id or self.app_id) != self._access.place:
            skip_for("a second app")
        return LiveApp(self._sandbox)

"""The page in headless Chromium, and what it did there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from fakeannot import FakeClarifai
from fakeannot.doors.local.serving import FakeServer
from tests.clients.node_programs import command

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 740}
SECONDS = 10
_QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever would leave this machine finds nobody.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; skips the test where there is none."""
    path = command("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A look at a fake's page.

    Attributes:
        complaints: what the console told of errors and warnings.
        hosts: whom anything was asked of.
    """

    def __init__(self, page: Page, fake: FakeClarifai, server: FakeServer) -> None:
        self.page, self.fake, self.server = page, fake, server
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        page.set_default_timeout(SECONDS * 1000)
        page.on("console", lambda told: self._note(told.type, told.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))
        page.on("request", lambda asked: self.hosts.add(urlsplit(asked.url).hostname or ""))
        self.go()

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def go(self, hash_: str = "") -> None:
        """Open the page, until the first news have come."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.server.url}/{hash_}")
        self.page.get_by_text("Live", exact=False).wait_for()

    def rows(self, of: str = "inputs") -> Locator:
        return self.page.locator(f"#{of}-list [role=option]")

    def annotations(self) -> Locator:
        return self.page.locator(".annotations [role=option]")

    def open_input(self, name: str) -> None:
        self.rows().filter(has_text=name).first.click()
        self.page.locator("#stage-title").filter(has_text=name).wait_for()

    def said(self) -> Locator:
        """What the editor says of the latest change."""
        return self.page.locator(".editor [role=alert]")


@contextmanager
def visit(
    browser: Browser,
    fake: FakeClarifai,
    viewport: ViewportSize = WIDE,
    *,
    dark: bool = False,
    bypass_csp: bool = False,
) -> Iterator[Visit]:
    """Serve a fake and look at its page.

    Raises:
        AssertionError: the page complained, or asked anything of another host.
    """
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    with fake.serve() as server:
        page = browser.new_page(viewport=viewport, color_scheme=scheme, bypass_csp=bypass_csp)
        try:
            seen = Visit(page, fake, server)
            yield seen
            assert seen.complaints == []
            assert seen.hosts <= {"127.0.0.1", ""}, seen.hosts
        finally:
            page.close()

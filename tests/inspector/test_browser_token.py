"""The page of a server that was given an admin token asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fakeannot import FakeClarifai
from tests.clients.harness import installed
from tests.inspector.browsing import SECONDS

pytestmark = pytest.mark.client

TOKEN = "open-sesame"


@contextmanager
def opened(browser: Browser, fake: FakeClarifai, **options: Any) -> Iterator[Page]:
    """A page that has just been gone to."""
    with fake.serve() as server:
        page = browser.new_page(**options)
        page.set_default_timeout(SECONDS * 1000)
        try:
            page.goto(server.url)
            yield page
        finally:
            page.close()


def show(page: Page, token: str) -> None:
    page.get_by_role("textbox", name="Admin token").fill(token)
    page.get_by_role("button", name="Show what is in it").click()


def guarded() -> FakeClarifai:
    fake = FakeClarifai(admin_token=TOKEN)
    fake.app().add_input("car")
    return fake


def test_it_shows_nothing_until_it_has_the_token_and_keeps_that_for_the_tab(
    browser: Browser,
) -> None:
    with opened(browser, guarded()) as page:
        asked = page.get_by_role("heading", name="This server has an admin token")
        expect(asked).to_be_visible()
        expect(page.get_by_text("Loading")).to_be_hidden()
        show(page, "guessed")
        expect(page.get_by_role("alert")).to_contain_text("not its admin token")
        show(page, TOKEN)
        expect(page.locator("#inputs-list [role=option]")).to_contain_text(["car"])
        expect(asked).to_be_hidden()
        page.reload()
        expect(page.locator("#inputs-list [role=option]")).to_contain_text(["car"])


def test_with_the_token_it_changes_what_any_page_may(browser: Browser) -> None:
    fake = guarded()
    fake.client().get("/v2/inputs")
    with opened(browser, fake) as page:
        show(page, TOKEN)
        page.click("#to-calls")
        page.get_by_role("button", name="Forget all calls").click()
        expect(page.locator("#calls-told")).to_contain_text("No calls yet")
    assert len(fake.journal) == 0


def test_asking_breaks_no_rule_of_accessibility(browser: Browser) -> None:
    axe = installed("node", "node") / "node_modules" / "axe-core" / "axe.min.js"
    with opened(browser, guarded(), bypass_csp=True) as page:
        page.get_by_role("textbox", name="Admin token").wait_for()
        page.evaluate(axe.read_text("utf-8"))
        assert page.evaluate("async () => (await axe.run()).violations.map(({ id }) => id)") == []

"""How the page looks: wide and narrow, light and dark, and to who does not see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from fakeannot import FakeClarifai
from tests.clients.harness import installed
from tests.inspector.browsing import NARROW, WIDE, Visit, visit
from tests.inspector.screenshots import PICTURES, Picture, prepare
from tests.inspector.street import street

pytestmark = pytest.mark.client

LARGEST = 150 * 1000
ASPECTS = ["inputs", "input", "calls", "call", "control", "past"]


def show(seen: Visit, aspect: str) -> None:
    """Bring the page to one of its faces."""
    page = seen.page
    if aspect == "input":
        seen.open_input("corner")
        expect(seen.annotations()).to_have_count(7)
        seen.annotations().nth(3).click()
        page.get_by_role("button", name="Draw a box").click()
    elif aspect in ("calls", "call"):
        seen.fake.client().get("/v2/inputs?pgae=1", headers={"Authorization": "Key none"})
        page.click("#to-calls")
        seen.rows("calls").first.wait_for()
        if aspect == "call":
            seen.rows("calls").first.click()
            page.locator(".explanation").filter(has_text="Call 1").wait_for()
    elif aspect == "control":
        seen.fake.faults.add("*", "throttled", optional=True)
        page.click("#to-control")
        page.get_by_role("listitem").filter(has_text="throttled").wait_for()
    elif aspect == "past":
        for _ in range(2):
            seen.fake.client().get("/v2/inputs")
        time = page.get_by_role("slider", name="Time")
        expect(time).to_be_enabled()
        time.press("ArrowLeft")
        page.get_by_role("button", name="Back to now").wait_for()


@pytest.mark.parametrize(
    ("viewport", "dark"), [(WIDE, False), (NARROW, True)], ids=["wide and light", "narrow and dark"]
)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_it_breaks_no_rule_of_accessibility(
    browser: Browser, aspect: str, viewport: ViewportSize, dark: bool
) -> None:
    axe = installed("node", "node") / "node_modules" / "axe-core" / "axe.min.js"
    fake = street()
    # The policy is for the page; the rules come from outside it.
    with visit(browser, fake, viewport, dark=dark, bypass_csp=True) as seen:
        show(seen, aspect)
        seen.page.evaluate(axe.read_text("utf-8"))
        found: Any = seen.page.evaluate("() => axe.run()")
    broken = {
        one["id"]: [node["html"][:200] + node["failureSummary"] for node in one["nodes"]]
        for one in found["violations"]
    }
    assert broken == {}
    assert len(found["passes"]) > 10


@pytest.mark.parametrize("aspect", ASPECTS)
def test_nothing_is_wider_than_a_small_screen(browser: Browser, aspect: str) -> None:
    with visit(browser, street(), NARROW) as seen:
        show(seen, aspect)
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW["width"]


def test_on_a_small_screen_one_goes_in_and_back(browser: Browser) -> None:
    with visit(browser, street(), NARROW) as seen:
        expect(seen.page.locator("#stage")).to_be_hidden()
        seen.open_input("corner")
        expect(seen.rows().first).to_be_hidden()
        seen.page.get_by_role("button", name="All inputs").click()
        expect(seen.rows().first).to_be_visible()


def test_dark_mode_is_dark(browser: Browser) -> None:
    ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    for dark in (False, True):
        with visit(browser, FakeClarifai(), dark=dark) as seen:
            brightest = max(seen.page.evaluate(ground))
            assert (brightest < 60) if dark else (brightest > 200)


def test_an_empty_fake_says_so(browser: Browser) -> None:
    with visit(browser, FakeClarifai()) as seen:
        expect(seen.page.get_by_text("There are no inputs in this app.")).to_be_visible()
        expect(seen.page.get_by_text("Choose an input from the list.")).to_be_visible()


def test_a_server_that_is_gone_is_told_in_words(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        seen.server.stop()
        told = seen.page.get_by_text("The server does not answer. Trying again")
        expect(told).to_be_visible()
        # Of the browser itself, which notes every address that it does not reach.
        assert all("ERR_" in one for one in seen.complaints)
        seen.complaints.clear()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.name)
def test_the_pictures_in_the_docs_can_be_taken_again(
    browser: Browser, tmp_path: Path, picture: Picture
) -> None:
    with visit(browser, prepare(picture), picture.viewport, dark=picture.dark) as seen:
        path = picture.take(seen, tmp_path)
    kept = Path(__file__).parents[2] / "docs" / path.name
    assert kept.exists()
    assert max(path.stat().st_size, kept.stat().st_size) < LARGEST

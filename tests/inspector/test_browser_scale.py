"""The page with much in it: what is in sight is all that is loaded and drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from fakeannot import FakeClarifai
from tests.inspector.browsing import visit
from tests.inspector.street import box, region_data

pytestmark = [pytest.mark.client, pytest.mark.slow]

MOST_ROWS = 60
FIRST_PAINT_MS = 1_000


def filled(inputs: int, annotations: int = 0) -> FakeClarifai:
    fake = FakeClarifai()
    app = fake.app()
    for number in range(inputs):
        app.add_input(f"street-{number:06}")
    for number in range(annotations):
        row, col = divmod(number, 100)
        place = box(row / 100, col / 100, row / 100 + 0.008, col / 100 + 0.008)
        app.add_annotation("street-000000", region_data({"bounding_box": place}, f"c{number % 20}"))
    return fake


def test_a_thousand_inputs_are_painted_within_a_second(browser: Browser) -> None:
    with visit(browser, filled(1_000)) as seen:
        expect(seen.rows().first).to_contain_text("street-000000")
        paints = "performance.getEntriesByType('paint').map(({ startTime }) => startTime)"
        assert 0 < max(seen.page.evaluate(paints)) < FIRST_PAINT_MS


def test_a_hundred_thousand_inputs_are_scrolled_and_searched(browser: Browser) -> None:
    with visit(browser, filled(100_000)) as seen:
        listed = seen.page.get_by_role("listbox", name="Inputs")
        expect(seen.page.get_by_text("100,000 inputs", exact=True)).to_be_visible()
        assert seen.rows().count() < MOST_ROWS
        listed.press("End")
        expect(seen.rows().last).to_contain_text("street-099999")
        assert seen.rows().count() < MOST_ROWS
        expect(seen.page.locator("#past")).to_contain_text("earlier states are kept of those")
        seen.page.get_by_label("Find inputs").fill("street-04200")
        expect(seen.rows()).to_have_count(10)


def test_ten_thousand_annotations_on_one_input_are_drawn_and_listed(browser: Browser) -> None:
    with visit(browser, filled(1, 10_000)) as seen:
        seen.open_input("street-000000")
        canvas = seen.page.get_by_role("img", name="street-000000 with 10,000 regions drawn")
        expect(canvas).to_be_visible(timeout=10_000)
        assert seen.annotations().count() < MOST_ROWS
        listed = seen.page.get_by_role("listbox", name="Annotations of the input")
        listed.press("End")
        listed.press("Enter")
        expect(seen.annotations().last).to_have_attribute("aria-selected", "true")
        expect(seen.page.get_by_role("region", name="JSON of the annotation")).to_be_visible()

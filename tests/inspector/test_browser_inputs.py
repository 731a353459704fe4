"""Inputs and annotations on the page: looked at and changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from fakeannot import FakeClarifai
from tests.inspector.browsing import Visit, visit
from tests.inspector.street import DETECTOR, street

pytestmark = pytest.mark.client

HOSTILE = "<img src=x onerror=alert(1)>'\"&amp;<script>alert(2)</script>"


def labels(fake: FakeClarifai, input_id: str = "corner") -> list[str]:
    return [
        concept.id
        for annotation in fake.app().annotations(input_id)
        for region in annotation.data.regions
        for concept in region.data.concepts
    ]


def drag(seen: Visit, *, start: tuple[float, float], end: tuple[float, float]) -> None:
    canvas = seen.page.locator("canvas").bounding_box()
    assert canvas is not None
    mouse = seen.page.mouse
    places = [
        (canvas["x"] + x * canvas["width"], canvas["y"] + y * canvas["height"])
        for x, y in (start, end)
    ]
    mouse.move(*places[0])
    mouse.down()
    mouse.move(*places[1], steps=4)
    mouse.up()


def test_an_input_is_shown_with_all_that_is_on_it(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        seen.open_input("corner")
        expect(seen.annotations()).to_have_count(7)
        canvas = seen.page.get_by_role("img", name="corner with 5 regions drawn")
        expect(canvas).to_be_visible()
        expect(seen.page.locator(".backdrop img")).to_be_visible()
        expect(seen.annotations().filter(has_text="trunk 0.83")).to_contain_text(DETECTOR)
        expect(seen.annotations().filter(has_text="polygon")).to_contain_text("Annotation pending")
        expect(seen.annotations().first).to_contain_text("whole input")
        expect(seen.page.locator(".chips")).to_contain_text("night 0")
        seen.annotations().filter(has_text="car").click()
        expect(seen.page.get_by_role("region", name="JSON of the annotation")).to_contain_text(
            "car"
        )


def test_regions_are_drawn_in_the_colours_of_their_concepts(browser: Browser) -> None:
    count = """() => {
        const shown = document.querySelector("canvas");
        const { width, height } = shown;
        const copy = new OffscreenCanvas(width, height);
        const context = copy.getContext("2d", { willReadFrequently: true });
        context.drawImage(shown, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        const colours = new Map();
        for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] !== 255) continue;
            const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
            colours.set(colour, (colours.get(colour) ?? 0) + 1);
        }
        return [...colours.values()].filter((times) => times > 100).length;
    }"""
    with visit(browser, street()) as seen:
        seen.open_input("park")
        expect(seen.annotations()).to_have_count(2)
        of_one = seen.page.evaluate(count)
        seen.open_input("corner")
        expect(seen.annotations()).to_have_count(7)
        assert 1 <= of_one < seen.page.evaluate(count)


def test_a_click_on_a_region_chooses_its_annotation(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        seen.open_input("corner")
        drag(seen, start=(0.27, 0.6), end=(0.27, 0.6))
        chosen = seen.page.locator('.annotations [aria-selected="true"]')
        expect(chosen).to_contain_text("car")


def test_a_box_is_drawn_labelled_put_to_a_status_and_deleted(browser: Browser) -> None:
    fake = street()
    with visit(browser, fake) as seen:
        page = seen.page
        seen.open_input("corner")
        page.get_by_role("button", name="Draw a box").click()
        drag(seen, start=(0.2, 0.1), end=(0.5, 0.35))
        page.get_by_label("Concept").fill("cloud")
        page.get_by_role("button", name="Save the box").click()
        expect(seen.said()).to_have_text("The box is saved.")
        made = fake.app().annotations("corner")[-1]
        sides = made.data.regions[0].region_info.bounding_box
        assert [round(side, 2) for side in (sides.top_row, sides.left_col)] == [0.1, 0.2]
        assert [round(side, 2) for side in (sides.bottom_row, sides.right_col)] == [0.35, 0.5]
        assert made.user_id == fake.user_id
        seen.annotations().filter(has_text="cloud").click()
        page.get_by_label("Label").fill("white")
        page.get_by_role("button", name="Add label").click()
        expect(seen.said()).to_have_text("The label is added.")
        assert labels(fake)[-2:] == ["cloud", "white"]
        page.locator(".selected").get_by_label("Status").select_option("ANNOTATION_AWAITING_REVIEW")
        page.get_by_role("button", name="Set status").click()
        expect(seen.said()).to_have_text("The status is set.")
        assert fake.app().annotations("corner")[-1].status.code == 24157
        page.get_by_role("button", name="Delete").click()
        expect(seen.annotations()).to_have_count(7)
        assert "cloud" not in labels(fake)
    rpcs = [call.rpc for call in fake.journal]
    assert rpcs == ["PostAnnotations", "PatchAnnotations", "PatchAnnotations", "DeleteAnnotation"]


def test_a_box_is_made_by_keyboard_alone(browser: Browser) -> None:
    fake = street()
    with visit(browser, fake) as seen:
        keys = seen.page.keyboard
        seen.page.get_by_role("listbox", name="Inputs").focus()
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            keys.press(key)
        expect(seen.page.locator("#stage-title")).to_have_text("crossing")
        seen.page.get_by_role("button", name="Draw a box").press("Enter")
        expect(seen.page.get_by_label("Concept")).to_be_focused()
        keys.type("by hand")
        keys.press("Enter")
        expect(seen.said()).to_have_text("The box is saved.")
    assert labels(fake, "crossing")[-1] == "by hand"


def test_what_the_api_refuses_is_told_in_words(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        seen.open_input("corner")
        seen.page.get_by_role("button", name="Draw a box").click()
        seen.page.get_by_label("top").fill("0.9")
        seen.page.get_by_role("button", name="Save the box").click()
        expect(seen.said()).to_contain_text("The API refused it")
        # Of the browser itself, which notes every answer from 400 on.
        assert all("the server responded with a status of 400" in one for one in seen.complaints)
        seen.complaints.clear()


def test_names_are_text_whatever_is_in_them(browser: Browser) -> None:
    fake = street(0)
    fake.app().add_input(HOSTILE[:40], url=f"https://example.com/{HOSTILE}")
    fake.app().add_annotation(HOSTILE[:40], {"concepts": [{"id": HOSTILE, "name": HOSTILE}]})
    with visit(browser, fake) as seen:
        seen.page.on("dialog", lambda _: seen.complaints.append("a dialog"))
        seen.rows().first.click()
        expect(seen.page.locator("#stage-title")).to_have_text(HOSTILE[:40])
        line = seen.annotations().filter(has_text=HOSTILE)
        expect(line).to_be_visible()
        line.click()
        seen.page.click("#to-calls")
        assert seen.page.locator("img[src=x], main script").count() == 0


def test_an_input_whose_bytes_are_not_held_shows_the_name_in_its_url(browser: Browser) -> None:
    with visit(browser, street(4)) as seen:
        seen.open_input("street-000003")
        held = seen.page.locator(".placeholder")
        expect(held).to_contain_text("street-000003.jpg")
        expect(held).to_contain_text("The fake does not hold this image")


def test_inputs_are_found_by_search(browser: Browser) -> None:
    with visit(browser, street(40)) as seen:
        seen.page.get_by_label("Find inputs").fill("000021")
        expect(seen.rows()).to_have_count(1)
        expect(seen.rows()).to_contain_text("street-000021")
        seen.page.get_by_label("Find inputs").fill("bus")
        told = seen.page.get_by_text("No input has “bus” in its id or URL.")
        expect(told).to_be_visible()

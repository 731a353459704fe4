"""The journal, time, faults, clock and worlds on the page."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, expect

from fakeannot import FakeClarifai
from tests.inspector.browsing import Visit, visit
from tests.inspector.street import box, region_data, street

pytestmark = pytest.mark.client


def call(seen: Visit, path: str, method: str = "GET", **options: Any) -> requests.Response:
    headers = {"Authorization": f"Key {seen.fake.api_key}"}
    url = f"{seen.server.url}/v2/{path}"
    return requests.request(method, url, headers=headers, **options)


def post(seen: Visit, input_id: str) -> None:
    image = {"image": {"url": f"https://example.com/{input_id}.jpg"}}
    body = {"inputs": [{"id": input_id, "data": image}]}
    assert call(seen, "inputs", "POST", json=body).status_code == 200


def test_calls_appear_as_they_come_and_are_told_in_full(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        page = seen.page
        page.click("#to-calls")
        expect(page.get_by_text("No calls yet.")).to_be_visible()
        post(seen, "new")
        expect(seen.rows("calls")).to_have_count(1)
        seen.rows("calls").click()
        expect(page.get_by_role("region", name="Request")).to_contain_text("new.jpg")
        expect(page.get_by_role("region", name="Answer")).to_contain_text('"code": 10000')
        call(seen, "inputs?pgae=1")
        refused = seen.rows("calls").first
        expect(refused).to_contain_text("CONN_BAD_REQUEST_FORMAT")
        refused.click()
        detail = page.locator("#call")
        expect(detail).to_contain_text("json.unknown_field")
        expect(detail.locator(".explanation")).to_contain_text("query pgae: goes to page")


def test_a_call_is_copied_as_a_command(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        call(seen, "inputs?page=2")
        seen.page.click("#to-calls")
        seen.rows("calls").click()
        seen.page.get_by_role("button", name="Copy as curl").click()
        expect(seen.page.get_by_text("Copied.")).to_be_visible()
        copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl")
    assert f"{seen.server.url}/v2/inputs?page=2" in copied
    assert "$CLARIFAI_PAT" in copied


def test_the_app_is_seen_as_it_was_after_each_call(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        page = seen.page
        for name in ("one", "two"):
            post(seen, name)
        expect(seen.rows()).to_have_count(5)
        time = page.get_by_role("slider", name="Time")
        time.press("ArrowLeft")
        expect(page.get_by_text("As it was after call 1: PostInputs, 200")).to_be_visible()
        expect(seen.rows()).to_have_count(4)
        time.press("Home")
        expect(seen.rows()).to_have_count(3)
        seen.open_input("corner")
        expect(page.get_by_text("This is an earlier state")).to_be_visible()
        expect(page.get_by_role("button", name="Draw a box")).to_be_hidden()
        page.get_by_role("button", name="Back to now").click()
        expect(seen.rows()).to_have_count(5)
        expect(page.get_by_role("button", name="Draw a box")).to_be_visible()


def test_faults_are_added_seen_and_removed(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        page = seen.page
        page.click("#to-control")
        expect(page.get_by_text("Nothing is set to go wrong.")).to_be_visible()
        page.get_by_label("Call, or * for all").fill("ListInputs")
        page.get_by_label("What goes wrong").select_option("throttled")
        page.get_by_role("button", name="Add the fault").click()
        expect(page.get_by_role("listitem")).to_contain_text("ListInputs")
        assert call(seen, "inputs").status_code == 429
        expect(page.get_by_role("listitem")).to_contain_text("struck 1 of 1 times")
        page.get_by_role("button", name="Remove fault").click()
        expect(page.get_by_text("Nothing is set to go wrong.")).to_be_visible()
        assert list(seen.fake.faults) == []


def test_the_clock_is_frozen_and_advanced(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        page = seen.page
        page.click("#to-control")
        page.get_by_role("button", name="Freeze").click()
        expect(page.locator(".now")).to_contain_text("frozen")
        before = seen.fake.clock.now()
        page.get_by_label("Advance by").fill("2")
        page.get_by_label("Unit").select_option("hours")
        page.get_by_role("button", name="Advance").click()
        expect(page.get_by_text("Time has passed.")).to_be_visible()
        assert (seen.fake.clock.now() - before).total_seconds() == 7200
        page.get_by_role("button", name="Let it run").click()
        expect(page.get_by_role("button", name="Freeze")).to_be_visible()


def test_worlds_and_apps_are_chosen_and_kept_in_the_address(browser: Browser) -> None:
    fake = street()
    fake.worlds["w1"].app("other", "owner").add_input("elsewhere")
    with visit(browser, fake) as seen:
        seen.page.get_by_label("World").select_option("w1")
        expect(seen.rows()).to_contain_text(["elsewhere"])
        expect(seen.page.get_by_label("App")).to_contain_text("other of owner")
        seen.rows().click()
        seen.page.get_by_role("button", name="Draw a box").click()
        seen.page.get_by_role("button", name="Save the box").click()
        expect(seen.said()).to_have_text("The box is saved.")
        seen.page.reload()
        expect(seen.page.locator("#stage-title")).to_have_text("elsewhere")
    assert len(fake.worlds["w1"].app("other", "owner").annotations()) == 3


def test_a_reset_is_seen(browser: Browser) -> None:
    with visit(browser, street()) as seen:
        post(seen, "one")
        expect(seen.rows()).to_have_count(4)
        seen.fake.reset()
        expect(seen.page.get_by_text("There are no inputs in this app.")).to_be_visible()


def test_the_frames_of_a_video_are_gone_through(browser: Browser) -> None:
    fake = FakeClarifai()
    fake.app().add_input("film", data={"video": {"url": "https://example.com/film.mp4"}})
    for time in (0, 500, 1500):
        frame = {
            "frame_info": {"time": time},
            "data": region_data({"bounding_box": box(0.1, 0.1, 0.4, 0.4)}, f"at-{time}"),
        }
        fake.app().add_annotation("film", {"frames": [frame]})
    with visit(browser, fake) as seen:
        seen.open_input("film")
        slider = seen.page.get_by_role("slider", name="Frame of the video")
        expect(slider).to_have_attribute("aria-valuetext", "0.00 s, frame 1 of 3")
        slider.press("End")
        expect(slider).to_have_attribute("aria-valuetext", "1.50 s, frame 3 of 3")
        expect(seen.page.get_by_role("img", name="film with 1 region drawn")).to_be_visible()
        seen.annotations().filter(has_text="at-500").click()
        expect(slider).to_have_attribute("aria-valuetext", "0.50 s, frame 2 of 3")

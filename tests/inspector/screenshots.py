"""The pictures of the page in docs/, taken by `python -m tests.inspector.screenshots docs`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import ViewportSize, expect

from fakeannot import FakeClarifai
from tests.inspector.browsing import NARROW, WIDE, Visit, chromium, visit
from tests.inspector.street import street


class Picture(NamedTuple):
    """What is shown, and how."""

    name: str
    view: str
    viewport: ViewportSize = WIDE
    dark: bool = False

    def take(self, seen: Visit, directory: Path) -> Path:
        """Write it there; returns where."""
        page = seen.page
        if self.view == "input":
            seen.open_input("corner")
            expect(seen.annotations()).to_have_count(7)
            expect(page.locator(".backdrop img")).to_be_visible()
            seen.annotations().filter(has_text="car").click()
        else:
            page.click("#to-calls")
            seen.rows("calls").filter(has_text="CONN_BAD").first.click()
            page.locator(".explanation").filter(has_text="smallest edit").wait_for()
        path = directory / f"inspector-{self.name}.png"
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=path)
        return path


PICTURES = [
    Picture("light", "input"),
    Picture("dark", "calls", dark=True),
    Picture("narrow-light", "input", NARROW),
    Picture("narrow-dark", "input", NARROW, dark=True),
]


def prepare(picture: Picture) -> FakeClarifai:
    """A street; for pictures of calls, with some."""
    fake = street()
    if picture.view == "calls":
        client, headers = fake.client(), {"Authorization": f"Key {fake.api_key}"}
        for path in ("inputs", "annotations?per_page=5", "inputs?pgae=2", "inputs/none"):
            client.get(f"/v2/{path}", headers=headers)
    return fake


def main(directory: str) -> None:
    with chromium() as browser:
        for picture in PICTURES:
            with visit(browser, prepare(picture), picture.viewport, dark=picture.dark) as seen:
                print(picture.take(seen, Path(directory)))


if __name__ == "__main__":
    main(*sys.argv[1:])

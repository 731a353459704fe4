"""What is said of a test that passed, or failed, for another reason than its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from conftest_plugin.options import EVIDENCE

if TYPE_CHECKING:
    from fakeannot import FakeClarifai

FAKE: pytest.StashKey[FakeClarifai] = pytest.StashKey()


def complaint_of(item: pytest.Item) -> str:
    """What to say about a test's calls since this was last asked, if anything."""
    if complaint := _about_not_built(item) or _about_faults(item):
        return complaint
    evidence = item.config.stash.get(EVIDENCE, None)
    return evidence.complaint(item) if evidence else ""


def _about_not_built(item: pytest.Item) -> str:
    worlds = _worlds_of(item)
    names = list(dict.fromkeys(name for world in worlds for name in world.not_built))
    if not names:
        return ""
    for world in worlds:
        world.not_built.clear()
    first = names[0]
    return (
        f"The fake was called for what it does not have: {', '.join(names)}.\n"
        "Supply an answer before the call:\n"
        f'    fakeannot.reply("{first}", {{...}})\n'
        "or a function from the request message to the answer:\n"
        f'    @fakeannot.handler("{first}")\n'
        "If the call is what the test is about, say fakeannot.not_built.clear() at its end."
    )


def _about_faults(item: pytest.Item) -> str:
    # Whoever added a fault has had this imported.
    if "fakeannot.testing.faults" not in sys.modules:
        return ""
    complaints = []
    for world in _worlds_of(item):
        complaints.append(world.faults.complaint())
        world.faults.forgive()
    return "\n".join(filter(None, complaints))


def _worlds_of(item: pytest.Item) -> list[FakeClarifai]:
    """The fake of a test, if it has one, and the other worlds of its servers."""
    fake = item.stash.get(FAKE, None)
    return [] if fake is None else list(fake.worlds.values())

"""The whole table of mutants takes minutes: it runs where it is asked for with `-m slow`."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the slow tests of this folder, unless `-m` says which tests are wanted."""
    if config.getoption("-m"):
        return
    slow = [one for one in items if one.path.parent.name == "conformance" and _is_slow(one)]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [one for one in items if one not in slow]


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None

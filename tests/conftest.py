"""What all tests share: pytest's own plugin for testing plugins, and the plugin of this project."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugin where the project is not installed, so that the tests run in a checkout."""
    manager = config.pluginmanager
    if not manager.has_plugin("fakeannot") and not manager.is_blocked("fakeannot"):
        manager.import_plugin("conftest_plugin")

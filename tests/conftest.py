"""What all tests share: pytest's own plugin for testing plugins, and the plugin of this project."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

# How long an example takes is the machine's affair.
settings.register_profile("tests", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=10)
settings.load_profile("tests")

# Shells let what runs in the background ignore Ctrl-C, and so would the programs that tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugin where the project is not installed, so that the tests run in a checkout."""
    manager = config.pluginmanager
    if not manager.has_plugin("fakeannot") and not manager.is_blocked("fakeannot"):
        manager.import_plugin("conftest_plugin")

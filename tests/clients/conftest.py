"""A walk that went wrong is shown as a difference."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.clients.harness")

"""The pytest plugin of fakeannot: fixtures, their options, and one marker.

- `fakeannot`: a fresh fake for each test; while the test runs, calls to Clarifai by `requests` or
  gRPC end there.
- `fakeannot_server`: a server on a free loopback port for each test, for clients of any kind.
- `fakeannot_tls_server`: the same, over TLS as well; it needs `fakeannot[tls]`.
- `fakeannot_options`: override it, in any scope, to choose options for many tests at once.
- `@pytest.mark.fakeannot(strict=True)`: options for one test, class or module; the nearest wins.
  Among them `seed="world.json"`: what to begin with, seen from the test file.
- `@pytest.mark.fakeannot(sweep=["throttled", "timeout"])`: run the test once for each of its calls
  and each of these faults, see `fakeannot.testing.sweep`.
- `fakeannot_catch_channels = true` in the ini file: channels opened at import are caught too.
- `--fakeannot-report`: tell at the end which behaviours were used, and on what evidence.
- `--fakeannot-evidence=documented`: fail tests that rest on less; `fakeannot_accept` in the ini
  file has the rules that are good enough all the same.
- `--fakeannot-live`: run the tests in a real app, without a fake, see `fakeannot.testing.live`.
- `--fakeannot-rewrite-golden`: make golden files what the annotations are, see `fakeannot.lens`.

Under Hypothesis the fake goes back, before each example, to what the fixtures had built. A test
that uses both `fakeannot` and `fakeannot_server` has one fake behind both. A test that
calls what the fake does not have fails, also when the code under test swallows the error.

Nothing of the fake itself is imported before a test asks for it.
"""

from __future__ import annotations

from conftest_plugin.fixtures import (
    _fakeannot_fake,
    fakeannot,
    fakeannot_options,
    fakeannot_server,
    fakeannot_tls_server,
    pytest_pyfunc_call,
)
from conftest_plugin.options import (
    pytest_addoption,
    pytest_configure,
    pytest_load_initial_conftests,
)
from conftest_plugin.running import (
    pytest_runtest_call,
    pytest_runtest_protocol,
    pytest_terminal_summary,
)
from conftest_plugin.servers import FakeannotServer, FakeannotTlsServer

__all__ = [
    "FakeannotServer",
    "FakeannotTlsServer",
    "_fakeannot_fake",
    "fakeannot",
    "fakeannot_options",
    "fakeannot_server",
    "fakeannot_tls_server",
    "pytest_addoption",
    "pytest_configure",
    "pytest_load_initial_conftests",
    "pytest_pyfunc_call",
    "pytest_runtest_call",
    "pytest_runtest_protocol",
    "pytest_terminal_summary",
]

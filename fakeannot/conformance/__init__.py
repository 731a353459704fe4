"""The fake compared with the real API, or with any other implementation, call by call.

    report = check("http://127.0.0.1:8000", key=key, user_id="owner", app_id="empty-one")
    assert report.status == 0, report.text()

Needs the extra `conform`. What is exported is loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.lazily import exported

if TYPE_CHECKING:
    from fakeannot.conformance.allowance import Allowance
    from fakeannot.conformance.calls import ApiCall, Outcome, Place
    from fakeannot.conformance.checking import Check, Plan, check
    from fakeannot.conformance.fake_target import FakeTarget
    from fakeannot.conformance.machine import ConformanceMachine, machine_for
    from fakeannot.conformance.report import Report
    from fakeannot.conformance.sandbox import Sandbox
    from fakeannot.conformance.session import Differs, Session
    from fakeannot.conformance.targets import Target, open_target
    from fakeannot.conformance.trace import replay

__all__ = [
    "Allowance",
    "ApiCall",
    "Check",
    "ConformanceMachine",
    "Differs",
    "FakeTarget",
    "Outcome",
    "Place",
    "Plan",
    "Report",
    "Sandbox",
    "Session",
    "Target",
    "check",
    "machine_for",
    "open_target",
    "replay",
]

__getattr__, __dir__ = exported(
    __name__,
    {
        "Allowance": "allowance",
        "ApiCall": "calls",
        "Check": "checking",
        "ConformanceMachine": "machine",
        "Differs": "session",
        "FakeTarget": "fake_target",
        "Outcome": "calls",
        "Place": "calls",
        "Plan": "checking",
        "Report": "report",
        "Sandbox": "sandbox",
        "Session": "session",
        "Target": "targets",
        "check": "checking",
        "machine_for": "machine",
        "open_target": "targets",
        "replay": "trace",
    },
)

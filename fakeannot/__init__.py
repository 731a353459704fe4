"""An in-memory fake of the Clarifai annotations API, for tests.

>>> from fakeannot import FakeClarifai
>>> fake = FakeClarifai()
>>> with fake.intercept():
...     ...   # `requests` calls to api.clarifai.com are answered by the fake

See `FakeClarifai` for all that it can do. Importing this package costs next to nothing: what it
exports is loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.lazily import exported

if TYPE_CHECKING:
    from fakeannot.app import App
    from fakeannot.contract.invalid_json import InvalidJson
    from fakeannot.contract.operations import UnknownOperation
    from fakeannot.doors.in_process.active import NoFakeActive
    from fakeannot.doors.in_process.intercept_grpc import catch_channels
    from fakeannot.doors.in_process.late import LateCall
    from fakeannot.doors.in_process.leaks import LeakedPatchError
    from fakeannot.doors.local.address import AddressInUse
    from fakeannot.doors.local.exposure import ServedToOthers
    from fakeannot.doors.local.server import ServerDied
    from fakeannot.doors.local.serving import TlsUnavailable
    from fakeannot.doors.mishaps import AnswerLost
    from fakeannot.fake import FakeClarifai
    from fakeannot.faults.reading import BadFault
    from fakeannot.seeds import BadSeed, YamlUnavailable
    from fakeannot.service.refusals import Refusal
    from fakeannot.settings import BadSetting
    from fakeannot.testing.snapshot import Snapshot

__all__ = [
    "AddressInUse",
    "AnswerLost",
    "App",
    "BadFault",
    "BadSeed",
    "BadSetting",
    "FakeClarifai",
    "InvalidJson",
    "LateCall",
    "LeakedPatchError",
    "NoFakeActive",
    "Refusal",
    "ServedToOthers",
    "ServerDied",
    "Snapshot",
    "TlsUnavailable",
    "UnknownOperation",
    "YamlUnavailable",
    "catch_channels",
]
__version__ = "0.1.0"

__getattr__, __dir__ = exported(
    __name__,
    {
        "AddressInUse": "doors.local.address",
        "AnswerLost": "doors.mishaps",
        "App": "app",
        "BadFault": "faults.reading",
        "BadSeed": "seeds",
        "BadSetting": "settings",
        "FakeClarifai": "fake",
        "InvalidJson": "contract.invalid_json",
        "LateCall": "doors.in_process.late",
        "LeakedPatchError": "doors.in_process.leaks",
        "NoFakeActive": "doors.in_process.active",
        "Refusal": "service.refusals",
        "ServedToOthers": "doors.local.exposure",
        "ServerDied": "doors.local.server",
        "Snapshot": "testing.snapshot",
        "TlsUnavailable": "doors.local.serving",
        "UnknownOperation": "contract.operations",
        "YamlUnavailable": "seeds",
        "catch_channels": "doors.in_process.intercept_grpc",
    },
)

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

if TYPE_CHECKING:
    from fakeannot.app import App
    from fakeannot.contract.invalid_json import InvalidJson
    from fakeannot.contract.operations import UnknownOperation
    from fakeannot.doors.in_process.active import NoFakeActive
    from fakeannot.doors.in_process.intercept_grpc import catch_channels
    from fakeannot.doors.in_process.leaks import LeakedPatchError
    from fakeannot.doors.local.address import AddressInUse
    from fakeannot.doors.local.serving import TlsUnavailable
    from fakeannot.fake import FakeClarifai
    from fakeannot.seeds import BadSeed
    from fakeannot.service.refusals import Refusal
    from fakeannot.settings import BadSetting
    from fakeannot.testing.snapshot import Snapshot

__all__ = [
    "AddressInUse",
    "App",
    "BadSeed",
    "BadSetting",
    "FakeClarifai",
    "InvalidJson",
    "LeakedPatchError",
    "NoFakeActive",
    "Refusal",
    "Snapshot",
    "TlsUnavailable",
    "UnknownOperation",
    "catch_channels",
]
__version__ = "0.1.0"

_HOMES = {
    "AddressInUse": "fakeannot.doors.local.address",
    "App": "fakeannot.app",
    "BadSeed": "fakeannot.seeds",
    "BadSetting": "fakeannot.settings",
    "FakeClarifai": "fakeannot.fake",
    "InvalidJson": "fakeannot.contract.invalid_json",
    "LeakedPatchError": "fakeannot.doors.in_process.leaks",
    "NoFakeActive": "fakeannot.doors.in_process.active",
    "Refusal": "fakeannot.service.refusals",
    "Snapshot": "fakeannot.testing.snapshot",
    "TlsUnavailable": "fakeannot.doors.local.serving",
    "UnknownOperation": "fakeannot.contract.operations",
    "catch_channels": "fakeannot.doors.in_process.intercept_grpc",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

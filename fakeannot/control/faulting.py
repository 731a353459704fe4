"""Faults and the rate limit, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakeannot.doors.control import BadControl, Endpoints, asked, told
from fakeannot.doors.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai
    from fakeannot.faults.fault import Fault

_LIMIT = ("requests_per_second", "per")


def faulting(fake: FakeClarifai) -> Endpoints:
    """`GET`, `POST` and `DELETE faults`, `DELETE faults/<id>`; `POST` and `DELETE faults/limit`."""

    def listed(_: HttpRequest) -> HttpAnswer:
        limit = fake.faults.rate_limit
        limited = None if limit is None else dict(zip(_LIMIT, (limit.rate, limit.per), strict=True))
        return told(200, {"faults": [_told(fake, one) for one in fake.faults], "limit": limited})

    def add(request: HttpRequest) -> HttpAnswer:
        return told(200, _told(fake, _added(fake, asked(request))))

    def clear(_: HttpRequest) -> HttpAnswer:
        fake.faults.clear()
        return told(200, {"ok": True})

    def remove(request: HttpRequest) -> HttpAnswer:
        fake.faults.remove(_named(fake, request.segments[-1]))
        return told(200, {"ok": True})

    def limit(request: HttpRequest) -> HttpAnswer:
        _set_limit(fake, asked(request))
        return told(200, {"ok": True})

    def lift(_: HttpRequest) -> HttpAnswer:
        fake.faults.limit(None)
        return told(200, {"ok": True})

    return {
        ("GET", "faults"): listed,
        ("POST", "faults"): add,
        ("DELETE", "faults"): clear,
        ("DELETE", "faults/*"): remove,
        ("POST", "faults/limit"): limit,
        ("DELETE", "faults/limit"): lift,
    }


def _added(fake: FakeClarifai, options: dict[str, Any]) -> Fault:
    from fakeannot.contract.operations import UnknownOperation
    from fakeannot.faults.reading import BadFault, check_names

    try:
        check_names(options)  # here too: Python itself would refuse `self`
        return fake.faults.add(**options)
    except (BadFault, UnknownOperation) as error:
        raise BadControl(str(error)) from None


def _set_limit(fake: FakeClarifai, options: dict[str, Any]) -> None:
    from fakeannot.faults.reading import BadFault, near

    for name in options:
        if name not in _LIMIT:
            raise BadControl(f"A limit has no option {name!r}.{near(name, _LIMIT)}")
    try:
        fake.faults.limit(**options)
    except BadFault as error:
        raise BadControl(str(error)) from None


def _named(fake: FakeClarifai, number: str) -> Fault:
    for fault in fake.faults:
        if str(fault.id) == number:
            return fault
    there_are = ", ".join(str(fault.id) for fault in fake.faults) or "none"
    raise BadControl(f"There is no fault {number!r}. There are: {there_are}.")


def _told(fake: FakeClarifai, fault: Fault) -> dict[str, Any]:
    return {
        "id": fault.id,
        "rpc": fault.rpc,
        "kind": fault.effect.name,
        "fault": str(fault),
        "times": fault.times,
        "fired": fake.faults.fired(fault),
    }

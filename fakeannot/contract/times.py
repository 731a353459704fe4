"""Timestamp and Duration to and from their JSON texts.

A Timestamp is RFC 3339 in UTC with a fraction of 0, 3, 6 or 9 digits: `…06Z`, `…55.449860Z`
were both seen in real answers, as was year 0001 in the answers of 2016.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from fakeannot.contract.invalid_json import InvalidJson, expected, shown

_EPOCH = datetime(1970, 1, 1)
_FIRST_SECOND = -62_135_596_800
_LAST_SECOND = 253_402_300_799
_LONGEST_DURATION = 315_576_000_000
_NANOS = 10**9

_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_FRACTION_AND_ZONE = re.compile(r"(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-5][0-9]))")
_DURATION = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,9}))?s")


def read_timestamp(value: object, _depth: int = 0) -> dict[str, int]:
    """The fields of the Timestamp that an RFC 3339 text means; any offset, to nanoseconds."""
    if not isinstance(value, str):
        raise expected("an RFC 3339 time such as 2017-04-11T21:50:50.223962Z", value)
    seconds, nanos = _parsed_timestamp(value)
    return {"seconds": seconds, "nanos": nanos}


@lru_cache(maxsize=4096)  # created_at and modified_at are mostly the same
def _parsed_timestamp(value: str) -> tuple[int, int]:
    rest = _FRACTION_AND_ZONE.fullmatch(value, 19)
    seconds = _seconds_of(value[:19])
    if rest is None or seconds is None:
        raise InvalidJson(f"expected an RFC 3339 time, got {shown(value)}")
    fraction, sign, hours, minutes = rest.groups()
    if sign is not None:
        seconds -= int(f"{sign}1") * (int(hours) * 3600 + int(minutes) * 60)
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise InvalidJson(f"{shown(value)} is outside of the years 0001 to 9999")
    return seconds, _nanos_of(fraction)


@lru_cache(maxsize=4096)
def _seconds_of(date_time: str) -> int | None:
    if not _DATE_TIME.fullmatch(date_time):
        return None
    try:
        since = datetime.fromisoformat(date_time) - _EPOCH
    except ValueError:
        return None
    return since.days * 86_400 + since.seconds


def _nanos_of(fraction: str | None) -> int:
    return int(fraction.ljust(9, "0")) if fraction else 0


@lru_cache(maxsize=4096)  # created_at and modified_at are mostly the same
def timestamp_text(seconds: int, nanos: int) -> str | None:
    """The RFC 3339 text of a Timestamp, None for one that is none (possible over gRPC)."""
    second = _second_text(seconds)
    if second is None or not 0 <= nanos < _NANOS:
        return None
    return f"{second}{_fraction_text(nanos)}Z"


@lru_cache(maxsize=4096)
def _second_text(seconds: int) -> str | None:
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        return None
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()


def _fraction_text(nanos: int) -> str:
    if nanos % 1000:
        return f".{nanos:09d}"
    if nanos % 1_000_000:
        return f".{nanos // 1000:06d}"
    return f".{nanos // 1_000_000:03d}" if nanos else ""


def read_duration(value: object, _depth: int = 0) -> dict[str, int]:
    """The fields of the Duration that a text such as "1.5s" means; at most 10,000 years."""
    if not isinstance(value, str):
        raise expected('a duration such as "1.5s"', value)
    match = _DURATION.fullmatch(value)
    if match is None:
        raise InvalidJson(f'expected a duration such as "1.5s", got {shown(value)}')
    minus, whole, fraction = match.groups()
    sign = -1 if minus else 1
    seconds, nanos = int(whole), _nanos_of(fraction)
    if seconds * _NANOS + nanos > _LONGEST_DURATION * _NANOS:
        raise InvalidJson(f"{shown(value)} is longer than {_LONGEST_DURATION} seconds")
    return {"seconds": sign * seconds, "nanos": sign * nanos}


def duration_text(seconds: int, nanos: int) -> str:
    """The text of a Duration: seconds with 0, 3, 6 or 9 digits of fraction, and an s."""
    total = seconds * _NANOS + nanos
    whole, rest = divmod(abs(total), _NANOS)
    return f"{'-' if total < 0 else ''}{whole}{_fraction_text(rest)}s"

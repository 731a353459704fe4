"""The replies the server writes by itself, and the one header it adds to all others."""

from __future__ import annotations

import time
from functools import lru_cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_REASONS = {
    400: "Bad Request",
    413: "Content Too Large",
    417: "Expectation Failed",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "HTTP Version Not Supported",
}
# A browser page from elsewhere may read nothing of a reply without the second.
ENVELOPE_HEADERS = [("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*")]
"""The headers of every JSON refusal the server itself writes."""


def refusal(status: int, details: str) -> bytes:
    """A whole reply that refuses a request (see `RequestError`) and ends the connection."""
    body = envelope(11100, "Bad request format", details)
    headers = [
        *ENVELOPE_HEADERS,
        ("Date", http_date(int(time.time()))),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    ]
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}", *(": ".join(header) for header in headers)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def envelope(code: int, description: str, details: str) -> bytes:
    """The JSON body of a refusal, in the shape of the API: a status with its `code`."""
    # Imported when something goes wrong, for a quicker start.
    import json

    status = {"code": code, "description": description, "details": details}
    return json.dumps({"status": status}).encode()


@lru_cache(maxsize=1)
def http_date(seconds: int) -> str:
    """The form of the Date header for `seconds` since 1970, whatever the locale is."""
    year, month, day, hour, minute, second, weekday, *_ = time.gmtime(seconds)
    date = f"{_DAYS[weekday]}, {day:02} {_MONTHS[month - 1]} {year}"
    return f"{date} {hour:02}:{minute:02}:{second:02} GMT"

"""Bytes that atheris (libFuzzer) makes up by the branches that they come to.

    python -m reliability.coverage_guided json|bytes [SECONDS] [OPTIONS OF LIBFUZZER]

`json` is the converter: text that is read as some message of the contract, written, and read once
more. `bytes` is what a connection brings: the look at the first of them, and the reader of HTTP/1.
60 seconds by default. Needs atheris, which the extra `fuzz` installs where there is a wheel of it:
on Linux on x86-64.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reliability.target import Target

_INSTRUMENTED = ["fakeannot.contract", "fakeannot.doors.local"]
_TEXT = b"\0"
_LONGEST_BYTES = 4096
_STREAMS = (
    b"GET /v2/inputs?page=1 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2;x=y\r\n{}\r\n0\r\nT: 1\r\n\r\n",
    b"PUT http://b:1/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)


def json_value(target: Target, data: bytes) -> None:
    """A byte of 0 before a JSON text that follows the number of a type of message, or before
    choices of a value that is nearly right for some type."""
    from fakeannot.contract.operations import operations
    from reliability.choices import Choices
    from reliability.garbage import json_for_reader

    if data[:1] != _TEXT:
        target.reader(json_for_reader(Choices(data[1:])))
        return
    types = [one.request_type for one in operations().values()]
    try:
        value = json.loads(data[3:])
    except (ValueError, RecursionError):
        return
    target.reader((types[int.from_bytes(data[1:3], "big") % len(types)], value))


def json_values() -> Iterable[bytes]:
    """What to begin with: right requests as texts, and choices by bytes of one kind."""
    from fakeannot.contract.json_writer import write_json
    from fakeannot.contract.operations import operations
    from reliability.right_requests import right_requests

    names = list(operations())
    for operation, request in right_requests():
        number = names.index(operation.name).to_bytes(2, "big")
        yield _TEXT + number + write_json(operation.request_type.FromString(request)).encode()
    yield from (bytes([number]) * 200 for number in range(1, 100, 7))


def stream(target: Target, data: bytes) -> None:
    """A byte that says in what pieces, and what comes; one of 0 is all at once."""
    size = int.from_bytes(data[:1], "big") or _LONGEST_BYTES
    target.wire([data[at : at + size] for at in range(1, len(data), size)])


def streams() -> Iterable[bytes]:
    """What to begin with: requests in one piece and byte by byte."""
    return [size + one for one in _STREAMS for size in (b"\0", b"\1")]


_DOORS: dict[str, tuple[Callable[[Target, bytes], None], Callable[[], Iterable[bytes]]]] = {
    "json": (json_value, json_values),
    "bytes": (stream, streams),
}


def main() -> None:
    """Run it until the time is up, or something breaks: then exit with a status that is not 0, and
    print the bytes."""
    import atheris

    door, seconds, *options = [*sys.argv[1:], *("json", "60")[len(sys.argv) - 1 :]]
    with atheris.instrument_imports(include=_INSTRUMENTED):
        from reliability.target import Target
    thrown, seeds = _DOORS[door]
    target = Target()
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds()):
            Path(corpus, str(number)).write_bytes(seed)
        limits = [f"-max_total_time={seconds}", f"-max_len={_LONGEST_BYTES}", "-timeout=5"]
        kept = f"-artifact_prefix={tempfile.gettempdir()}/"
        arguments = [sys.argv[0], *limits, kept, "-print_final_stats=1", *options, corpus]
        atheris.Setup(arguments, lambda data: thrown(target, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()

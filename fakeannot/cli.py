"""The command `fakeannot`: a local server, and a demonstration of the documented journey."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from fakeannot import __version__

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai

LOOPBACK = "127.0.0.1"
# The settings that `serve` has options for, of the same names but for the dashes.
_SETTINGS = (
    "strict",
    "per_page",
    "processing",
    "unknown_fields",
    "collaborator_status",
    "max_body_bytes",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0, or 2 for what cannot be done as asked."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 0


def parser() -> argparse.ArgumentParser:
    """What the command understands."""
    made = argparse.ArgumentParser(
        prog="fakeannot", description="An in-memory fake of the Clarifai annotations API."
    )
    made.add_argument("--version", action="version", version=f"fakeannot {__version__}")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    _add_serve(commands.add_parser("serve", help="run a local server until Ctrl-C"))
    demo = commands.add_parser("demo", help="run the documented calls and print each answer")
    demo.set_defaults(run=_demo)
    return made


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_serve)
    add = parser.add_argument
    add("--host", default=LOOPBACK, help="address to listen on (default %(default)s)")
    add("--port", type=_port, default=8080, help="0 takes any free port (default %(default)s)")
    add("--seed", metavar="FILE", help="a JSON file with users, apps, inputs and annotations")
    add(
        "--strict",
        nargs="?",
        const=True,
        default=False,
        metavar="PARTS",
        help="refuse unknown keys, apps and users, or just the parts named: keys,apps,users",
    )
    add("--per-page", type=int, default=20, help="annotations on a page (default %(default)s)")
    add(
        "--processing",
        default="immediate",
        help="when inputs are processed: immediate, manual, reads:N or seconds:T",
    )
    add(
        "--unknown-fields",
        choices=("refuse", "ignore"),
        default="refuse",
        help="what to do with JSON fields the API does not have (default %(default)s)",
    )
    add(
        "--collaborator-status",
        default="ANNOTATION_SUCCESS",
        metavar="NAME",
        help="of what a collaborator posts without a status (default %(default)s)",
    )
    add("--max-body-bytes", type=int, default=128 * 1024 * 1024, help="a larger body gets 413")
    add("--log", action="store_true", help="print a line for each request")


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: a port is a number from 0 to 65535")
    return int(text)


def _serve(options: argparse.Namespace) -> int:
    from fakeannot.fake import FakeClarifai
    from fakeannot.seeds import BadSeed
    from fakeannot.settings import BadSetting

    try:
        fake = FakeClarifai(**{name: getattr(options, name) for name in _SETTINGS})
        return _run(fake, options)
    except (BadSetting, BadSeed) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(error.strerror or str(error))


def _run(fake: FakeClarifai, options: argparse.Namespace) -> int:
    log = print if options.log else None
    with _sigterm_interrupts(), fake.serve(options.host, options.port, log=log) as server:
        # Only now: hosted media get the server's address.
        if options.seed:
            fake.load(options.seed)
        print(_greeting(fake, server.url), flush=True)
        server.serve_forever()
    return 0


def _greeting(fake: FakeClarifai, url: str) -> str:
    return f"""\
fakeannot {__version__} listens on {url} until Ctrl-C. Everything is in memory.

  user {fake.user_id}, personal access token {fake.pat}
  app  {fake.app_id}, its own key {fake.api_key}

Try it:

  curl -X POST {url}/v2/inputs -H "Authorization: Key {fake.api_key}" \\
    -d '{{"inputs": [{{"id": "car", "data": {{"image": {{"url": "https://example.com/car.jpg"}}}}}}]}}'
  curl {url}/v2/annotations -H "Authorization: Key {fake.api_key}"

  import requests
  requests.get("{url}/v2/annotations", headers={{"Authorization": "Key {fake.api_key}"}}).json()
"""


def _demo(_options: argparse.Namespace) -> int:
    from fakeannot.demo import run

    return run(print)


@contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    """End as cleanly on SIGTERM, which containers send, as on Ctrl-C."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _fail(message: str) -> int:
    print(f"fakeannot: {message}", file=sys.stderr)
    return 2

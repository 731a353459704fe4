"""The command `fakeannot`: a local server, and a demonstration of the documented journey."""

from __future__ import annotations

import argparse
import re
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from fakeannot import __version__
from fakeannot.conformance.command import add_commands
from fakeannot.doors.local.client_env import INSECURE_PORT
from fakeannot.interchange import command as interchange

if TYPE_CHECKING:
    from fakeannot.doors.local.serving import FakeServer
    from fakeannot.fake import FakeClarifai

_TAKEN = (
    f"fakeannot: port {INSECURE_PORT}, where Clarifai's insecure gRPC channels connect to unless "
    "they are told otherwise, is not to be had: tell them, or choose one with --grpc-port."
)
LOOPBACK = "127.0.0.1"
_ASK_SECONDS = 10
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
    _add_env(commands.add_parser("env", help="print what points the official clients to a server"))
    _add_rules(commands.add_parser("rules", help="print what the fake does, and how that is known"))
    demo = commands.add_parser("demo", help="run the documented calls and print each answer")
    demo.set_defaults(run=_demo)
    add_commands(commands)
    interchange.add_commands(commands)
    return made


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_serve)
    add = parser.add_argument
    add("--host", default=LOOPBACK, help="address to listen on (default %(default)s)")
    add("--port", type=_port, default=8080, help="0 takes any free port (default %(default)s)")
    add(
        "--grpc-port",
        type=_port,
        help=f"one more port; both speak HTTP and gRPC (default: {INSECURE_PORT} if it is free)",
    )
    add("--tls", action="store_true", help="speak TLS as well, with an authority of its own")
    add(
        "--ca-file",
        metavar="FILE",
        help="speak TLS, and write what clients have to trust here (default: a temporary file)",
    )
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


def _add_env(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_env)
    parser.add_argument(
        "--url",
        default=f"http://{LOOPBACK}:8080",
        help="where `fakeannot serve` listens (default %(default)s)",
    )


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_rules)
    parser.add_argument(
        "--evidence", choices=("observed", "documented", "inferred"), default="", help="just these"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--markdown", action="store_true", help="as the page docs/fidelity.md")


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: a port is a number from 0 to 65535")
    return int(text)


def _serve(options: argparse.Namespace) -> int:
    from fakeannot.doors.local.serving import TlsUnavailable
    from fakeannot.fake import FakeClarifai
    from fakeannot.seeds import BadSeed
    from fakeannot.settings import BadSetting

    try:
        fake = FakeClarifai(**{name: getattr(options, name) for name in _SETTINGS})
        return _run(fake, options)
    except (BadSetting, BadSeed, TlsUnavailable) as error:
        return _fail(str(error))
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        return _fail(f"{file}{error.strerror or error}")


def _run(fake: FakeClarifai, options: argparse.Namespace) -> int:
    with _sigterm_interrupts(), ExitStack() as stack:
        server = _server(fake, options, stack)
        # Only now: hosted media get the server's address.
        if options.seed:
            fake.load(options.seed)
        print(_greeting(fake, server), flush=True)
        server.serve_forever()
    return 0


def _server(fake: FakeClarifai, options: argparse.Namespace, stack: ExitStack) -> FakeServer:
    """A server as the options say; on the gRPC port by default only where that is free."""
    log = print if options.log else None

    def serve(grpc_port: int | None) -> FakeServer:
        return stack.enter_context(
            fake.serve(
                options.host,
                options.port,
                grpc_port=grpc_port,
                log=log,
                tls=options.tls,
                ca_file=options.ca_file,
            )
        )

    if options.grpc_port is not None:
        return serve(options.grpc_port)
    try:
        return serve(INSECURE_PORT)
    except OSError:
        # The one that nobody asked for may be what is not to be had; else this fails as well.
        server = serve(None)
    print(_TAKEN, file=sys.stderr)
    return server


def _greeting(fake: FakeClarifai, server: FakeServer) -> str:
    url, curl = server.url, "curl"
    spoken = f"gRPC in the clear is answered there too, and at {server.grpc_target}."
    if server.ca_pem is not None:
        curl = f"curl --cacert {shlex.quote(str(server.ca_file))}"
        spoken = f"""\
gRPC is answered there too, and at {server.grpc_target}; both in the clear as well.
TLS clients have to trust {server.ca_file}."""
    return f"""\
fakeannot {__version__} listens on {url} until Ctrl-C. Everything is in memory.
{spoken}

  user {fake.user_id}, personal access token {fake.pat}
  app  {fake.app_id}, its own key {fake.api_key}

Try it:

  {curl} -X POST {url}/v2/inputs -H "Authorization: Key {fake.api_key}" \\
    -d '{{"inputs": [{{"id": "car", "data": {{"image": {{"url": "https://example.com/car.jpg"}}}}}}]}}'
  {curl} {url}/v2/annotations -H "Authorization: Key {fake.api_key}"

Point the official clients here:

  eval "$(fakeannot env --url {url})"
"""


def _env(options: argparse.Namespace) -> int:
    """Print what a server says about itself, as lines for a shell."""
    from http.client import HTTPException

    # In the clear, whatever it speaks besides: its authority is not known yet.
    where = f"http://{options.url.rpartition('://')[2].rstrip('/')}/__fakeannot/env"
    try:
        for name, value, read_by in _asked(where):
            if not re.fullmatch("[A-Z_]+", name):
                raise ValueError(f"{name!r} is no variable of a fake's")
            print(f"# {' '.join(read_by.split())}\nexport {name}={shlex.quote(value)}")
    except (OSError, HTTPException, TypeError, ValueError) as error:
        return _fail(f"no fakeannot answers at {where} ({error}): start one with `fakeannot serve`")
    return 0


def _asked(where: str) -> Any:
    """What a server answers to GET, from JSON."""
    import json
    from urllib.request import ProxyHandler, build_opener

    # Not through a proxy: the server is on this machine, as a rule.
    with build_opener(ProxyHandler({})).open(where, timeout=_ASK_SECONDS) as answer:
        return json.load(answer)


def _rules(options: argparse.Namespace) -> int:
    from fakeannot.rules import listing

    form = listing.as_json if options.json else listing.as_text
    form = listing.as_markdown if options.markdown else form
    print(form(listing.of_evidence(options.evidence)).rstrip())
    return 0


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

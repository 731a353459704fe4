"""The command `fakeannot serve`."""

from __future__ import annotations

import argparse
import errno
import shlex
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from fakeannot import __version__
from fakeannot.arguments import failed
from fakeannot.doors.local.client_env import INSECURE_PORT
from fakeannot.serving_options import add_options, settings_in

if TYPE_CHECKING:
    from fakeannot.doors.local.serving import FakeServer
    from fakeannot.fake import FakeClarifai

_TAKEN = (
    f"fakeannot: port {INSECURE_PORT}, where Clarifai's insecure gRPC channels connect to unless "
    "they are told otherwise, is not to be had: tell them, or choose one with --grpc-port."
)


def add_command(commands: Any) -> None:
    """Add `serve` to the commands."""
    parser = commands.add_parser("serve", help="run a local server until Ctrl-C")
    parser.set_defaults(run=_serve)
    add_options(parser)


def _serve(options: argparse.Namespace) -> int:
    from fakeannot.doors.local.server import ServerDied
    from fakeannot.doors.local.serving import TlsUnavailable
    from fakeannot.fake import FakeClarifai
    from fakeannot.seeds import BadSeed, YamlUnavailable
    from fakeannot.settings import BadSetting

    try:
        fake = FakeClarifai(**settings_in(options))
        return _run(fake, options)
    except (BadSetting, BadSeed, ServerDied, TlsUnavailable, YamlUnavailable) as error:
        return failed(str(error))
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        return failed(f"{file}{error.strerror or error}")


def _run(fake: FakeClarifai, options: argparse.Namespace) -> int:
    from fakeannot.seeds.files import check_writable

    with _sigterm_interrupts(), ExitStack() as after, ExitStack() as stack:
        if options.save:
            check_writable(Path(options.save))
        with _telling_of_others():
            server = _server(fake, options, stack)
        # Only now: hosted media get the server's address.
        if options.seed:
            fake.load(options.seed)
        # Not before: a world that could not be loaded is not to be saved.
        if options.save:
            after.callback(_save, fake, options.save)
        print(_greeting(fake, server), flush=True)
        server.serve_forever()
    return 0


def _save(fake: FakeClarifai, file: str) -> None:
    """Write the world; raises `OSError`, also for Ctrl-C, as nobody is to think that it was."""
    try:
        fake.save(file)
    except KeyboardInterrupt:
        told = "Interrupted before the world was written"
        raise OSError(errno.EINTR, told, file) from None


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
                public_url=options.public_url,
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

See what is in it: {url}/ in a browser. Or try it:

  {curl} -X POST {url}/v2/inputs -H "Authorization: Key {fake.api_key}" \\
    -d '{{"inputs": [{{"id": "car", "data": {{"image": {{"url": "https://example.com/car.jpg"}}}}}}]}}'
  {curl} {url}/v2/annotations -H "Authorization: Key {fake.api_key}"

Point the official clients here:

  eval "$(fakeannot env --url {url})"
"""


@contextmanager
def _telling_of_others() -> Iterator[None]:
    """Say on the standard error that other machines may reach the server, if they may."""
    from fakeannot.doors.local.exposure import ServedToOthers

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ServedToOthers)
        yield
    for told in {str(one.message) for one in caught if one.category is ServedToOthers}:
        print(f"fakeannot: {told}", file=sys.stderr)


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

"""The command `fakeannot`: its parts, and those of them that are small."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Sequence
from typing import Any

from fakeannot import __version__, admin_token, serving
from fakeannot.arguments import (
    LOOPBACK,
    PROFILES,
    ArgumentParser,
    add_admin_token,
    failed,
)
from fakeannot.conformance.command import add_commands
from fakeannot.doctor import command as doctor
from fakeannot.interchange import command as interchange

_ASK_SECONDS = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0, or 2 for what cannot be done as asked."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 0


def parser() -> argparse.ArgumentParser:
    """What the command understands."""
    made = ArgumentParser(
        prog="fakeannot", description="An in-memory fake of the Clarifai annotations API."
    )
    made.add_argument("--version", action="version", version=f"fakeannot {__version__}")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    serving.add_command(commands)
    _add_env(commands.add_parser("env", help="print what points the official clients to a server"))
    _add_rules(commands.add_parser("rules", help="print what the fake does, and how that is known"))
    _add_coverage(commands.add_parser("coverage", help="print which calls are built, and how"))
    demo = commands.add_parser("demo", help="run the documented calls and print each answer")
    demo.set_defaults(run=_demo)
    add_commands(commands)
    interchange.add_commands(commands)
    doctor.add_command(commands)
    return made


def _add_env(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_env)
    parser.add_argument(
        "--url",
        default=f"http://{LOOPBACK}:8080",
        help="where `fakeannot serve` listens (default %(default)s)",
    )
    add_admin_token(parser, "the server's, if it was given one")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_rules)
    parser.add_argument(
        "--evidence", choices=("observed", "documented", "inferred"), default="", help="just these"
    )
    parser.add_argument(
        "--profile", choices=PROFILES, default="", help="just what this profile does by itself"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--markdown", action="store_true", help="as the page docs/fidelity.md")


def _add_coverage(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_coverage)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--markdown", action="store_true", help="as the page docs/coverage.md")


def _env(options: argparse.Namespace) -> int:
    """Print what a server says about itself, as lines for a shell."""
    from http.client import HTTPException

    # In the clear, whatever it speaks besides: its authority is not known yet.
    where = f"http://{options.url.rpartition('://')[2].rstrip('/')}/__fakeannot/env"
    try:
        for name, value, read_by in _asked(where, options.admin_token):
            if not re.fullmatch("[A-Z_]+", name):
                raise ValueError(f"{name!r} is no variable of a fake's")
            print(f"# {' '.join(read_by.split())}\nexport {name}={shlex.quote(value)}")
    except _Refused as error:
        return failed(f"{where}: {error}")
    except (OSError, HTTPException, LookupError, TypeError, ValueError) as error:
        return failed(
            f"no fakeannot answers at {where} ({error}): start one with `fakeannot serve`"
        )
    return 0


class _Refused(Exception):
    """A fake does not tell what it was asked for, and says why."""


def _asked(where: str, token: str | None) -> Any:
    """What a server answers to GET, from JSON."""
    import json
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, Request, build_opener

    request = Request(where)
    if token:
        request.add_unredirected_header(admin_token.HEADER, token)
    try:
        # Not through a proxy: the server is on this machine, as a rule.
        with build_opener(ProxyHandler({})).open(request, timeout=_ASK_SECONDS) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            said = json.load(error)
        raise _Refused(said["error"]) from None


def _rules(options: argparse.Namespace) -> int:
    from fakeannot.rules import listing

    form = listing.as_json if options.json else listing.as_text
    form = listing.as_markdown if options.markdown else form
    print(form(listing.of_evidence(options.evidence, options.profile)).rstrip())
    return 0


def _coverage(options: argparse.Namespace) -> int:
    from fakeannot.coverage import as_json, as_markdown, as_text, covered

    form = as_json if options.json else as_text
    form = as_markdown if options.markdown else form
    print(form(covered()).rstrip())
    return 0


def _demo(_options: argparse.Namespace) -> int:
    from fakeannot.demo import run

    return run(print)

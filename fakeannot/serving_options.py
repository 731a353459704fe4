"""The options of `fakeannot serve`."""

from __future__ import annotations

import argparse
from typing import Any

from fakeannot.arguments import LOOPBACK, PROFILES, add_admin_token
from fakeannot.doors.local.client_env import INSECURE_PORT

# The settings that `serve` has options for, of the same names but for the dashes.
_SETTINGS = (
    "profile",
    "strict",
    "per_page",
    "processing",
    "unknown_fields",
    "collaborator_status",
    "max_body_bytes",
    "journal_bytes",
    "world_per_key",
    "world_idle",
    "max_worlds",
    "idle_seconds",
    "max_connections",
    "admin_token",
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add all of them."""
    add = parser.add_argument
    add(
        "--host",
        default=LOOPBACK,
        help="address to listen on; with another than the default %(default)s, other machines may "
        "reach it",
    )
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
    add(
        "--public-url",
        metavar="URL",
        help="where clients call it through a proxy, such as http://fake.test:8080",
    )
    add("--seed", metavar="FILE", help="the world to begin with: a seed or snapshot, JSON or YAML")
    add("--save", metavar="FILE", help="where to write a snapshot of the world at the end")
    add(
        "--profile",
        choices=PROFILES,
        help="which sources to follow where they differ: those of 2020, or today's "
        "(default documented)",
    )
    add(
        "--strict",
        nargs="?",
        const=True,
        default=False,
        metavar="PARTS",
        help="refuse unknown keys, apps and users, or just the parts named: keys,apps,users",
    )
    add("--per-page", type=int, help="annotations on a page (default 20, or 128 if current)")
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
        metavar="NAME",
        help="of what a collaborator posts without a status (default ANNOTATION_SUCCESS, or "
        "ANNOTATION_AWAITING_REVIEW if current)",
    )
    add("--max-body-bytes", type=int, default=128 * 1024 * 1024, help="a larger body gets 413")
    add("--journal-bytes", type=int, default=16 * 1024 * 1024, help="what is kept of calls")
    add("--world-per-key", action="store_true", help="give each key a world of its own")
    add(
        "--world-idle",
        type=int,
        default=3600,
        metavar="SECONDS",
        help="forget a world, but the default one, that long after its last use; 0: never "
        "(default %(default)s)",
    )
    add("--max-worlds", type=int, default=1000, help="how many besides the default (%(default)s)")
    add(
        "--idle-seconds",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="how long a client may keep the server waiting (default %(default)s)",
    )
    add("--max-connections", type=int, default=2000, help="more get 503 (default %(default)s)")
    add_admin_token(parser, "what requests below /__fakeannot/ have to show")
    add("--log", action="store_true", help="print a line for each request")


def settings_in(options: argparse.Namespace) -> dict[str, Any]:
    """The settings among the options; what was not given is left to the profile."""
    given = {name: getattr(options, name) for name in _SETTINGS}
    return {name: value for name, value in given.items() if value is not None}


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: a port is a number from 0 to 65535")
    return int(text)

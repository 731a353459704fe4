"""Where a gRPC channel leads, by its target and its options."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from fakeannot.doors.in_process.hosts import is_for_clarifai

# Before the host, as in `dns:host`, `dns:///host` and `dns://server/host`; others are hosts.
_RESOLVER = re.compile(
    r"(?:dns|passthrough|xds|ipv4|ipv6):(?://[^/]*/|/)?", re.IGNORECASE | re.DOTALL
)
_ON_THIS_MACHINE = re.compile(r"(?:unix|unix-abstract|vsock):", re.IGNORECASE)
_END = re.compile(r"[?#]")
_NAMING = frozenset({"grpc.ssl_target_name_override", "grpc.default_authority"})


def is_clarifai_target(target: Any, options: Iterable[tuple[Any, Any]] = ()) -> bool:
    """Whether a channel would lead to `clarifai.com` or a host below it.

    Args:
        target: what it is opened to; gRPC reads it as a URI, and what is none as a host.
        options: of the channel; two of them say for whom it is, whatever the target is.
    """
    if isinstance(target, bytes):
        target = target.decode("latin-1")
    if not isinstance(target, str) or _ON_THIS_MACHINE.match(target):
        return False
    named = [value for key, value in options if key in _NAMING]
    return any(is_for_clarifai(host, *named) for host in _hosts_in(unquote(target)))


def _hosts_in(target: str) -> list[str]:
    hosts = _END.split(_RESOLVER.sub("", target, count=1))[0]
    return [_without_port(host.strip()) for host in hosts.split(",")]


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.partition(":")
    # An IPv6 address without brackets has no port.
    return host if ":" in port else name

"""The address of a local server: listening there, and how clients on this machine call it."""

from __future__ import annotations

import errno
import socket

# As many as may come at once, before any is accepted.
_BACKLOG = 1024
_LAST_PORT = 65535
_REACHABLE_AS = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}
# A TLS client cannot ask for an IP address by SNI, and some take none for a name at all.
_NAMED = {"127.0.0.1": "localhost"}


class AddressInUse(OSError):
    """Another program, or another server of this one, already listens on the address."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there and does not block; `port` 0 takes any free one.

    Raises `AddressInUse`, and `OSError` for an address that is not to be had otherwise.
    """
    _check(host, port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise AddressInUse(
            errno.EADDRINUSE,
            f"{host}:{port} is already in use by another server: "
            "stop that one, choose another port (--port, --grpc-port), or 0 for any free one",
        ) from None
    listener.setblocking(False)
    return listener


def _check(host: str, port: int) -> None:
    """Refuse what sockets would raise other errors for, or leave something open."""
    if not 0 <= port <= _LAST_PORT:
        told = f"{port} is no port: it is 0, for any free one, to {_LAST_PORT}"
        raise OSError(errno.EINVAL, told)
    try:
        if not host.isascii():
            host.encode("idna")
    except UnicodeError as error:
        raise OSError(errno.EINVAL, f"{host!r} is no name of a host: {error}") from None


def reachable(host: str, named: str = "") -> str:
    """The host to connect to for one to listen on.

    For one that stands for every interface it is what a client has `named` it, or loopback.
    """
    return named or _REACHABLE_AS[host] if host in _REACHABLE_AS else host


def url_of(host: str, port: int, *, tls: bool) -> str:
    """The URL of a reachable host, without a slash at the end; with TLS it has a name if it can."""
    scheme, name = ("https", _NAMED.get(host, host)) if tls else ("http", host)
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"

"""The address of a local server: listening there, and how clients on this machine call it."""

from __future__ import annotations

import errno
import socket

_BACKLOG = 128
_REACHABLE_AS = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}
# A TLS client cannot ask for an IP address by SNI, and some take none for a name at all.
_NAMED = {"127.0.0.1": "localhost"}


class AddressInUse(OSError):
    """Another program, or another server of this one, already listens on the address."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there and does not block; `port` 0 takes any free one.

    Raises `AddressInUse`, and `OSError` for an address that is not to be had otherwise.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise AddressInUse(
            errno.EADDRINUSE,
            f"{host}:{port} is already in use by another server: "
            "stop that one, choose another --port, or --port 0 for any free one",
        ) from None
    listener.setblocking(False)
    return listener


def reachable(host: str) -> str:
    """The host to connect to for one to listen on, which may stand for every interface."""
    return _REACHABLE_AS.get(host, host)


def url_of(host: str, port: int, *, tls: bool) -> str:
    """The URL of a reachable host, without a slash at the end; with TLS it has a name if it can."""
    scheme, name = ("https", _NAMED.get(host, host)) if tls else ("http", host)
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"

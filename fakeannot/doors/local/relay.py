"""Passes the bytes of a connection to another server and back, until either side ends.

A client that ends its side may still wait for answers, and grpcio would drop them if it were told
so. It is not: what comes back is passed on for a while.
"""

from __future__ import annotations

import selectors
import socket
import ssl

from fakeannot.doors.local.connection import LINGER_SECONDS, ClientGone, Connection

_CHUNK_BYTES = 256 * 1024
_CONNECT_SECONDS = 10.0
# A TLS socket that is not ready says so with an error of its own.
_NOT_READY = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


def relay(connection: Connection, address: tuple[str, int]) -> None:
    """Connect to `address` and pass on what was received already, then all that comes, both ways.

    Raises:
        ClientGone: the connection broke, or nothing listens on the address any more.
    """
    try:
        with socket.create_connection(address, _CONNECT_SECONDS) as server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _exchange(connection.sock, server, connection.reader.buffered)
    except OSError as error:
        raise ClientGone from error


def _exchange(client: socket.socket, server: socket.socket, first: bytes) -> None:
    """Both ways in one thread: a TLS socket must not be used by two at a time."""
    client.setblocking(False)
    server.setblocking(False)
    up, down = _Way(client, server, first), _Way(server, client)
    with selectors.DefaultSelector() as selector:
        for sock in (client, server):
            selector.register(sock, selectors.EVENT_READ)
        while up.move() and down.move():
            _watch(selector, up, down)
            selector.select()
    # A last word of the server, such as why it hangs up, or answers that are to come.
    while down.move() and down.awaits(LINGER_SECONDS):
        pass


def _watch(selector: selectors.BaseSelector, up: _Way, down: _Way) -> None:
    """Wait for what each socket is wanted for: reading while what came last is passed on."""
    for inward, outward in ((up, down), (down, up)):
        reading = 0 if inward.held else selectors.EVENT_READ
        wanted = reading | (selectors.EVENT_WRITE if outward.held else 0)
        _set(selector, inward.source, wanted)


def _set(selector: selectors.BaseSelector, sock: socket.socket, wanted: int) -> None:
    key = selector.get_map().get(sock)
    if key is None and wanted:
        selector.register(sock, wanted)
    elif key is not None and not wanted:
        selector.unregister(sock)
    elif key is not None and key.events != wanted:
        selector.modify(sock, wanted)


class _Way:
    """One direction: what was read from `source` and not yet taken by `sink` is `held`."""

    def __init__(self, source: socket.socket, sink: socket.socket, held: bytes = b"") -> None:
        self.source = source
        self.sink = sink
        self.held = held

    def awaits(self, seconds: float) -> bool:
        """Whether something can be passed on, or the source ends, within so many seconds."""
        ready = selectors.EVENT_WRITE if self.held else selectors.EVENT_READ
        with selectors.DefaultSelector() as selector:
            selector.register(self.sink if self.held else self.source, ready)
            return bool(selector.select(seconds))

    def move(self) -> bool:
        """Pass on as much as goes without waiting; False when `source` has ended."""
        try:
            while True:
                if not self.held:
                    self.held = self.source.recv(_CHUNK_BYTES)
                if not self.held:
                    return False
                self.held = self.held[self.sink.send(self.held) :]
        except _NOT_READY:
            return True

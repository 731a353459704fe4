"""Clients of TLS that notice how a connection ends."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence

from fakeannot.doors.local.connection import Connection
from fakeannot.doors.local.server import LocalServer
from fakeannot.doors.local.tls import Authority
from tests.doors.local.raw_client import RawClient

BOTH = ("h2", "http/1.1")


def trusting(
    authority: Authority | None = None,
    protocols: Sequence[str] = (),
    newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED,
) -> ssl.SSLContext:
    """A client that trusts one authority, or none at all."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # What Python checks by default from 3.13 on.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.maximum_version = newest
    if authority is not None:
        context.load_verify_locations(cadata=authority.pem.decode())
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


class TlsClient(RawClient):
    """One connection over TLS, which raises when it ends without the server saying so."""

    def __init__(
        self, server: LocalServer, context: ssl.SSLContext, name: str = "localhost"
    ) -> None:
        """Connects to `server` in the belief that it is called `name`."""
        super().__init__(server)
        self.file.close()
        self.tls = context.wrap_socket(self.sock, server_hostname=name, suppress_ragged_eofs=False)
        self.sock = self.tls
        self.file = self.tls.makefile("rb")

    def __enter__(self) -> TlsClient:
        return self


def hello() -> bytes:
    """What a TLS client sends first."""
    sent = ssl.MemoryBIO()
    client = trusting().wrap_bio(ssl.MemoryBIO(), sent, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return sent.read()
    raise AssertionError("a handshake takes two")


def upper(connection: Connection) -> None:
    """A protocol that says in capitals what it is sent, to the end."""
    sock: socket.socket = connection.sock
    data = connection.reader.buffered
    while data:
        connection.send(data.upper())
        data = sock.recv(65536)

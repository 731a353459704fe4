"""TLS for local servers, under a certificate authority that was made for one of them.

    authority = Authority("127.0.0.1")
    with LocalServer(app, tls=authority.context()) as server, authority.published() as ca_file:
        requests.get(server.url, verify=str(ca_file))

Nobody else trusts it, and it signs nothing more.
"""

from __future__ import annotations

import contextlib
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import trustme

NAMES = ("localhost", "127.0.0.1", "::1", "api.clarifai.com", "api-grpc.clarifai.com")
"""What the certificate of every server is for, besides the host it listens on."""

# Who speaks both, as curl and browsers do, is to choose HTTP/1.1: over HTTP/2 only gRPC is
# answered. gRPC clients speak nothing but h2.
_PROTOCOLS = ["http/1.1", "h2"]


class Authority:
    """A certificate authority for one server; its key is forgotten once that is certified.

    Attributes:
        pem: its certificate, in PEM: what a client has to trust.
    """

    def __init__(self, host: str) -> None:
        """Make one for a server that listens on `host`."""
        ca = trustme.CA(organization_name="fakeannot", organization_unit_name="for tests only")
        self.pem: bytes = ca.cert_pem.bytes()
        self._certificate = ca.issue_cert(*_names(host))

    def context(self) -> ssl.SSLContext:
        """What a server needs to show itself as one that the authority vouches for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # OpenSSL 3 would end a connection that the server finishes with an alert, as one cut off.
        context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
        context.set_alpn_protocols(_PROTOCOLS)
        self._certificate.configure_cert(context)
        return context

    @contextlib.contextmanager
    def published(self, file: Path | None = None) -> Iterator[Path]:
        """Write the certificate to `file`, or else to a temporary one that is removed at the end.

        Gives the absolute path. Raises `OSError` for a file that cannot be written.
        """
        if file is not None:
            file.write_bytes(self.pem)
            yield file.resolve()
            return
        with tempfile.TemporaryDirectory(prefix="fakeannot-") as directory:
            made = Path(directory, "ca.pem")
            made.write_bytes(self.pem)
            yield made


def _names(host: str) -> list[str]:
    return list(dict.fromkeys([*NAMES, *([host] if host else [])]))

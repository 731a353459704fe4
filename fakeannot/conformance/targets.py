"""Where calls are sent: one interface for REST, gRPC and a fake in this process."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from fakeannot.admin_token import can_be_token
from fakeannot.conformance.calls import KEY, ApiCall, HttpParts, Outcome, Place, Wire, http_parts
from fakeannot.conformance.halting import Unreachable
from fakeannot.conformance.oddities import made_odd
from fakeannot.raising import raises_where_called

_SECONDS = 60
_HEADERS = (
    "content-type",
    "access-control-allow-origin",
    "x-clarifai-request-id",
)


class Target(Protocol):
    """What answers calls.

    Attributes:
        wire: how it is spoken to, "rest" or "grpc".
        name: what it is called in reports, such as its address.
    """

    wire: Wire
    name: str

    def send(self, call: ApiCall, place: Place) -> Outcome:
        """The outcome of a call about an app.

        Raises:
            Unreachable: there is none.
        """
        ...

    def close(self) -> None:
        """End all connections."""
        ...


@raises_where_called(ValueError)
def open_target(address: str, key: str, ca_file: str | None = None) -> Target:
    """The target at an address: `https://HOST[:PORT]`, `http://...`, `grpc:...` or `grpcs:...`.

    Args:
        key: goes into the header of each call, and nowhere else.
        ca_file: certificates to trust, in PEM; those of the system if not given.

    Raises:
        ValueError: the address has none of these forms, or no header can have the key.
    """
    if not can_be_token(key):
        # Nothing of it is told, as the clients would.
        raise ValueError("The key has characters that no header can have, such as a line break.")
    scheme, _, rest = address.partition(":")
    if scheme in ("grpc", "grpcs") and rest:
        from fakeannot.conformance.grpc_target import GrpcTarget

        return GrpcTarget(rest.removeprefix("//"), key, tls=scheme == "grpcs", ca_file=ca_file)
    if scheme in ("http", "https") and urlsplit(address).hostname:
        return RestTarget(address, key, ca_file)
    raise ValueError(
        f"{address!r} is no target: say https://HOST, http://HOST:PORT, grpcs:HOST:PORT or "
        "grpc:HOST:PORT."
    )


def host_of(address: str) -> str:
    """The host that an address names, in lower case."""
    scheme, _, rest = address.partition(":")
    url = f"//{rest.removeprefix('//')}" if scheme in ("grpc", "grpcs") else address
    return (urlsplit(url).hostname or "").rstrip(".")


class RestTarget:
    """A REST API over one connection that is kept open."""

    wire: Wire = "rest"

    def __init__(self, url: str, key: str, ca_file: str | None = None) -> None:
        parts = urlsplit(url)
        self.name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._path = parts.path.rstrip("/")
        self._key = key
        self._connection: HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=ca_file)
            self._connection = HTTPSConnection(
                parts.hostname or "", parts.port, timeout=_SECONDS, context=context
            )
        else:
            self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)

    def send(self, call: ApiCall, place: Place) -> Outcome:
        return self.send_parts(made_odd(http_parts(call, place), call.oddity))

    def send_parts(self, parts: HttpParts) -> Outcome:
        """The outcome of a call that is HTTP already."""
        headers = {name: value.replace(KEY, self._key) for name, value in parts.headers.items()}
        try:
            return self._sent(parts, headers, fresh=self._connection.sock is None)
        except (OSError, HTTPException) as error:
            self._connection.close()
            reason = str(error).replace(self._key, KEY) or type(error).__name__
            raise Unreachable(f"{self.name} does not answer: {reason}") from None

    def _sent(self, parts: HttpParts, headers: Mapping[str, str], fresh: bool) -> Outcome:
        try:
            self._connection.request(parts.method, self._path + parts.path, body_of(parts), headers)
            answer = self._connection.getresponse()
        except (ConnectionError, HTTPException):
            # A kept connection may have been closed meanwhile, which is no word about the call.
            self._connection.close()
            if fresh:
                raise
            return self._sent(parts, headers, fresh=True)
        told = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
        return outcome_of(answer.status, told, answer.read(), self._key)

    def close(self) -> None:
        self._connection.close()


def body_of(parts: HttpParts) -> bytes | None:
    """The body of a request as it is sent."""
    if parts.raw is not None:
        return parts.raw
    return None if parts.body is None else json.dumps(parts.body).encode()


def outcome_of(status: int, headers: Mapping[str, str], body: bytes, key: str) -> Outcome:
    """An HTTP answer as an outcome, from which the key is taken out should it be told there."""
    text = body.decode("utf-8", "replace")
    if key:
        text = text.replace(key, KEY)
    try:
        return Outcome(status, json.loads(text), headers)
    except ValueError:
        return Outcome(status, None, headers, text)

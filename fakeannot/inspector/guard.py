"""Who may use what is below `/__fakeannot/`.

Any site that somebody visits can have the browser send requests to a server on their machine, and a
name that leads to 127.0.0.1 (DNS rebinding) makes such a site the server's own in the browser's
eyes. So a request is answered only if no such site can have the name in its `Host`, whoever seems
to send it: a page may say that it is curl. A page may change something only if it is the fake's
own, which knows a token.

Where the server was given an admin token, every request has to show that, and nothing else matters:
a site that does not know it gets nowhere, under whatever name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from fakeannot import admin_token
from fakeannot.doors.http import Headers, HttpRequest
from fakeannot.doors.loopback import is_address, is_loopback

_TOKEN_HEADER = admin_token.HEADER.lower()
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_TOKEN_BYTES = 16
# No site of the internet has a name below one of these, or one without a dot.
_NO_SITES = ("internal", "local", "test")


class NotAllowed(Exception):
    """A request that may not be made below `/__fakeannot/`; the text says why.

    Attributes:
        status: the HTTP status of the answer.
    """

    status = 403


class ForeignPage(NotAllowed):
    """A browser asks, or may ask, on behalf of something else than the fake's own page."""


class WrongToken(NotAllowed):
    """The admin token that a request shows is not the server's."""


class NoToken(NotAllowed):
    """The server has an admin token, and a request shows none."""

    status = 401


class Guard:
    """Tells who may from who may not.

    Attributes:
        page_token: what the page's requests show in the header X-Fakeannot-Token, another one for
            each server; empty where that is the admin token, which the page has to ask for.
    """

    def __init__(
        self, own_names: Callable[[], Collection[str]] = tuple, admin_token: str = ""
    ) -> None:
        """`own_names` tells what the server was told it is called; nothing if that is not known."""
        self._admin_token = admin_token
        self.page_token = "" if admin_token else os.urandom(_TOKEN_BYTES).hex()
        self._own_names = own_names

    def check(self, request: HttpRequest) -> None:
        """Let a request pass that may be made.

        Raises:
            NotAllowed: it may not.
        """
        if self._admin_token:
            self.check_token(request)
            return
        headers = request.headers
        self._check_host(headers.get("host", ""))
        by_page = headers.get("origin", "") or headers.get("sec-fetch-site", "")
        if by_page and request.method not in _READING:
            _check_origin(headers)
            self.check_token(request)

    def check_visit(self, request: HttpRequest) -> None:
        """Let a browser have the page's own files.

        Raises:
            ForeignPage: a site could read the token that is in them.
        """
        if not self._admin_token:
            self._check_host(request.headers.get("host", ""))

    def check_token(self, request: HttpRequest) -> None:
        """Let only those pass who show the admin token, or if there is none the page's.

        Raises:
            NotAllowed: it is missing, or another one.
        """
        from hmac import compare_digest  # once somebody comes: it slows the start

        shown = request.headers.get(_TOKEN_HEADER, "")
        if compare_digest(shown.encode(), (self._admin_token or self.page_token).encode()):
            return
        if not self._admin_token:
            raise ForeignPage(
                "Only the fake's own page may do this from a browser, and this request does not "
                "show its token (X-Fakeannot-Token): load the page again, or call from outside a "
                "browser, such as with curl."
            )
        if not shown:
            raise NoToken(
                "This server has an admin token (--admin-token, admin_token=): send it in the "
                "header X-Fakeannot-Token."
            )
        raise WrongToken("What the header X-Fakeannot-Token has is not this server's admin token.")

    def _check_host(self, host: str) -> None:
        # No browser leaves it out.
        if not host or self._is_ours(_name_of(host)):
            return
        raise ForeignPage(
            f"The server is called {host!r} here, a name that any site may give it (DNS "
            "rebinding): use http://127.0.0.1 and the port, another IP address, or start the "
            "server with that name as its --host, or in its --public-url, or with an --admin-token."
        )

    def _is_ours(self, name: str) -> bool:
        own = [one.lower() for one in self._own_names()]
        if name and (is_address(name) or is_loopback(name) or name in own):
            return True
        if own and all(map(is_loopback, own)):
            return False
        # Other machines, as in a network of containers, have names for it that it was not told.
        *above, last = name.split(".")
        return last != "" and (not above or last in _NO_SITES)


def _check_origin(headers: Headers) -> None:
    origin, host = headers.get("origin", ""), headers.get("host", "")
    site = headers.get("sec-fetch-site", "same-origin")
    if site == "same-origin" and (not origin or urlsplit(origin).netloc.lower() == host.lower()):
        return
    raise ForeignPage(
        f"A page of {origin or 'another site'!r} may not change the fake in this way: open the "
        f"fake's own page at http://{host}/, or call from outside a browser, such as with curl."
    )


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").removesuffix(".")
    except ValueError:
        return ""

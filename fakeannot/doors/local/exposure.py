"""Who may reach a server besides the machine that it runs on."""

from __future__ import annotations

import socket

from fakeannot.doors.loopback import is_loopback
from fakeannot.settings import Settings


class ServedToOthers(UserWarning):
    """A server listens where other machines may reach it, as it was told to."""

    def __init__(self, host: str, settings: Settings) -> None:
        told = f"Whoever reaches this machine may call the fake, which listens on {host!r}"
        if settings.admin_token:
            told += "; what is below /__fakeannot/ asks for the admin token."
        else:
            told += (
                ", and below /__fakeannot/ empty it and read all keys that it knows: give it an "
                "admin token (--admin-token, admin_token=), or have it listen on 127.0.0.1."
            )
        super().__init__(told)


def is_for_others(host: str) -> bool:
    """Whether other machines may reach what listens on a host; False if nothing can."""
    if is_loopback(host):
        return False
    try:
        found = socket.getaddrinfo(host or None, 0, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        return False
    return not all(is_loopback(str(address[0])) for *_, address in found)

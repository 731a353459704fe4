"""Which hosts are Clarifai's."""

from __future__ import annotations

import re

from fakeannot.doors.loopback import is_loopback

# A root dot and a port may come along.
_HOST = re.compile(r"(?:[^/?#@:\\]+\.)?clarifai\.com\.?(?::\d*)?", re.IGNORECASE)


def is_clarifai_host(host: str | None) -> bool:
    """Whether a host is `clarifai.com` or one below it; a port may come along."""
    return host is not None and _HOST.fullmatch(host) is not None


def is_for_clarifai(host: str | None, *named: str | bytes | None) -> bool:
    """Whether a request is for Clarifai, by the host that it goes to and what else it names.

    Args:
        host: where it goes, without brackets.
        named: whom it says it is for besides, as by a `Host` header. It then is for them, also by
            an IP address or a proxy of any name, but not where it stays on this machine: there it
            is for a server of its user's.
    """
    if is_clarifai_host(host):
        return True
    is_named = any(is_clarifai_host(_text(one)) for one in named if one)
    return is_named and not is_loopback(host or "")


def _text(name: str | bytes) -> str:
    return name.decode("latin-1") if isinstance(name, bytes) else name

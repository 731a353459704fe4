"""Which hosts are Clarifai's."""

from __future__ import annotations

import re

CLARIFAI_HOST = r"(?:[^/?#@:\\]+\.)?clarifai\.com\.?(?::\d*)?"
"""A pattern: `clarifai.com` or a host below it; a root dot and a port may come along."""
_HOST = re.compile(CLARIFAI_HOST, re.IGNORECASE)


def is_clarifai_host(host: str | None) -> bool:
    """Whether a host is `clarifai.com` or one below it."""
    return host is not None and _HOST.fullmatch(host) is not None

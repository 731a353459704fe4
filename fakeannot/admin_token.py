"""The token that a server may ask for below `/__fakeannot/`: where it is said, what it may be."""

from __future__ import annotations

HEADER = "X-Fakeannot-Token"
"""Where requests show it."""

VARIABLE = "FAKEANNOT_ADMIN_TOKEN"
"""The environment variable that the commands look for it in."""

FORM = "a text of printable ASCII characters without spaces is wanted"


def can_be_token(text: str) -> bool:
    """Whether a header has it as it is; nothing may be told of one that is wrong either."""
    return bool(text) and all("!" <= character <= "~" for character in text)

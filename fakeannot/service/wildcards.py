"""Texts that a search selects by a pattern."""

from __future__ import annotations


def is_like(text: str, pattern: str) -> bool:
    """Whether a text is of a pattern in which `*` is any text; without one, begins with it.

    Upper and lower case are the same.
    """
    text = text.casefold()
    first, *parts = pattern.casefold().split("*")
    if not text.startswith(first):
        return False
    *within, last = parts or [""]
    at = len(first)
    for part in within:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not last or (text.endswith(last) and len(text) - len(last) >= at)

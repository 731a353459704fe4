"""A call over HTTP as a line for a shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping


def curl_line(method: str, url: str, headers: Mapping[str, str], body: str | None) -> str:
    """A command that makes the call.

    Args:
        headers: one with a `$` is put so that the shell fills the variable in.
        body: None for a call without one.
    """
    words = [f"curl {_verb(method)} {shlex.quote(url)}"]
    for name, value in headers.items():
        said = f"{name}: {value}"
        words.append(f'-H "{said}"' if "$" in value else f"-H {shlex.quote(said)}")
    if body is not None:
        words.append(f"-d {shlex.quote(body)}")
    return " \\\n  ".join(words)


def _verb(method: str) -> str:
    """The option for a method: curl would wait for the body of an answer to a plain HEAD."""
    return "--head" if method == "HEAD" else f"-X {method}"

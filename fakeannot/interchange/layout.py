"""JSON that people can read and compare: with a line for each thing in a list, however long."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def laid_out(
    value: Any, depth: int, indent: str = "", dumps: Callable[[Any], str] = json.dumps
) -> str:
    """A value as JSON, with lines of their own for what lies up to `depth` levels within it.

    The standard library's own indentation takes several times as long, and ten lines for a box.
    """
    if not depth or not value or not isinstance(value, (dict, list)):
        return dumps(value)
    inner, brackets = f"{indent} ", "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, dict):
        parts = [f"{dumps(k)}: {laid_out(v, depth - 1, inner, dumps)}" for k, v in value.items()]
    else:
        parts = [laid_out(one, depth - 1, inner, dumps) for one in value]
    lines = f",\n{inner}".join(parts)
    return f"{brackets[0]}\n{inner}{lines}\n{indent}{brackets[1]}"

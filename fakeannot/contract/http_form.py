"""A request in JSON form as HTTP has it: what of it stands in the path, the query or the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from fakeannot.contract.operations import Binding


class HttpForm(NamedTuple):
    """A call over HTTP; `path` has the query, `body` is None where there is none."""

    method: str
    path: str
    body: Any = None


def http_form(binding: Binding, fields: Mapping[str, Any]) -> HttpForm:
    """A request on one of the paths of its operation."""
    path = "/" + "/".join(_segment(segment, fields) for segment in binding.segments)
    rest = {name: fields[name] for name in fields if not _names(binding, name)}
    if binding.has_body or (binding.method == "DELETE" and rest):
        return HttpForm(binding.method, path, rest)
    query = urlencode(list(query_pairs("", rest)))
    return HttpForm(binding.method, f"{path}?{query}" if query else path)


def _names(binding: Binding, field: str) -> bool:
    """Whether a path says a field, or what is in it."""
    starts = (f"{{{field}}}", f"{{{field}.")
    return any(segment.startswith(starts) for segment in binding.segments)


def _segment(segment: str, fields: Mapping[str, Any]) -> str:
    if not segment.startswith("{"):
        return segment
    value: Any = fields
    for name in segment.strip("{}").split("."):
        value = value.get(name, {})
    return quote(str(value or ""), safe="")


def query_pairs(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    """JSON as the pairs of a query: lists repeat their key, what is nested stands behind a dot."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from query_pairs(f"{prefix}.{name}" if prefix else name, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from query_pairs(prefix, inner)
    else:
        yield prefix, str(value).lower() if isinstance(value, bool) else str(value)

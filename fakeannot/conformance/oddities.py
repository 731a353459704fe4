"""Ways to send a call that are wrong, or unusual but fine."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from fakeannot.conformance.calls import KEY, HttpParts

Oddity = Callable[[HttpParts], HttpParts]
PREFIX = "conformance"


def _headers(**headers: str | None) -> Oddity:
    """Other headers, dashes written as underscores; None leaves one out."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}

    def change(parts: HttpParts) -> HttpParts:
        merged = {**parts.headers, **changed}
        kept = {name: value for name, value in merged.items() if value is not None}
        return parts._replace(headers=kept)

    return change


def _raw(body: bytes) -> Oddity:
    return lambda parts: parts._replace(raw=body)


def _unknown_field(parts: HttpParts) -> HttpParts:
    if isinstance(parts.body, dict):
        return parts._replace(body={**parts.body, "annotatoins": []})
    mark = "&" if "?" in parts.path else "?"
    return parts._replace(path=f"{parts.path}{mark}pgae=2")


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _camel_case(parts: HttpParts) -> HttpParts:
    if not isinstance(parts.body, dict):
        return parts
    return parts._replace(body={_camel(name): value for name, value in parts.body.items()})


ODDITIES: MappingProxyType[str, Oddity] = MappingProxyType(
    {
        "no key": _headers(Authorization=None),
        "scheme in lower case": _headers(Authorization=f"key {KEY}"),
        "the key None": _headers(Authorization="Key None"),
        "a prefix for request ids": _headers(X_Clarifai_Request_ID_Prefix=PREFIX),
        "a form's content type": _headers(Content_Type="application/x-www-form-urlencoded"),
        "broken JSON": _raw(b'{"annotations": [{"input_id": '),
        "no object": _raw(b'"annotations"'),
        "no body": _raw(b""),
        "an unknown field": _unknown_field,
        "camelCase": _camel_case,
        "a wrong method": lambda parts: parts._replace(method="PUT"),
        "an unknown path": lambda parts: parts._replace(
            path=parts.path.replace("/apps/", "/aps/"), body=None, method="GET"
        ),
    }
)
"""What can be odd about a call, by name. Over gRPC only what is in the headers can be."""

IN_HEADERS = frozenset(list(ODDITIES)[:4])
"""The oddities that gRPC can have too."""


def made_odd(parts: HttpParts, oddity: str) -> HttpParts:
    """The call as it is sent, with its oddity if it has one."""
    return ODDITIES[oddity](parts) if oddity else parts

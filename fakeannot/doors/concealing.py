"""Calls as the journal keeps them: without the keys that are in them.

Headers are not kept at all. What is left are the few bodies in which the API has a key, and URLs
that one has strayed into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import DecodeError

from fakeannot.contract.operations import Operation

CONCEALED = "..."
"""What stands for a key."""

# The fields with keys of the calls that have any: texts, or messages of them.
_FIELDS = {
    "PostInputsDataSources": ("app_pat", "s3_creds", "gcp_creds", "azure_blob_creds"),
    "PostInputsUploads": ("app_pat",),
    "PostSecrets": ("value",),
    "PatchSecrets": ("value",),
    "PostValidatePassword": ("plaintext",),
}
# No field of a query has one of these names.
_IN_QUERY = re.compile(
    r"(^|&)((?:access|auth|session)?[_-]?token|(?:api)?[_-]?key|pat|password|authorization)=[^&]*",
    re.IGNORECASE,
)


def concealed_query(query: str) -> str:
    """The query of a URL, without what is called a key there."""
    return _IN_QUERY.sub(rf"\1\2={CONCEALED}", query) if query else query


def concealed_body(rpc: str, body: bytes) -> bytes:
    """The JSON body of a call; also of one that is no JSON."""
    for field in _FIELDS.get(rpc, ()):
        # As the contract spells it, or in camel case.
        name = field.replace("_", "_?").encode()
        told = rb'("%b"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|\{[^{}]*\}?)' % name
        body = re.sub(told, rb'\1"%b"' % CONCEALED.encode(), body, flags=re.IGNORECASE)
    return body


def concealed_message(operation: Operation | None, wire: bytes) -> bytes:
    """The gRPC message of a call; one that is none of its type is not kept."""
    fields = _FIELDS.get(operation.name, ()) if operation is not None else ()
    if not fields or operation is None:
        return wire
    message: Any = operation.request_type()
    try:
        message.MergeFromString(wire)
    except DecodeError:
        return b""
    for holder, name in _holders(message, fields):
        if isinstance(getattr(holder, name), str):
            setattr(holder, name, CONCEALED)
        else:
            holder.ClearField(name)
    whole: bytes = message.SerializeToString()
    return whole


def _holders(message: Any, fields: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    """Each message within one that has such a field set, and the field's name."""
    for field, value in message.ListFields():
        if field.name in fields:
            yield message, field.name
        elif field.message_type is not None and not field.message_type.GetOptions().map_entry:
            many = value if hasattr(value, "add") else (value,)
            for one in many:
                yield from _holders(one, fields)

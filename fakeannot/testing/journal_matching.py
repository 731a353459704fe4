"""Which calls are wanted, and whether a call is one of them."""

from __future__ import annotations

import difflib
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from fakeannot.calls import DOORS
from fakeannot.contract.field_traits import descriptor_of, find_field
from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.operations import Operation, operation
from fakeannot.contract.statuses import status_fact
from fakeannot.testing.journal_call import JournalCall
from fakeannot.testing.journal_differences import Difference, message_differences, shortened

_OPTIONS = ("door", "caller", "code", "ok", "since")
_KINDS = {"caller": (str, "a text"), "ok": (bool, "True or False")}


class Wanted:
    """What calls are to be like.

    Attributes:
        rpc: the RPC; empty for any.
        since: the number of the call after which they come; 0 for all.
    """

    def __init__(self, rpc: str, wanted: Mapping[str, Any]) -> None:
        """Take options and fields apart.

        Raises:
            UnknownOperation: there is no such RPC.
            TypeError: an option or field there is not, or a value it cannot have.
        """
        operation_ = operation(rpc) if rpc else None
        self.rpc = rpc
        self._options = {name: wanted[name] for name in _OPTIONS if wanted.get(name) is not None}
        self._fields = {
            name: _plain(value) for name, value in wanted.items() if name not in _OPTIONS
        }
        self.since = _number(self._options.pop("since", None))
        self._check_options()
        self._message = _message(operation_, self._fields)

    def __str__(self) -> str:
        options = [f"{name}={_shown(name, value)}" for name, value in self._options.items()]
        fields = [f"{name}={shortened(repr(value))}" for name, value in self._fields.items()]
        return f"{self.rpc}({', '.join(options + fields)})"

    def matches(self, call: JournalCall) -> bool:
        """Whether a call is of the RPC, and as wanted."""
        return call.rpc == (self.rpc or call.rpc) and not any(self.differences(call))

    def differences(self, call: JournalCall) -> Iterator[Difference]:
        """In what a call of the RPC is not as wanted."""
        for name, wanted in self._options.items():
            if (got := getattr(call, name)) != wanted:
                yield Difference(name, _shown(name, wanted), _shown(name, got))
        if call.request is not None:
            yield from message_differences("", self._fields, self._message, call.request)
            return
        why = "it was too large" if call.shortened else call.details
        for name, value in self._fields.items():
            yield Difference(name, shortened(repr(value)), f"nothing to read ({why})")

    def _check_options(self) -> None:
        options = self._options
        for name, (kind, wanted) in _KINDS.items():
            if name in options and not isinstance(options[name], kind):
                raise TypeError(f"{name}={options[name]!r}: {wanted} is wanted.")
        if "door" in options:
            _check_known("door", options["door"], DOORS)
        if "code" in options:
            codes = dict(StatusCode.items())
            _check_known("code", options["code"], [*codes, *codes.values()])
            options["code"] = codes.get(options["code"], options["code"])


def _shown(option: str, value: Any) -> str:
    return status_fact(value).name if option == "code" and value else repr(value)


def _number(since: object) -> int:
    if since is None:
        return 0
    if not isinstance(since, JournalCall):
        raise TypeError(f"since={since!r}: a call of the journal is wanted, such as journal.last.")
    return since.number


def _check_known(option: str, value: object, known: Collection[str]) -> None:
    if value not in known:
        raise TypeError(f"{option}={value!r} is none that there is.{_hint(value, known)}")


def _hint(name: object, known: Collection[str]) -> str:
    near = difflib.get_close_matches(str(name), map(str, known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _plain(value: Any) -> Any:
    """A value in JSON form: a message says what is set in it."""
    if isinstance(value, Message):
        return MessageToDict(value, preserving_proto_field_name=True)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _message(of: Operation | None, fields: dict[str, Any]) -> Message | None:
    """The request message that has these fields."""
    if of is None:
        if fields:
            raise TypeError(f"{', '.join(fields)}: fields are of a request, so name its RPC too.")
        return None
    try:
        return read_json(of.request_type, fields)
    except InvalidJson as error:
        raise TypeError(_complaint(of, error)) from None


def _complaint(of: Operation, error: InvalidJson) -> str:
    if not error.unknown_field:
        return f"{of.name} cannot be called with {error}."
    *outer, name = [part for part in error.parts if isinstance(part, str)]
    inside: Any = descriptor_of(of.request_type)
    for part in outer:
        inside = inside and getattr(find_field(inside, part), "message_type", None)
    known = [] if inside is None else list(inside.fields_by_name)
    hint = _hint(name, known if outer else [*known, *_OPTIONS, "times"])
    return f"{of.name} has no {error.path!r} to look for.{hint}"

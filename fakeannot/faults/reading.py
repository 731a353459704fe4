"""The options of a fault: what values they take, and the effect that they describe."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypedDict

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.faults.kinds import GRPC_STATUSES, KINDS, Effect, beside_the_api

_MOST_LATENCY = 86_400.0


class BadFault(ValueError):
    """A fault that cannot be: an unknown kind, status or option, or a value that it cannot have."""


class FaultOptions(TypedDict, total=False):
    """The options of a fault, besides which RPC it is for and of which kind it is.

    Attributes:
        status: instead of a kind, the Clarifai status to answer with, by name or number.
        details: what the status says besides.
        http: instead of a kind, the HTTP status of an answer that is not the API's; with
            `status`, the HTTP status to go with it.
        body: of an answer that is not the API's; the name of the HTTP status if not given.
        grpc: instead of a kind, the gRPC status that calls end with, by name.
        latency: by how many seconds the answer is late; alone, all that is wrong with it.
        times: how many calls it strikes; None: every one. 1 if not given.
        skip: how many calls it lets pass first.
        key: strikes calls with this key only.
        input_id: strikes calls about this input only.
        probability: the share of calls that it strikes, drawn by the fake's `id_seed`.
        optional: whether it may well never fire, and fails no test then.
    """

    status: str | int
    details: str
    http: int
    body: str | bytes
    grpc: str
    latency: float
    times: int | None
    skip: int
    key: str | None
    input_id: str | None
    probability: float
    optional: bool


_NAMES = frozenset({"rpc", "kind", *FaultOptions.__annotations__})


class _Values(NamedTuple):
    """What values an option takes."""

    fits: Callable[[Any], bool]
    wanted: str


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_number(value: Any, most: float) -> bool:
    is_real = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_real and 0 < value <= most


_TEXT = _Values(lambda value: isinstance(value, str), "a text")
_ONE = _Values(
    lambda value: value is None or (isinstance(value, str) and value != ""), "a text, or None"
)
_VALUES: Mapping[str, _Values] = {
    "details": _TEXT,
    "http": _Values(
        lambda value: _is_whole(value, 200) and value < 600, "an HTTP status from 200 to 599"
    ),
    "body": _Values(lambda value: isinstance(value, (str, bytes)), "a text or bytes"),
    "latency": _Values(lambda value: _is_number(value, _MOST_LATENCY), "seconds, more than 0"),
    "times": _Values(
        lambda value: value is None or _is_whole(value, 1), "a number from 1, or None for always"
    ),
    "skip": _Values(lambda value: _is_whole(value, 0), "a number from 0"),
    "key": _ONE,
    "input_id": _ONE,
    "probability": _Values(lambda value: _is_number(value, 1), "more than 0 and at most 1"),
    "optional": _Values(lambda value: isinstance(value, bool), "True or False"),
}


def check_names(options: Iterable[str]) -> None:
    """See that a fault has options of these names.

    Raises:
        BadFault: it has not.
    """
    for name in options:
        if name not in _NAMES:
            raise BadFault(f"A fault has no option {name!r}.{near(name, _NAMES)}")


def read(name: str, value: Any) -> Any:
    """The value of an option as a fault has it.

    Raises:
        BadFault: the option does not take it.
    """
    if name == "status":
        return _status(value)
    if name == "grpc":
        return _named("grpc", value, list(GRPC_STATUSES)[1:], "gRPC status of a call that failed")
    if not _VALUES[name].fits(value):
        shown = "..." if name == "key" else repr(value)
        raise BadFault(f"{name}={shown}: it takes {_VALUES[name].wanted}.")
    # With "?" for halves of characters, which JSON can say and UTF-8 cannot.
    return value.encode("utf-8", "replace") if isinstance(value, str) and name == "body" else value


def effect_of(kind: str, given: Mapping[str, Any]) -> Effect:
    """What a fault of this kind, or with these options, does.

    Raises:
        BadFault: they describe nothing, or more than one thing.
    """
    effect = _described(kind, given)
    late = given.get("latency", 0.0)
    return effect._replace(latency=late, details=given.get("details", effect.details))


def _described(kind: str, given: Mapping[str, Any]) -> Effect:
    _check_one_thing(kind, given)
    if kind:
        return KINDS[_named("kind", kind, KINDS, "kind of fault")]
    if "status" in given:
        return _answering(given["status"], given.get("http", 0))
    if "http" in given or "grpc" in given:
        return beside_the_api(given.get("http", 0), given.get("body", b""), given.get("grpc", ""))
    if "latency" in given:
        return Effect("latency", reaches_api=True)
    raise BadFault(
        f"A fault does something: give it a kind ({', '.join(KINDS)}), or status=, http=, grpc= "
        "or latency=."
    )


def _check_one_thing(kind: str, given: Mapping[str, Any]) -> None:
    says = [name for name in ("status", "http", "body", "grpc") if name in given]
    if kind and says:
        raise BadFault(f"The kind {kind!r} says what happens: leave out {says[0]}=, or the kind.")
    if "status" in given and ("body" in given or "grpc" in given):
        raise BadFault(
            "status= is an answer of the API's own: it has no body= and no grpc= beside."
        )
    if "body" in given and "http" not in given:
        raise BadFault("body= is of an HTTP answer: say http= too, such as http=503.")


def _answering(status: int, http: int) -> Effect:
    throttled = KINDS["throttled"]
    if status == throttled.status and not http:
        return throttled
    return Effect(StatusCode.Name(status), status=status, http=http)


def _status(value: Any) -> int:
    if value in StatusCode.values() and value and not isinstance(value, bool):
        return int(value)
    name = _named("status", value, StatusCode.keys()[1:], "Clarifai status")
    return int(StatusCode.Value(name))


def _named(option: str, value: Any, names: Iterable[str], what: str) -> str:
    known = list(names)
    if value in known:
        return str(value)
    raise BadFault(f"{option}={value!r} is no {what}.{near(value, known)}")


def near(value: object, known: Iterable[str]) -> str:
    """The known name that was meant, as a question; else all, unless they are too many."""
    names = {name.lower(): name for name in sorted(known)}
    close = difflib.get_close_matches(str(value).lower(), names, n=1)
    if close:
        return f" Did you mean {names[close[0]]!r}?"
    return f" There are {', '.join(names.values())}." if len(names) < 20 else ""

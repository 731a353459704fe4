"""Mutants whose answers are written wrongly, or that read requests wrongly."""

from __future__ import annotations

import re
from typing import Any

from fakeannot.contract import statuses
from fakeannot.dispatch import Dispatcher
from fakeannot.doors import rest, rest_request
from fakeannot.doors.rpc import RpcDoor
from fakeannot.service import access
from fakeannot.service.annotations import writes as annotation_writes
from fakeannot.service.refusals import DoesNotExist, InvalidAnnotation, Refusal
from fakeannot.store import timestamps
from fakeannot.store.clock import Clock
from tests.conformance.mutants.mutant import Mutant, add, mutant, put, swapped, with_settings, wrap


def _body(pattern: bytes, by: bytes) -> None:
    """Change the text of every JSON answer."""
    wrap(rest, "_body", lambda original, *args: re.sub(pattern, by, original(*args)))


@mutant("A concept value of 0 is left out of JSON.", "json.shown_if_empty")
def value_0_dropped() -> None:
    _body(rb',"value":0(?=[,}])', b"")


@mutant("A box's edge at 0 is left out of JSON.", "json.shown_if_empty")
def edge_0_dropped() -> None:
    _body(rb'"top_row":0,', b"")


@mutant("An answer has no req_id.", "envelope.req_id")
def req_id_missing() -> None:
    _body(rb',"req_id":"[^"]*"', b"")


@mutant("A req_id is a UUID with dashes.", "envelope.req_id")
def req_id_with_dashes() -> None:
    _body(rb'"req_id":"(.{8})(.{4})', rb'"req_id":"\1-\2-')


@mutant("Codes are told by name.", "json.integer_enums")
def codes_by_name() -> None:
    _body(rb'"code":10000', b'"code":"SUCCESS"')


@mutant("Times have an offset instead of Z.", "timestamps.nanoseconds_on_write")
def times_with_offset() -> None:
    _body(rb'(_at":"[^"]*)Z"', rb'\1+00:00"')


@mutant("A refusal has no list.", "envelope.lists_always")
def no_list_in_refusals() -> None:
    _body(rb',"(annotations|inputs)":\[\](?=})', b"")


@mutant("The app of a concept is not told right.", "concepts.app_id")
def wrong_app_of_concepts() -> None:
    _body(rb'"app_id":"', b'"app_id":"x')


@mutant("Success is not called Ok.", "envelope.status_first")
def other_description() -> None:
    _body(rb'"description":"Ok"', b'"description":"Success"')


def _wrong_code() -> None:
    DoesNotExist.code = 11100


add(
    Mutant(
        "wrong_code_for_unknown",
        "What is not there is refused as a bad request.",
        "annotations.get_unknown",
        _wrong_code,
        {"strict": False},  # else an app that is to be made would be one that cannot be read
    )
)


@mutant("What is not there is told with HTTP 200.", "annotations.get_unknown")
def unknown_is_200() -> None:
    DoesNotExist.http_status = 200


@mutant("An annotation that is wrong is refused with the code of an input.",
        "annotations.input_id")  # fmt: skip
def wrong_code_for_annotations() -> None:
    InvalidAnnotation.code = 30104


@mutant("A pending annotation is described otherwise.", "annotations.status_default")
def wrong_annotation_description() -> None:
    code = 24151
    statuses._DESCRIBED[code] = ("Annotation is pending", 200)


@mutant("All that is refused in bulk is told with HTTP 200.", "bulk.all_failed")
def failure_is_200() -> None:
    statuses._DESCRIBED[10020] = ("Failure", 200)


@mutant("Things made in one call have one created_at.", "timestamps.strictly_increasing")
def times_tie() -> None:
    clock = {"now": 0}

    def stamp(original: Any, self: Any) -> int:
        now = int(original(self))
        if now - clock["now"] > 5_000_000:
            clock["now"] = now
        return clock["now"]

    wrap(Clock, "stamp", stamp)


@mutant("Later things have an earlier created_at.", "timestamps.strictly_increasing")
def times_go_back() -> None:
    wrap(Clock, "stamp", lambda original, self: 4_000_000_000 * 10**9 - original(self))


@mutant("What is read back has nanoseconds.", "timestamps.nanoseconds_on_write")
def nanoseconds_kept() -> None:
    wrap(timestamps, "set_time", lambda original, stamp, now, **_exact: original(
        stamp, now, exact=True
    ))  # fmt: skip
    put(annotation_writes, "set_time", timestamps.set_time)


@mutant("A new thing was modified a second after it was created.", "timestamps.equal_on_creation")
def modified_later() -> None:
    def created(original: Any, message: Any, now: int, *, exact: bool = False) -> None:
        original(message, now, exact=exact)
        message.modified_at.seconds += 1

    wrap(annotation_writes, "set_created", created)


@mutant("A concept value left out of JSON is 0.", "json.concept_value")
def omitted_value_is_0() -> None:
    def read(original: Any, message_type: Any, value: Any, **how: Any) -> Any:
        return original(message_type, _valued(value), **how)

    wrap(rest_request, "read_json", read)


def _valued(value: Any) -> Any:
    if isinstance(value, list):
        return [_valued(one) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _valued(one) for name, one in value.items()}
    for concept in inner.get("concepts", ()):
        concept.setdefault("value", 0)
    return inner


with_settings(
    "unknown_fields_ignored",
    "Fields that the contract lacks are ignored.",
    "json.unknown_field",
    unknown_fields="ignore",
)


@mutant("A broken body is taken for an empty one.", "json.broken")
def broken_json_accepted() -> None:
    def read(original: Any, body: bytes) -> Any:
        try:
            return original(body)
        except Refusal:
            return {}

    wrap(rest_request, "_json", read)


@mutant("The scheme of a key may be in lower case.", "access.header_malformed")
def any_case_of_scheme() -> None:
    wrap(access, "_token", lambda original, text: original(text.replace("key ", "Key ")))


@mutant("A call without a key is answered.", "access.header_malformed")
def no_key_needed() -> None:
    wrap(access, "_token", lambda original, text: original(text or "Key somebody"))


@mutant("The prefix for request ids is ignored.", "envelope.req_id_prefix")
def prefix_ignored() -> None:
    def stamped(original: Any, *given: Any) -> Any:
        *others, credentials = given
        return original(*others, credentials._replace(req_id_prefix=""))

    wrap(Dispatcher, "_stamped", stamped)


swapped(
    "wrong_method_unknown",
    "A wrong method is refused as an unknown path.",
    "http.wrong_method",
    rest_request,
    "MethodNotAllowed",
    DoesNotExist,
)


@mutant("Over gRPC, lists lack their last item.", "annotations.oldest_first")
def views_disagree() -> None:
    def reply(original: Any, self: Any, operation: Any, *arguments: Any) -> Any:
        made = original(self, operation, *arguments)
        if operation.name == "ListAnnotations":
            made.parts = tuple((name, list(items)[:-1]) for name, items in made.parts)
        return made

    wrap(RpcDoor, "_reply", reply)

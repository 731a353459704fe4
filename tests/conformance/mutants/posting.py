"""Mutants that store wrongly what is posted."""

from __future__ import annotations

from typing import Any

from fakeannot.service import bulk, completion
from fakeannot.service.annotations import checks as annotation_checks
from fakeannot.service.annotations import writes as annotation_writes
from fakeannot.service.inputs import writes as input_writes
from fakeannot.service.refusals import InvalidAnnotation
from fakeannot.store.ids import Ids
from fakeannot.store.inputs import InputStore
from tests.conformance.mutants.mutant import mutant, put, swapped, wrap

LIMIT, REGIONS = "bulk.at_most_128", "annotations.one_region"

for most in (126, 127, 129):
    swapped(
        f"at_most_{most}", f"A call takes at most {most} items.", LIMIT, bulk, "MAX_ITEMS", most
    )


@mutant("A bulk write without items is a success.", "bulk.not_empty")
def empty_accepted() -> None:
    def check(original: Any, field: str, count: int, **how: Any) -> None:
        original(field, count, empty=True)

    wrap(bulk, "check_count", check)


@mutant("An item that is refused has all of the call refused.", "bulk.item_by_item")
def all_or_nothing() -> None:
    def post(original: Any, call: Any, sent: Any) -> Any:
        if sent.input_id and sent.input_id not in call.app.inputs:
            call.app.annotations.__init__()
        return original(call, sent)

    wrap(annotation_writes, "post_annotation", post)


@mutant("A call with some items refused is answered as a success.", "bulk.mixed")
def mixed_is_success() -> None:
    def in_bulk(original: Any, *arguments: Any, **named: Any) -> Any:
        reply = original(*arguments, **named)
        if reply.code == 10010:
            reply.code, reply.http = 10000, 200
        return reply

    wrap(annotation_writes, "in_bulk", in_bulk)


@mutant("A call with all items refused is answered as a mixed one.", "bulk.all_failed")
def failure_is_mixed() -> None:
    def in_bulk(original: Any, *arguments: Any, **named: Any) -> Any:
        reply = original(*arguments, **named)
        if reply.code == 10020:
            reply.code, reply.http = 10010, 207
        return reply

    wrap(annotation_writes, "in_bulk", in_bulk)


@mutant("The items of an answer stand in reverse order.", "bulk.in_request_order")
def items_reversed() -> None:
    def in_bulk(original: Any, *arguments: Any, **named: Any) -> Any:
        reply = original(*arguments, **named)
        reply.parts = tuple((name, list(items)[::-1]) for name, items in reply.parts)
        return reply

    wrap(annotation_writes, "in_bulk", in_bulk)


def _lenient(rule: str) -> None:
    """Pass over what one rule refuses."""

    def check(original: Any, contents: Any) -> None:
        try:
            original(contents)
        except InvalidAnnotation as refusal:
            if refusal.rule != rule:
                raise

    wrap(annotation_checks, "check_contents", check)


@mutant("Two regions are accepted.", REGIONS)
def two_regions() -> None:
    _lenient(REGIONS)


@mutant("Two frames are accepted.", "annotations.one_frame")
def two_frames() -> None:
    _lenient("annotations.one_frame")


@mutant("A box upside down is accepted.", "regions.box_order")
def box_upside_down() -> None:
    _lenient("regions.box_order")


@mutant("A box outside the image is accepted.", "regions.box_within")
def box_outside() -> None:
    _lenient("regions.box_within")


@mutant("A point outside the image is accepted.", "regions.points_within")
def point_outside() -> None:
    _lenient("regions.points_within")


@mutant("A concept without an id is accepted.", "concepts.need_id")
def nameless_concept() -> None:
    _lenient("concepts.need_id")


@mutant("An annotation without a status is pending.", "annotations.status_default")
def pending_by_default() -> None:
    wrap(annotation_writes, "_status", lambda _, _call, sent, _user: sent.status.code or 24151)


@mutant("A status that is none of an annotation's is accepted.", "annotations.status_values")
def any_status() -> None:
    put(annotation_writes, "check_status", lambda _code: None)


@mutant("Annotations are owned by somebody else.", "annotations.owner_is_caller")
def wrong_owner() -> None:
    wrap(annotation_writes, "_owner", lambda original, *args: f"{original(*args)}-")


@mutant("The user that an annotation names is ignored.", "annotations.other_user")
def named_user_ignored() -> None:
    wrap(annotation_writes, "_owner", lambda _, call, _annotation: call.caller.user_id)


@mutant("A taken annotation id is given to a second one as a new id.", "annotations.id_unique")
def taken_id_replaced() -> None:
    def check(original: Any, call: Any, annotation: Any) -> None:
        if annotation.id in call.app.annotations:
            annotation.id = ""
        original(call, annotation)

    wrap(annotation_writes, "_check_new", check)


@mutant("An id that a client sends is not kept.", "annotations.id_given_or_made")
def id_not_kept() -> None:
    def post(original: Any, call: Any, sent: Any) -> Any:
        sent.id = ""
        return original(call, sent)

    wrap(annotation_writes, "post_annotation", post)


@mutant("Generated ids have dashes.", "ids.uuid4")
def ids_with_dashes() -> None:
    def uuid4(original: Any, ids: Any, *arguments: Any) -> str:
        id_ = original(ids, *arguments)
        return f"{id_[:8]}-{id_[8:]}"

    wrap(Ids, "uuid4", uuid4)


@mutant("A region without an id gets none.", "regions.id_made")
def region_id_not_made() -> None:
    def complete(original: Any, call: Any, contents: Any) -> None:
        nameless = [region for region in contents.regions if not region.id]
        original(call, contents)
        for region in nameless:
            region.id = ""

    wrap(annotation_writes, "complete", complete)


@mutant("A region known by its id does not get its shape.", "regions.known_id")
def known_shape_not_filled_in() -> None:
    def check(original: Any, call: Any, input_id: str, region: Any) -> None:
        drawn = region.HasField("region_info")
        original(call, input_id, region)
        if not drawn:
            region.ClearField("region_info")

    wrap(annotation_checks, "_check_known", check)


@mutant("A region with an unknown id and no shape is accepted.", "regions.known_id")
def unknown_region_accepted() -> None:
    put(annotation_checks, "_check_known", lambda *_: None)


@mutant("Concepts come back sorted by their ids, last first.", "annotations.id_given_or_made")
def concepts_sorted() -> None:
    def complete(original: Any, call: Any, contents: Any) -> None:
        original(call, contents)
        copies = [type(one).FromString(one.SerializeToString()) for one in contents.concepts]
        copies.sort(key=lambda one: one.id, reverse=True)
        for one, other in zip(contents.concepts, copies, strict=True):
            one.CopyFrom(other)

    wrap(annotation_writes, "complete", complete)


@mutant("New concepts are named in capitals.", "concepts.name_is_id")
def concepts_in_capitals() -> None:
    wrap(completion, "_bring_in", lambda original, *args: original(*args).upper())


@mutant("Concepts are the app's only once they were listed.", "concepts.created_by_use")
def concepts_not_created() -> None:
    put(completion, "_bring_in", lambda _call, concept: concept.name or concept.id)


@mutant("Input-level annotations are not flagged.", "input_level.made")
def input_level_not_flagged() -> None:
    def level(original: Any, *arguments: Any) -> Any:
        made = original(*arguments)
        made.input_level = False
        return made

    wrap(input_writes, "_input_level", level)


@mutant("An input gets no input-level annotation of its concepts.", "input_level.made")
def input_level_empty() -> None:
    def level(original: Any, *arguments: Any) -> Any:
        made = original(*arguments)
        made.data.ClearField("concepts")
        return made

    wrap(input_writes, "_input_level", level)


@mutant("A URL that another input has is accepted.", "inputs.url_unique")
def url_twice() -> None:
    put(InputStore, "has_url", lambda *_: False)


@mutant("Spaces around a URL stay.", "inputs.url_trimmed")
def url_with_spaces() -> None:
    def accept(original: Any, call: Any, data: Any) -> None:
        url = data.image.url
        original(call, data)
        if url:
            data.image.url = url

    wrap(input_writes, "accept_media", accept)


@mutant("An input without a medium is accepted.", "inputs.need_media")
def input_without_medium() -> None:
    wrap(
        input_writes,
        "_check_media",
        lambda original, call, data: original(call, data) if data.ListFields() else None,
    )


@mutant("Suffixes of taken input ids count from 2.", "inputs.suffix")
def suffix_from_2() -> None:
    put(input_writes, "_suffixed", lambda _, taken: (f"{taken}-{n}" for n in range(2, 99)))


@mutant("A posted input is told to be processed at once.", "inputs.pending_on_post")
def processed_on_post() -> None:
    def post(original: Any, *arguments: Any, **named: Any) -> Any:
        made = original(*arguments, **named)
        made.status.code, made.status.description = 30000, "Download complete"
        return made

    wrap(input_writes, "post_input", post)


@mutant(
    "A POST that adds all inputs does not say so in words that are known.", "inputs.post_details"
)
def other_post_details() -> None:
    wrap(
        input_writes,
        "in_bulk",
        lambda original, *args, done="": original(*args, done=done and "All done"),
    )

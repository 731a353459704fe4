"""PostConcepts and PatchConcepts."""

from __future__ import annotations

from collections.abc import Sequence

from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.completion import host
from fakeannot.service.concepts.reads import find_concept
from fakeannot.service.patching import check_action_in
from fakeannot.service.refusals import DuplicateId, InvalidConcepts
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import check_ids, ids_in
from fakeannot.store.rows import ConceptRow
from fakeannot.store.timestamps import set_time

# What the service says of a concept, whatever a client sends.
_ITS_OWN = ("value", "created_at", "language", "app_id", "user_id", "extra_info")


@handles("PostConcepts")
@enforces("concepts.post")
def post_concepts(call: Call, request: service_pb2.PostConceptsRequest) -> Reply:
    check_count("concepts", len(request.concepts))
    _check_new(call, [concept.id for concept in request.concepts])
    return listing("concepts", [Fresh(_create(call, one)) for one in request.concepts])


@handles("PatchConcepts")
@enforces("concepts.patch")
def patch_concepts(call: Call, request: service_pb2.PatchConceptsRequest) -> Reply:
    check_action_in(("overwrite",), request.action, rule="concepts.patch_overwrites")
    check_count("concepts", len(request.concepts))
    for index, one in enumerate(request.concepts):
        find_concept(call, one.id, ("concepts", index, "id"))
    return listing("concepts", [Fresh(_patched(call, one)) for one in request.concepts])


def _check_new(call: Call, ids: Sequence[str]) -> None:
    try:
        check_ids(ids_in("concepts", ids), "concept", ids, call.app.concepts)
    except DuplicateId as error:
        details = f"Concept {ids[int(error.at[1])]!r} is there already{call.where}."
        raise InvalidConcepts(details, rule="concepts.post_known", at=error.at) from None


@enforces("things.id_given_or_made")
def _create(call: Call, sent: resources_pb2.Concept) -> resources_pb2.Concept:
    world, app = call.world, call.app
    new = _accepted(call, sent)
    new.id = sent.id or world.ids.uuid4("concept", app.concepts)
    if not new.name:
        applies("concepts.name_is_id")
    now = world.clock.stamp()
    concept = app.concepts.create(new, app.language, world.next_sequence(), now).message
    set_time(concept.created_at, now, exact=True)
    return concept


def _patched(call: Call, sent: resources_pb2.Concept) -> resources_pb2.Concept:
    row = find_concept(call, sent.id, ())
    concept, new = row.message, _accepted(call, sent)
    for field, _ in new.ListFields():
        concept.ClearField(field.name)
    concept.MergeFrom(new)
    call.app.concepts.replace(ConceptRow.of(row.sequence, concept))
    return concept


def _accepted(call: Call, sent: resources_pb2.Concept) -> resources_pb2.Concept:
    """What is taken over of a concept that was sent; an uploaded picture is hosted."""
    taken = resources_pb2.Concept()
    taken.CopyFrom(sent)
    for name in _ITS_OWN:
        taken.ClearField(name)
    if taken.HasField("image"):
        host(call, "image", taken.image)
    return taken

"""Mutants that are wrong about concepts, datasets, searches and apps."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.service import load
from fakeannot.service.apps import apps
from fakeannot.service.apps import patches as app_patches
from fakeannot.service.concepts import relations as concept_relations
from fakeannot.service.concepts import searches as concept_searches
from fakeannot.service.concepts import writes as concept_writes
from fakeannot.service.datasets import inputs as dataset_inputs
from fakeannot.service.datasets import lists as dataset_lists
from fakeannot.service.datasets import versions as dataset_versions
from fakeannot.service.datasets.memberships import MEMBERS, leave
from fakeannot.service.searching import finding, plan, searches
from tests.conformance.mutants.deleting import _rpc
from tests.conformance.mutants.mutant import mutant, put, swapped, wrap

swapped(
    "concept_posted_twice",
    "A concept that is there is posted again.",
    "concepts.post_known",
    concept_writes,
    "_check_new",
    lambda _call, _ids: None,
)
swapped(
    "concepts_patched_by_any_action",
    "PatchConcepts takes any action for overwrite.",
    "concepts.patch_overwrites",
    concept_writes,
    "check_action_in",
    lambda *_arguments, **_how: None,
)
swapped(
    "concept_found_by_whole_name",
    "A concept is found by its whole name only.",
    "concepts.search",
    concept_searches,
    "is_like",
    lambda text, pattern: text == pattern,
)
swapped(
    "relation_told_one_way",
    "A relation is told of as it was posted, from either side.",
    "relations.both_ways",
    concept_relations,
    "_seen",
    lambda relation, _subject: relation,
)
swapped(
    "relation_posted_twice",
    "A relation that is there is posted again.",
    "relations.once",
    concept_relations,
    "_meaning",
    lambda _relation: object(),
)


@mutant("Datasets are listed the oldest change first.", "datasets.list")
def datasets_oldest_first() -> None:
    wrap(dataset_lists, "_sorted", lambda original, *rest: original(*rest)[::-1])


@mutant("Deleting a dataset deletes its inputs.", "datasets.delete_cascades")
def dataset_takes_inputs_along() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        for dataset_id in request.dataset_ids:
            _delete_inputs(call, [row.id for row in call.things.all(MEMBERS, dataset_id)])
        return original(call, request)

    _rpc("DeleteDatasets", delete)


def _delete_inputs(call: Any, ids: list[str]) -> None:
    if ids:
        load()["DeleteInputs"](call, service_pb2.DeleteInputsRequest(ids=ids))


@mutant("An input that is added to a dataset again goes to its end.", "datasets.inputs_once")
def dataset_input_added_again() -> None:
    def join(original: Any, call: Any, dataset_id: str, input_id: str) -> Any:
        leave(call, dataset_id, input_id)
        return original(call, dataset_id, input_id)

    wrap(dataset_inputs, "join", join)


@mutant("Taking inputs out of a dataset deletes them.", "datasets.inputs_delete")
def dataset_inputs_deleted() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        reply = original(call, request)
        _delete_inputs(call, list(request.input_ids))
        return reply

    _rpc("DeleteDatasetInputs", delete)


swapped(
    "version_ready_at_once",
    "A posted version is answered as ready.",
    "datasets.version_pending",
    dataset_versions,
    "status_message",
    lambda _code: status_message(StatusCode.DATASET_VERSION_READY),
)


@mutant("Negated filters are as others.", "searches.filters")
def negate_ignored() -> None:
    wrap(plan, "_part", lambda original, *rest: original(*rest)._replace(negate=False))


@mutant("Hits come the newest first.", "searches.order")
def hits_newest_first() -> None:
    wrap(finding, "_found", lambda original, *rest: original(*rest)[::-1])


swapped(
    "count_tells_hits",
    "A search that is to count tells the hits.",
    "searches.only_count",
    searches,
    "_counted",
    lambda call, request: searches._posted(call, request, finding.find_inputs),
)


@mutant("A patch leaves the notes of an app as they are.", "apps.patch")
def app_notes_kept() -> None:
    def accepted(original: Any, call: Any, sent: Any) -> Any:
        taken = original(call, sent)
        taken.ClearField("notes")
        return taken

    put(app_patches, "accepted", lambda *rest: accepted(apps.accepted, *rest))


swapped(
    "apps_patched_by_any_action",
    "PatchApps takes any action for overwrite.",
    "apps.patch_actions",
    app_patches,
    "check_action_in",
    lambda *_arguments, **_how: None,
)

"""Mutants that delete too much, or too little."""

from __future__ import annotations

from typing import Any

from fakeannot.service import load
from fakeannot.service.annotations import deletes as annotation_deletes
from fakeannot.service.annotations import reads as annotation_reads
from fakeannot.service.annotations.writes import find
from fakeannot.service.inputs import deletes as input_deletes
from fakeannot.service.inputs.reads import find_input
from fakeannot.service.replies import Reply
from fakeannot.store.annotations import AnnotationStore
from fakeannot.store.world import AppState, World
from tests.conformance.mutants.listing import cut
from tests.conformance.mutants.mutant import mutant, put, swapped, wrap


def _all_deleted(call: Any, rows: Any) -> Reply:
    for row in rows:
        call.app.annotations.remove(row)
    return Reply()


def _rpc(name: str, around: Any) -> None:
    """Change what an RPC does."""
    original: Any = load()[name]
    load()[name] = lambda call, request: around(original, call, request)


def _bulk(around: Any) -> None:
    """Change what DeleteAnnotations does."""
    _rpc("DeleteAnnotations", around)


@mutant("A bulk delete takes input-level annotations too.", "input_level.survives")
def input_level_deleted_in_bulk() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        reply = original(call, request)
        for input_id in request.input_ids if not request.ids else ():
            for row in call.app.annotations.of_input(input_id):
                call.app.annotations.remove(row)
        return reply

    _bulk(delete)


swapped(
    "input_level_deleted_by_id",
    "An input-level annotation is deleted by its id.",
    "input_level.not_by_id",
    annotation_deletes,
    "_delete",
    lambda call, rows, **_how: _all_deleted(call, rows),
)


@mutant("A bulk delete without input ids deletes everything.", "annotations.delete_needs_input")
def delete_without_inputs() -> None:
    _bulk(lambda original, call, request: original(call, request) if request.input_ids else Reply())


@mutant("Lists of ids to delete that do not match are cut.", "annotations.pairs_match")
def delete_mismatch_accepted() -> None:
    put(annotation_deletes, "check_pairs", cut)


@mutant("ids to delete are ignored: all of the inputs' annotations go.", "annotations.delete_pairs")
def delete_ignores_ids() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        if len(request.ids) == len(request.input_ids):
            request.ClearField("ids")
        return original(call, request)

    _bulk(delete)


@mutant("Pairs to delete that are not there are refused.", "annotations.delete_nothing")
def delete_of_unknown_refused() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        if len(request.ids) == len(request.input_ids):
            for pair in zip(request.input_ids, request.ids, strict=True):
                find(call, *pair, rule="annotations.delete_nothing")
        return original(call, request)

    _bulk(delete)


@mutant("Deleting one unknown annotation is a success.", "annotations.patch_known")
def delete_one_unknown() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        known = call.app.annotations.get(request.input_id, request.annotation_id)
        return original(call, request) if known else Reply()

    _rpc("DeleteAnnotation", delete)


@mutant("A deleted annotation is still listed.", "annotations.delete_one")
def deleted_still_listed() -> None:
    wrap(annotation_deletes, "_delete", lambda *_arguments, **_how: Reply())


@mutant("A deleted annotation is listed no more, but still got.", "annotations.delete_one")
def deleted_still_got() -> None:
    gone: dict[str, Any] = {}

    def remove(original: Any, store: Any, row: Any) -> None:
        gone[row.id] = row
        original(store, row)

    def found(original: Any, call: Any, input_id: str, id_: str, **how: Any) -> Any:
        return gone[id_] if id_ in gone else original(call, input_id, id_, **how)

    wrap(AnnotationStore, "remove", remove)
    wrap(annotation_reads, "find", found)


@mutant("Deleting all of one input's annotations takes the newest of another.",
        "annotations.delete_pairs")  # fmt: skip
def delete_touches_another_input() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        reply = original(call, request)
        newest = call.app.annotations._table.all.newest()
        if not request.ids and newest is not None and not newest[2][6]:
            call.app.annotations.remove(call.app.annotations._table.row(newest))
        return reply

    _bulk(delete)


@mutant("Deleting an input leaves its annotations listed.", "inputs.delete_cascades")
def annotations_outlive_inputs() -> None:
    put(input_deletes, "delete", lambda call, row: call.app.inputs.remove(row))


@mutant("Deleting an input deletes the other app's of the same id.", "inputs.delete_cascades")
def delete_crosses_apps() -> None:
    def delete(original: Any, call: Any, row: Any) -> None:
        original(call, row)
        for app in call.world.apps.values():
            twin = app.inputs.get(row.id)
            if twin is not None:
                original(call._replace(app=app), twin)

    wrap(input_deletes, "delete", delete)


@mutant("Deleting an unknown input is a success.", "inputs.get_unknown")
def delete_unknown_input() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        return original(call, request) if request.input_id in call.app.inputs else Reply()

    _rpc("DeleteInput", delete)


@mutant("Deleting inputs without naming any deletes all.", "inputs.delete_none")
def delete_none_deletes_all() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        if not request.ids:
            inputs = call.app.inputs
            request.ids.extend(row.id for row in inputs.page((), 0, 0, len(inputs)))
        return original(call, request)

    _rpc("DeleteInputs", delete)


@mutant("DeleteInputs refuses ids that are not there.", "inputs.delete_unknown")
def delete_unknown_inputs_refused() -> None:
    def delete(original: Any, call: Any, request: Any) -> Any:
        for input_id in request.ids:
            find_input(call, input_id)
        return original(call, request)

    _rpc("DeleteInputs", delete)


@mutant("A list shows the annotations of all apps.", "annotations.list_filters")
def apps_leak() -> None:
    shared = AnnotationStore()

    def keep(original: Any, world: Any, app: AppState) -> Any:
        app.annotations = shared
        return original(world, app)

    wrap(World, "keep", keep)

    def begin(original: Any, app: AppState, *named: str) -> None:
        original(app, *named)
        app.annotations = shared

    wrap(AppState, "__init__", begin)

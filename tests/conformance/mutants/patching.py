"""Mutants that change wrongly what is patched."""

from __future__ import annotations

from typing import Any

from fakeannot.service import load, patching
from fakeannot.service.annotations import statuses as annotation_statuses
from fakeannot.service.annotations import writes as annotation_writes
from fakeannot.service.inputs import writes as input_writes
from fakeannot.store import patch
from tests.conformance.mutants.mutant import mutant, put, swapped, wrap

MERGE, OVERWRITE, REMOVE = "patch.merge", "patch.overwrite", "patch.remove"


def _does(action: str, change: Any) -> None:
    """Have one action do something else."""
    patching._ACTIONS[action] = change


@mutant("Merge does what overwrite does.", MERGE)
def merge_overwrites() -> None:
    _does("merge", patch.overwrite)


@mutant("Overwrite does what merge does.", OVERWRITE)
def overwrite_merges() -> None:
    _does("overwrite", patch.merge)


@mutant("Remove changes nothing.", REMOVE)
def remove_ignored() -> None:
    _does("remove", lambda *_: None)


@mutant("Remove takes all concepts out, whatever the ids.", REMOVE)
def remove_ignores_ids() -> None:
    def remove(target: Any, sent: Any) -> None:
        patch.remove(target, sent)
        if sent.concepts:
            target.ClearField("concepts")

    _does("remove", remove)


@mutant("Remove adds what is not there.", "patch.remove_adds_nothing")
def remove_adds() -> None:
    def remove(target: Any, sent: Any) -> None:
        if sent.concepts and not target.concepts:
            patch.merge(target, sent)
        else:
            patch.remove(target, sent)

    _does("remove", remove)


@mutant("A merged concept goes to the end of the list.", MERGE)
def merged_goes_last() -> None:
    def merge(target: Any, sent: Any) -> None:
        patch.merge(target, sent)
        named = {one.id for one in sent.concepts}
        concepts = sorted(map(_copied, target.concepts), key=lambda one: one.id in named)
        target.ClearField("concepts")
        target.concepts.extend(concepts)

    _does("merge", merge)


def _copied(message: Any) -> Any:
    return type(message).FromString(message.SerializeToString())


@mutant("A merged region without an id is appended.", "patch.merge_region")
def idless_region_appended() -> None:
    def merge_list(original: Any, target: Any, sent: Any, field: Any) -> None:
        if field.name == "regions" and not any(one.id for one in sent):
            target.MergeFrom(sent)
        else:
            original(target, sent, field)

    wrap(patch, "_merge_list", merge_list)


@mutant("A region that is patched gets a new id.", MERGE)
def region_id_changes() -> None:
    def patched(original: Any, *arguments: Any, **named: Any) -> Any:
        data = original(*arguments, **named)
        for region in data.regions:
            region.id = ""
        return data

    wrap(annotation_writes, "patched_data", patched)


@mutant("A patch of the data puts the status back to success.", "patch.outside_data")
def status_lost() -> None:
    def rest(original: Any, call: Any, annotation: Any, sent: Any) -> None:
        original(call, annotation, sent)
        if not sent.status.code:
            annotation.status.code = 24150
            annotation.status.description = "Annotation success"

    wrap(annotation_writes, "_replace_rest", rest)


@mutant("The status in a patch is ignored.", "patch.outside_data")
def status_not_patched() -> None:
    def rest(original: Any, call: Any, annotation: Any, sent: Any) -> None:
        sent.ClearField("status")
        original(call, annotation, sent)

    wrap(annotation_writes, "_replace_rest", rest)


@mutant("A patch without data clears the data.", "patch.outside_data")
def data_lost() -> None:
    def rest(original: Any, call: Any, annotation: Any, sent: Any) -> None:
        original(call, annotation, sent)
        if not sent.HasField("data"):
            annotation.ClearField("data")

    wrap(annotation_writes, "_replace_rest", rest)


@mutant("An unknown action is taken for merge.", "patch.actions")
def any_action() -> None:
    for module in (annotation_writes, input_writes):
        put(module, "check_action", lambda _action: None)
    patching._ACTIONS.update(dict.fromkeys(("mend", ""), patch.merge))


@mutant("Patching an unknown annotation makes it.", "annotations.patch_known")
def unknown_is_made() -> None:
    def _patch(original: Any, call: Any, request: Any, sent: Any) -> Any:
        known = sent.id in call.app.annotations or sent.input_id not in call.app.inputs
        if not known and sent.id:
            return annotation_writes.post_annotation(call, sent)
        return original(call, request, sent)

    wrap(annotation_writes, "_patch", _patch)


@mutant("A patch leaves modified_at as it was.", "patch.fresh_times")
def modified_at_stale() -> None:
    def store(original: Any, call: Any, row: Any, annotation: Any) -> Any:
        before = _copied(annotation.modified_at)
        answer = original(call, row, annotation)
        answer.modified_at.CopyFrom(before)
        return answer

    wrap(annotation_writes, "store_patched", store)


@mutant("A patch sets created_at anew.", "patch.fresh_times")
def created_at_fresh() -> None:
    def store(original: Any, call: Any, row: Any, annotation: Any) -> Any:
        answer = original(call, row, annotation)
        answer.created_at.CopyFrom(answer.modified_at)
        return answer

    wrap(annotation_writes, "store_patched", store)


@mutant("delete_if_empty_data is ignored.", "patch.delete_if_empty_data")
def empty_is_kept() -> None:
    put(annotation_writes, "store_or_delete", annotation_writes.store_patched)


@mutant("Patching an input does not change its input-level annotation.", "input_level.patched")
def level_not_patched() -> None:
    def _patch(original: Any, call: Any, action: str, sent: Any) -> Any:
        answer = original(call, action, sent)
        row = call.app.inputs.get(sent.id)
        level = call.app.annotations.get(sent.id, row.annotation_id)
        message = level.message
        message.data.ClearField("concepts")
        call.app.annotations.replace(type(level).of(level.sequence, message))
        return answer

    wrap(input_writes, "_patch", _patch)


@mutant("A patched input is answered as processed.", "inputs.patch_status")
def patched_input_processed() -> None:
    def _patch(original: Any, *arguments: Any) -> Any:
        answer = original(*arguments)
        answer.status.code, answer.status.description = 30000, "Download complete"
        return answer

    wrap(input_writes, "_patch", _patch)


@mutant("An overwrite takes the medium from an input.", "patch.media_kept")
def medium_lost() -> None:
    def patched(original: Any, old: Any, sent: Any, action: str, **how: Any) -> Any:
        result = original(old, sent, action, **how)
        if action == "overwrite":
            result.ClearField("image")
        return result

    wrap(input_writes, "patched_data", patched)


@mutant("A merge of metadata replaces it.", "patch.merge_json")
def metadata_replaced() -> None:
    def merge_json(target: dict[str, Any], sent: dict[str, Any]) -> None:
        target.clear()
        target.update(sent)

    put(patch, "merge_json", merge_json)


@mutant("The status of a task's annotations changes whatever the filters.", "task_status.filters")
def task_filters_ignored() -> None:
    put(
        annotation_statuses,
        "_selected",
        lambda call, request: list(call.app.annotations.of_task(request.task_id)),
    )


@mutant("The number of annotations changed is one too high.", "task_status.answer")
def count_too_high() -> None:
    original: Any = load()["PatchAnnotationsStatus"]

    def handler(call: Any, request: Any) -> Any:
        reply = original(call, request)
        reply.message.updated_count += 1
        return reply

    load()["PatchAnnotationsStatus"] = handler


swapped(
    "task_action_unchecked",
    "The status of a task is changed by any action.",
    "task_status.overwrite_only",
    annotation_statuses,
    "_check",
    lambda _request: None,
)

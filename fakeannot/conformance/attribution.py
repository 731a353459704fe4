"""Which rules a difference speaks against: of those that the fake's answer rested on, the nearest.

A row of the table says where a difference of some kind is, in what call, and the rules that are
about just that. Where no row fits, the rules of the refusal are taken if the fake refused, and
else everything the answer rested on but for what every answer rests on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.differences import Difference
from fakeannot.rules import rules

# Every answer rests on these; they are meant only where the envelope itself differs.
_EVERYWHERE = re.compile(
    r"envelope\.|http\.|json\.|access\.|grpc\.|ids\.|timestamps\.|api\.|concepts\.app_id"
    r"|bulk\.in_request_order|bulk\.item_by_item|lists\.p|inputs\.processing"
)
_REFUSING = re.compile(r"refused|; else|: 2415[56]|: 11\d\d\d")
_NEVER_REFUSING = frozenset(
    ("annotations.own_only", "annotations.delete_pairs", "bulk.in_request_order")
)


class _Row(NamedTuple):
    kinds: str  # a pattern, as are the others; empty fits all
    rpc: str
    place: str
    rules: tuple[str, ...]


def _row(kinds: str, rpc: str, place: str, *ids: str) -> _Row:
    return _Row(kinds, rpc, place, ids)


_TABLE = (
    _row("shape", "", "req_id", "envelope.req_id", "envelope.req_id_prefix"),
    _row("shape", "", r"regions\[\]\.id", "ids.hex32"),
    _row("shape", "", r"\bid$", "ids.uuid4"),
    _row("header", "", "content-type|x-clarifai", "http.headers"),
    _row("header", "", "access-control", "http.cors"),
    _row("added|removed", "", r"^status\.req_id$", "envelope.req_id"),
    _row("added", "", r"status\.req_id$", "envelope.req_id"),
    _row("format", "", r"^(status)?$", "envelope.status_first"),
    _row("format", "", "", "json.floats"),
    _row("type", "", r"code$", "json.integer_enums"),
    _row("removed", "", r"concepts\[\]\.value$|_row$|_col$", "json.shown_if_empty"),
    _row("removed", "", r"^(annotations|inputs|concepts)$", "envelope.lists_always"),
    _row("", "Post|Patch", r"concepts\[\]\.value$", "json.concept_value", "grpc.concept_value"),
    _row("", "", r"concepts\[\]\.name$", "concepts.name_is_id"),
    _row("", "", r"concepts\[\]\.app_id$", "concepts.app_id"),
    _row("order|missing|extra", "PostInputs|PostAnnotations", "^[a-z]+$", "bulk.in_request_order"),
    _row("order", "Patch", "^[a-z]+$", "bulk.in_request_order"),
    _row("order", "ListAnnotations", "^annotations$", "annotations.oldest_first"),
    _row("order", "ListInputs", "^inputs$", "inputs.list"),
    _row("order|missing|extra", "PatchAnnotations|PatchInputs", r"concepts$|regions$",
         "patch.merge", "patch.remove", "patch.overwrite"),
    _row("", "Post", r"\.user_id$|worker", "annotations.owner_is_caller"),
    _row("", "Post", r"annotations\[\]\.status", "annotations.status_default"),
    _row("", "", r"\.input_level$", "input_level.made", "input_level.listed"),
    _row("", "PostInputs", r"inputs\[\]\.status", "inputs.pending_on_post"),
    _row("", "GetInput|ListInputs", r"inputs?(\[\])?\.status", "inputs.processed_on_read"),
    _row("", "PatchInputs", r"inputs\[\]\.status", "inputs.patch_status"),
    _row("details|removed|added", "PostInputs", r"^status\.details$", "inputs.post_details"),
    _row("", "PatchAnnotations", r"\[\]\.(status|user_id|task_id)", "patch.outside_data"),
    _row("", "PatchAnnotationsStatus", "", "task_status.answer", "task_status.filters"),
    _row("", "PostAnnotations", "embed_model", "annotations.embed_kept"),
    _row("", "GetInputCount", "", "inputs.count"),
    _row("", "Searches", "^hits", "searches.geo_point", "searches.geo_box", "searches.ands",
         "searches.by_id", "searches.saved_run"),
    _row("", "Searches", "^hit_counts", "searches.only_count"),
    _row("added|missing|extra", "Searches", "^hits$", "searches.only_count", "searches.filters"),
    _row("", "Searches", r"^hits\[\]", "searches.order", "searches.filters"),
    _row("order|missing|extra", "ListDatasets", "^datasets$", "datasets.list"),
    _row("", "PostDatasetVersions", r"\.status", "datasets.version_pending"),
    _row("missing|extra", "MetricsGroups", "", "datasets.metrics_filters", "datasets.metrics"),
    _row("", "MetricsGroups", "", "datasets.metrics"),
    _row("", "PutDatasetVersionExports", "^exports", "datasets.export_done"),
    _row("", "", r"export_info", "datasets.export_done"),
)  # fmt: skip


def attributed(difference: Difference, call: ApiCall, used: Collection[str]) -> Difference:
    """The difference with the rules that it speaks against; those it has stay."""
    if difference.rules:
        return difference
    return replace(difference, rules=tuple(_nearest(difference, call, used)))


# What a read after such a write shows the effect of.
_EFFECTS: dict[str, tuple[str, ...]] = {
    "PostInputs": ("input_level.made", "input_level.listed", "inputs.id_given_or_made"),
    "PatchInputs": ("input_level.patched", "inputs.patch_data"),
    "DeleteInput": ("inputs.delete_cascades",),
    "DeleteInputs": ("inputs.delete_cascades", "inputs.delete_none", "inputs.delete_unknown"),
    "PatchAnnotations": ("patch.outside_data", "patch.delete_if_empty_data", "input_level.patched"),
    "PatchAnnotationsStatus": ("task_status.filters",),
    "PostDatasetInputs": ("datasets.inputs_once",),
    "DeleteDatasetInputs": ("datasets.inputs_delete",),
    "DeleteDatasets": ("datasets.delete_cascades",),
    "PutDatasetVersionExports": ("datasets.export_done",),
    "PatchDatasetVersions": ("datasets.version_patch",),
    "PostInputsSearches": ("searches.save",),
    "PostAnnotationsSearches": ("searches.save",),
    "PatchSearches": ("searches.patch",),
    "DeleteSearch": ("searches.any_saved",),
    "DeleteConceptRelations": ("relations.delete",),
    "PatchConceptLanguages": ("languages.patch",),
    "PatchApps": ("apps.patch",),
    "PatchApp": ("apps.patch",),
    "PatchAppsDetails": ("apps.patch",),
    "DeleteAnnotation": ("annotations.delete_one",),
    "DeleteAnnotations": (
        "input_level.survives",
        "annotations.delete_pairs",
        "annotations.delete_nothing",
    ),
}
_OF_ODDITIES = {
    "no key": "access.header_malformed",
    "scheme in lower case": "access.header_malformed",
    "the key None": "access.key_none",
    "a prefix for request ids": "envelope.req_id_prefix",
    "a form's content type": "json.any_content_type",
    "broken JSON": "json.broken",
    "no object": "json.wrong_value",
    "no body": "json.empty_body",
    "an unknown field": "json.unknown_field",
    "camelCase": "json.spellings",
    "a wrong method": "http.wrong_method",
    "an unknown path": "http.unknown_path",
}


class _Call(Protocol):
    """A call that was made, and the rules that the fake's answer rested on."""

    @property
    def call(self) -> ApiCall: ...
    @property
    def used(self) -> Collection[str]: ...


def caused(difference: Difference, calls: Sequence[_Call]) -> tuple[str, ...]:
    """The rules of the last write before a read, where what is read shows what that left behind."""
    last = calls[-1].call if calls else None
    content = ("missing", "extra", "value", "removed", "added", "status")
    if last is None or not last.is_read or difference.kind not in content:
        return ()
    # What a search finds depends on too much for the last write to be the cause.
    if last.oddity or last.rpc.endswith("Searches") or _by_request(difference, last):
        return ()
    writes = [one for one in calls if not one.call.is_read]
    if not writes or writes[-1].call.elsewhere != last.elsewhere:
        return ()
    named = _EFFECTS.get(writes[-1].call.rpc, ())
    return tuple(id_ for id_ in named if id_ in writes[-1].used)


def _nearest(difference: Difference, call: ApiCall, used: Collection[str]) -> list[str]:
    odd = _OF_ODDITIES.get(call.oddity)
    if odd is not None and (odd in used or difference.kind == "status"):
        return [odd]
    by_request = [id_ for id_ in _by_request(difference, call) if id_ in used]
    if by_request:
        return by_request
    refusing = [id_ for id_ in rules() if id_ in used and _refuses(id_)]
    if "[" in difference.place:
        refusing = [id_ for id_ in refusing if not id_.startswith("bulk.")] or refusing
    if difference.kind == "status" and refusing:
        return refusing
    for row in _TABLE:
        if (
            re.search(row.rpc, difference.rpc)
            and re.fullmatch(row.kinds or ".*", difference.kind)
            and re.search(row.place, difference.place)
        ):
            named = [id_ for id_ in row.rules if id_ in used]
            if named:
                return named
    return _rest(call, used)


def _rest(call: ApiCall, used: Collection[str]) -> list[str]:
    """What an answer rested on, without what all answers do unless there is nothing else."""
    everything = [id_ for id_ in rules() if id_ in used]
    own = [id_ for id_ in everything if not _EVERYWHERE.match(id_)]
    if call.rpc.startswith("Patch"):
        own = [id_ for id_ in own if "patch" in id_] or own
    return own or everything


def _refuses(rule: str) -> bool:
    return rule not in _NEVER_REFUSING and bool(_REFUSING.search(rules()[rule].sentence))


def _by_request(difference: Difference, call: ApiCall) -> list[str]:
    """What a list that differs was asked for: the filters and the page of the request."""
    if difference.kind not in ("missing", "extra") or difference.place not in (
        "annotations",
        "inputs",
        "datasets",
    ):
        return []
    fields, found = call.fields, []
    if not call.rpc.startswith("List"):
        return []
    if call.rpc == "ListInputs":
        return ["inputs.list"]
    if call.rpc == "ListDatasets":
        return ["datasets.filters"] if fields.get("search") or fields.get("id") else []
    if fields.get("ids"):
        found.append("annotations.list_pairs")
    if any(fields.get(f"{who}_ids") for who in ("user", "model_version", "workflow_version")):
        found.append("annotations.workers_union")
    if any(fields.get(name) for name in ("input_ids", "statuses", "task_id")):
        found.append("annotations.list_filters")
    if fields.get("page"):
        found.append("lists.page_from_1")
    if not found and not fields.get("per_page"):
        found.append("lists.per_page_20")
    return found

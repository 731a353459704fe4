"""Mutants that are wrong about languages, searches of all kinds, and apps by their path."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Search

from fakeannot.service.apps import patches as app_patches
from fakeannot.service.concepts import languages, relations
from fakeannot.service.concepts import searches as concept_searches
from fakeannot.service.searching import geo, plan, saved_searches, searches
from fakeannot.service.searching.finding import find_inputs
from fakeannot.service.searching.saved import shelf_of
from fakeannot.service.things import find
from fakeannot.service.wildcards import is_like
from tests.conformance.mutants.deleting import _rpc
from tests.conformance.mutants.mutant import mutant, put, swapped, wrap


@mutant("A language that is there is posted again.", "languages.post")
def language_posted_again() -> None:
    put(languages, "check_ids", lambda *_arguments: None)
    wrap(languages, "add", _added_again)


def _added_again(original: Any, shelf: Any, sent: Any) -> Any:
    for one in sent:
        if one.id in shelf:
            shelf.things.remove(shelf.kind, one.id, shelf.parent)
    return original(shelf, sent)


@mutant("A concept's own language is not listed.", "languages.list")
def own_language_unlisted() -> None:
    _rpc("ListConceptLanguages", _without_the_first)


def _without_the_first(original: Any, call: Any, request: Any) -> Any:
    reply = original(call, request)
    (name, items) = reply.parts[0]
    reply.parts = ((name, [*items][1:]),)
    return reply


@mutant("A name in the concept's own language is not the concept's.", "languages.patch")
def own_language_renames_nothing() -> None:
    def rename(call: Any, concept_id: str, sent: Any, action: str) -> Any:
        return sent

    put(languages, "_rename", rename)


@mutant("A concept is found by its own name in any language.", "concepts.search_language")
def language_ignored() -> None:
    def found(original: Any, call: Any, pattern: str, language: str) -> Any:
        return original(call, pattern, "en")

    wrap(concept_searches, "_found", found)


swapped(
    "relations_stay",
    "Relations that are deleted stay.",
    "relations.delete",
    relations,
    "delete",
    lambda _shelf, ids: list(ids),
)


@mutant("A search with save is run, and not kept.", "searches.save")
def save_ignored() -> None:
    def posted(original: Any, call: Any, request: Any, *rest: Any, **how: Any) -> Any:
        for search in request.searches:
            search.save = False
        return original(call, request, *rest, **how)

    wrap(searches, "_posted", posted)


swapped(
    "saved_searches_patched_by_any_action",
    "PatchSearches takes any action for overwrite.",
    "searches.patch",
    saved_searches,
    "check_action_in",
    lambda *_arguments, **_how: None,
)


@mutant("A patch of a saved search leaves its query as it is.", "searches.patch")
def saved_query_kept() -> None:
    def patched(original: Any, shelf: Any, sent: Any, action: str) -> Any:
        for one in sent:
            found = shelf.things.get(shelf.kind, one.id)
            if found is not None:
                one.query.CopyFrom(found.message.query)
        return original(shelf, sent, action)

    wrap(saved_searches, "patched", patched)


swapped(
    "saved_search_stays",
    "A saved search that is deleted stays.",
    "searches.any_saved",
    saved_searches,
    "delete",
    lambda _shelf, ids: list(ids),
)


@mutant("A search by id finds everything.", "searches.by_id")
def saved_search_finds_all() -> None:
    def run(call: Any, request: Any) -> Any:
        saved = find(shelf_of(call), request.id, ("id",)).message
        answer = service_pb2.MultiSearchResponse(searches=[saved])
        everything = Search()
        page = request.pagination
        return searches._run(call, everything, (), page, answer, find_inputs, legacy=True)

    _rpc("PostSearchesByID", lambda _original, call, request: run(call, request))


@mutant("A search that names a saved one finds everything.", "searches.saved_run")
def named_search_finds_all() -> None:
    put(searches, "recalled", lambda _call, _search, _at: Search())


@mutant("Negated ands are as others.", "searches.ands")
def ands_not_negated() -> None:
    def of_and(original: Any, call: Any, wanted: Any, at: Any) -> Any:
        return original(call, wanted, at)._replace(negate=False)

    wrap(plan, "_of_and", of_and)


@mutant("Miles are kilometers.", "searches.geo_point")
def miles_are_kilometers() -> None:
    units = {**geo._DEGREES, "withinMiles": geo._DEGREES["withinKilometers"]}
    put(geo, "_DEGREES", units)


@mutant("A box is as wide as the earth.", "searches.geo_box")
def box_without_sides() -> None:
    def in_box(original: Any, box: Any, at: Any) -> Any:
        test = original(box, at)
        west = box.geo_box[0].geo_point.longitude

        def of_latitude(point: Any) -> Any:
            moved = type(point)(latitude=point.latitude, longitude=west)
            return test(moved)

        return of_latitude

    wrap(geo, "_in_box", in_box)


@mutant("PatchApp leaves the metadata of an app as it is.", "apps.patch")
def app_metadata_kept() -> None:
    def patch(original: Any, call: Any, request: Any) -> Any:
        request.app.ClearField("metadata")
        return original(call, request)

    _rpc("PatchApp", patch)


@mutant("PatchAppsDetails changes nothing.", "apps.patch")
def app_details_kept() -> None:
    def patch(original: Any, call: Any, request: Any) -> Any:
        for app in request.apps:
            app.ClearField("description")
        return original(call, request)

    _rpc("PatchAppsDetails", patch)


swapped(
    "app_metadata_merged",
    "A patch of an app merges metadata, whatever is asked for.",
    "apps.patch_metadata",
    app_patches,
    "_overwrite",
    lambda message, taken, _op: message.MergeFrom(taken),
)


@mutant("Apps are searched for by their ids.", "apps.search")
def apps_found_by_id() -> None:
    def searched(original: Any, call: Any, request: Any) -> Any:
        name = request.app_query.name
        request.app_query.name = ""
        reply = original(call, request)
        (field, items) = reply.parts[0]
        kept = [one for one in items if is_like(one.message.id, name)]
        reply.parts = ((field, kept),)
        return reply

    _rpc("PostAppsSearches", searched)

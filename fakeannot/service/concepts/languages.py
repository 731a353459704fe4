"""The names of a concept in other languages; its own is what the concept says itself."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import ConceptLanguage

from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.concepts.reads import find_concept
from fakeannot.service.paging import page_bounds
from fakeannot.service.patching import check_action
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Fresh, Item, Reply, listing, single
from fakeannot.service.things import PER_PAGE, Shelf, add, change, check_ids, find, got, ids_in
from fakeannot.store import patch
from fakeannot.store.rows import ConceptRow
from fakeannot.store.things import Kind

LANGUAGES = Kind("concept_languages", resources_pb2.ConceptLanguage)


@handles("ListConceptLanguages")
@enforces("languages.list")
def list_languages(call: Call, request: service_pb2.ListConceptLanguagesRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    row = find_concept(call, request.concept_id, ("concept_id",))
    languages: list[Item] = [Fresh(_own(row)), *call.things.all(LANGUAGES, row.id)]
    return listing("concept_languages", languages[start : start + size])


@handles("GetConceptLanguage")
def get_language(call: Call, request: service_pb2.GetConceptLanguageRequest) -> Reply:
    row = find_concept(call, request.concept_id, ("concept_id",))
    if request.language == row.message.language:
        return single("concept_language", Fresh(_own(row)))
    return got(_shelf(call, row), "concept_language", request.language, ("language",))


@handles("PostConceptLanguages")
@enforces("languages.post")
def post_languages(call: Call, request: service_pb2.PostConceptLanguagesRequest) -> Reply:
    row = find_concept(call, request.concept_id, ("concept_id",))
    ids = [one.id for one in request.concept_languages]
    if "" in ids:
        details = "A language of a concept needs its code as the id, such as 'ja'."
        at = ("concept_languages", ids.index(""), "id")
        raise BadRequest(details, rule="languages.need_id", at=at)
    check_ids(ids_in(LANGUAGES.name, ids), "language", ids, [row.message.language])
    return add(_shelf(call, row), request.concept_languages)


@handles("PatchConceptLanguages")
@enforces("languages.patch")
def patch_languages(call: Call, request: service_pb2.PatchConceptLanguagesRequest) -> Reply:
    row = find_concept(call, request.concept_id, ("concept_id",))
    check_action(request.action)
    check_count("concept_languages", len(request.concept_languages))
    own, shelf = row.message.language, _shelf(call, row)
    for index, one in enumerate(request.concept_languages):
        if one.id != own:
            find(shelf, one.id, ("concept_languages", index, "id"))
    changed = [
        _rename(call, row.id, one, request.action)
        if one.id == own
        else change(shelf, one, request.action)
        for one in request.concept_languages
    ]
    return listing("concept_languages", [Fresh(one) for one in changed])


def _shelf(call: Call, row: ConceptRow) -> Shelf:
    return Shelf(call, LANGUAGES, "language", row.id)


def _own(row: ConceptRow) -> ConceptLanguage:
    """The concept's name in its own language."""
    concept = row.message
    return ConceptLanguage(id=concept.language, name=concept.name, definition=concept.definition)


def _rename(call: Call, concept_id: str, sent: ConceptLanguage, action: str) -> ConceptLanguage:
    """Change the concept's name in its own language, which is its name everywhere."""
    row = find_concept(call, concept_id, ("concept_id",))
    language, concept = _own(row), row.message
    if action == "overwrite":
        language.CopyFrom(sent)
    elif action == "merge":
        patch.merge(language, sent)
    else:
        patch.remove(language, sent)
    concept.name, concept.definition = language.name or concept.id, language.definition
    row = ConceptRow.of(row.sequence, concept)
    call.app.concepts.replace(row)
    return _own(row)

"""Journeys about concepts as such: posted, patched, found by name, related, and named in languages.

Lists that would tell of other examples' concepts are asked for by id or by the beginning of a name.
"""

from __future__ import annotations

from typing import Any

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.wording import Fields, of


def _concepts(*concepts: Fields) -> ApiCall:
    return of("PostConcepts", concepts=list(concepts))


def _patch_concepts(*concepts: Fields, action: str = "overwrite") -> ApiCall:
    return of("PatchConcepts", concepts=list(concepts), action=action)


def _named(name: str, language: str = "", **page: Any) -> ApiCall:
    query = {"name": name, **({"language": language} if language else {})}
    return of("PostConceptsSearches", concept_query=query, pagination=page)


def _related(subject: str, predicate: str, *others: str, **fields: Any) -> ApiCall:
    relations = [
        {"object_concept": {"id": id_}, "predicate": predicate, **fields} for id_ in others
    ]
    return of("PostConceptRelations", concept_id=subject, concept_relations=relations)


def _relations(of_concept: str, **how: Any) -> ApiCall:
    return of("ListConceptRelations", concept_id=of_concept, **how)


def _languages(*languages: Fields, of_concept: str = "k1") -> ApiCall:
    return of("PostConceptLanguages", concept_id=of_concept, concept_languages=list(languages))


def _patch_languages(action: str, *languages: Fields) -> ApiCall:
    sent = list(languages)
    return of("PatchConceptLanguages", concept_id="k1", concept_languages=sent, action=action)


def _language(language: str, of_concept: str = "k1") -> ApiCall:
    return of("GetConceptLanguage", concept_id=of_concept, language=language)


K1, K2, K3 = ({"id": id_} for id_ in ("k1", "k2", "k3"))

CONCEPTS_TOUR: tuple[tuple[ApiCall, ...], ...] = (
    (
        _concepts({**K1, "name": "PREFIX-kelp", "definition": "a weed", "metadata": {"n": 1}}, K2),
        of("GetConcept", concept_id="k1"),
        of("ListConcepts", id="k2"),
        of("ListConcepts", id="k3"),
        _concepts(K3, K1),
        _concepts(K3, K3),
        of("GetConcept", concept_id="k3"),
        _concepts(),
        _patch_concepts({**K1, "name": "PREFIX-kale"}),
        _patch_concepts({**K2, "definition": "two"}, K3),
        _patch_concepts({**K1, "name": "PREFIX-kin"}, action="merge"),
        _patch_concepts(),
        of("GetConcept", concept_id="k1"),
        of("GetConcept", concept_id="k2"),
        _named("PREFIX-k"),
        _named("PREFIX-k", page=2, per_page=1),
        _named("PREFIX-ka"),
        _named("PREFIX-K*2"),
        _named("PREFIX-none"),
    ),
    (
        _concepts(K1, K2, K3),
        _related("k1", "hyponym", "k2"),
        _related("k1", "synonym", "k3", id="PREFIX-same"),
        _related("k1", "hyponym", "k2"),
        _related("k2", "hypernym", "k1"),
        _related("k1", "cousin", "k2"),
        _related("k1", "hyponym", "k1"),
        _related("k1", "hyponym", "none"),
        _related("none", "hyponym", "k1"),
        _relations("k1"),
        _relations("k2"),
        _relations("k3"),
        _relations("k1", predicate="synonym"),
        _relations("k2", predicate="hyponym"),
        of("DeleteConceptRelations", concept_id="k2", ids=["PREFIX-same"]),
        _relations("k3"),
        of("DeleteConceptRelations", concept_id="k1", ids=["PREFIX-same", "PREFIX-none"]),
        _relations("k1"),
        _relations("k3"),
        of("DeleteConceptRelations", concept_id="k1", ids=[]),
        of("DeleteConceptRelations", concept_id="none", ids=["PREFIX-same"]),
    ),
    (
        _concepts({**K1, "name": "PREFIX-kelp", "definition": "a weed"}),
        of("ListConceptLanguages", concept_id="k1"),
        _languages({"id": "es", "name": "PREFIX-alga"}, {"id": "ja", "name": "PREFIX-kombu"}),
        _languages({"id": "es", "name": "PREFIX-otra"}),
        _languages({"id": "en", "name": "PREFIX-other"}),
        _languages({"name": "PREFIX-nameless"}),
        _languages(),
        _languages({"id": "es"}, of_concept="none"),
        of("ListConceptLanguages", concept_id="k1"),
        of("ListConceptLanguages", concept_id="k1", page=2, per_page=1),
        _language("es"),
        _language("en"),
        _language("fr"),
        _language("es", of_concept="none"),
        _patch_languages("overwrite", {"id": "es", "definition": "una planta"}),
        _patch_languages("merge", {"id": "ja", "definition": "a plant"}),
        _patch_languages("merge", {"id": "ja", "name": "PREFIX-kobu"}, {"id": "fr"}),
        _patch_languages("mend", {"id": "ja", "name": "PREFIX-kobu"}),
        of("ListConceptLanguages", concept_id="k1"),
        _named("PREFIX-ko", "ja"),
        _named("PREFIX-k", "ja", page=2, per_page=1),
        _named("PREFIX-k", "fr"),
        _patch_languages("merge", {"id": "en", "name": "PREFIX-kale"}),
        of("GetConcept", concept_id="k1"),
        _named("PREFIX-k"),
    ),
)

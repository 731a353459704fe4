"""Calls on users, apps and concepts for the journey through all doors."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import App, Concept, ConceptLanguage, UserAppIDSet

PARK = {"user_app_id": UserAppIDSet(user_id="owner", app_id="park")}
GARDEN = {"user_app_id": UserAppIDSet(user_id="owner", app_id="garden")}
LEE = resources_pb2.Collaborator(user=resources_pb2.User(id="labeler"))
Calls = list[tuple[str, dict[str, Any]]]


def calls() -> Calls:
    """Each call: its RPC, and the fields of its request besides the app."""
    return [*_on_apps(), *_on_concepts(), *_on_the_rest(), ("DeleteApp", GARDEN)]


def _on_apps() -> Calls:
    base = resources_pb2.Workflow(id="Universal", app_id="main", user_id="clarifai")
    template = App(id="park", default_workflow=base, is_template={"value": True})
    template.metadata.update({"season": "all"})
    renamed = service_pb2.IdUpdateSource(id="park", new_id="garden")
    overwrite = {"action": "overwrite"}
    return [
        ("PostApps", {**PARK, "apps": [template]}),
        ("PostApps", {**PARK, "apps": [template]}),
        ("PatchApp", {**PARK, "app": App(description="green"), **overwrite}),
        ("PatchApps", {"apps": [App(id="park", name="Park")], **overwrite}),
        ("PatchAppsDetails", {**PARK, "apps": [App(notes="open at night")], **overwrite}),
        ("PatchAppsIds", {"ids": [renamed], **overwrite}),
        ("GetApp", PARK),
        ("GetApp", GARDEN),
        ("ListApps", {"template_only": True}),
        ("ListApps", {"sort_by_id": True, "sort_ascending": True, "per_page": 1, "page": 2}),
        ("PostAppsSearches", {"app_query": resources_pb2.AppQuery(name="p*k")}),
    ]


def _on_concepts() -> Calls:
    honey = {**GARDEN, "concept_id": "honey"}
    concepts = [Concept(id="honey", value=1), Concept(id="food", value=1, definition="eaten")]
    languages = [ConceptLanguage(id="ja", name="hachimitsu")]
    relation = resources_pb2.ConceptRelation(
        id="r", object_concept=Concept(id="food", value=1), predicate="hyponym"
    )
    query = resources_pb2.ConceptQuery(name="hachi*", language="ja")
    return [
        ("PostConcepts", {**GARDEN, "concepts": concepts}),
        ("PostConcepts", {**GARDEN, "concepts": concepts}),
        (
            "PatchConcepts",
            {**GARDEN, "action": "overwrite", "concepts": [Concept(id="honey", name="Honey")]},
        ),
        ("PostConceptLanguages", {**honey, "concept_languages": languages}),
        (
            "PatchConceptLanguages",
            {**honey, "action": "merge", "concept_languages": [ConceptLanguage(id="en", name="H")]},
        ),
        ("ListConceptLanguages", honey),
        ("GetConceptLanguage", {**honey, "language": "ja"}),
        ("PostConceptsSearches", {**GARDEN, "concept_query": query}),
        ("PostConceptRelations", {**honey, "concept_relations": [relation]}),
        ("ListConceptRelations", {**GARDEN, "concept_id": "food"}),
        ("DeleteConceptRelations", {**honey, "ids": ["r", "none"]}),
        ("GetConceptCounts", {}),
    ]


def _on_the_rest() -> Calls:
    scoped = resources_pb2.Collaborator(id="labeler", scopes=["Annotations_Get"])
    return [
        ("PostCollaborators", {**GARDEN, "collaborators": [LEE]}),
        ("PatchCollaborators", {**GARDEN, "action": "overwrite", "collaborators": [scoped]}),
        ("ListCollaborators", GARDEN),
        ("DeleteCollaborators", {**GARDEN, "collaborator_ids": ["labeler"]}),
        ("ListCollaborations", {}),
        ("GetUser", {}),
        ("ListStatusCodes", {}),
        ("GetStatusCode", {"status_code_id": "30002"}),
    ]

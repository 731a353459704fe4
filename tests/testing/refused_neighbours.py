"""Calls that are refused about apps, users, collaborators, concepts, models and workflows."""

from __future__ import annotations

from typing import Any

from tests.testing.furnished import BELOW_APP, BELOW_USER, furnished
from tests.testing.refused_calls import Refused


def neighbour(
    rule: str, call: str, at: str, *edit: str, body: Any = None, header: str = "Key any"
) -> Refused:
    """A call to a furnished fake, and its edit; none if there is none."""
    return Refused(rule, call, at, edit or None, body, header, world=furnished)


COLLABORATORS = f"{BELOW_APP}/collaborators"
RELATIONS = f"POST {BELOW_APP}/concepts/tree/relations"
RELATION = "concept_relations[0]"


def related(predicate: str, other: str, **fields: Any) -> Any:
    relation = {"predicate": predicate, "object_concept": {"id": other}}
    return {"concept_relations": [{**relation, **fields}]}


NEIGHBOURS = (
    neighbour(
        "access.app_unknown",
        f"PATCH {BELOW_USER}",
        "apps[0].id",
        'apps[0].id: "fakeapp" -> "fake-app"',
        body={"action": "overwrite", "apps": [{"id": "fakeapp"}]},
    ),
    neighbour(
        "apps.owner_only",
        f"POST {BELOW_USER}",
        "user_app_id.user_id",
        'path: "fake-user" -> "me"',
        body={"apps": [{"id": "mine"}]},
        header="Key guest",
    ),
    neighbour(
        "apps.patch_actions",
        f"PATCH {BELOW_APP}",
        "action",
        'action: "merge" -> "overwrite"',
        body={"action": "merge", "app": {"name": "a"}},
    ),
    neighbour(
        "apps.patch_actions",
        f"PATCH {BELOW_APP}",
        "app.image.url",
        'app.image.url: "u" -> ""',
        body={"action": "remove", "app": {"image": {"url": "u"}}},
    ),
    neighbour(
        "apps.patch_id",
        f"PATCH {BELOW_APP}",
        "app.id",
        'app.id: "fake" -> "fake-app"',
        body={"action": "overwrite", "app": {"id": "fake"}},
    ),
    neighbour(
        "apps.patch_metadata",
        f"PATCH {BELOW_APP}",
        "metadata_action",
        'metadata_action.op: "overwrites" -> "overwrite"',
        body={"action": "overwrite", "app": {"name": "a"}, "metadata_action": {"op": "overwrites"}},
    ),
    neighbour(
        "apps.patch_metadata",
        f"PATCH {BELOW_APP}",
        "metadata_action",
        'metadata_action.path: "a" -> nothing',
        body={
            "action": "overwrite",
            "app": {"name": "a"},
            "metadata_action": {"op": "merge", "path": "a"},
        },
    ),
    neighbour(
        "apps.rename_one",
        f"PATCH {BELOW_USER}/ids",
        "action",
        'action: "merge" -> "overwrite"',
        body={"action": "merge", "ids": [{"id": "fake-app", "new_id": "b"}]},
    ),
    neighbour(
        "apps.rename_one",
        f"PATCH {BELOW_USER}/ids",
        "ids",
        'ids[0].id: nothing -> "fake-app"',
        'ids[0].new_id: nothing -> "fake-app-2"',
        body={"action": "overwrite"},
    ),
    neighbour(
        "apps.rename_one",
        f"PATCH {BELOW_USER}/ids",
        "ids",
        'ids[1]: {"id": "x"} -> nothing',
        body={"action": "overwrite", "ids": [{"id": "fake-app", "new_id": "b"}, {"id": "x"}]},
    ),
    neighbour(
        "collaborators.by_id",
        f"POST {COLLABORATORS}",
        "collaborators[0].user.id",
        'collaborators[0].user.id: nothing -> "stranger"',
        body={"collaborators": [{"user": {"first_name": "Ann"}}]},
    ),
    neighbour(
        "collaborators.scopes",
        f"POST {COLLABORATORS}",
        "collaborators[0].scopes",
        'collaborators[0].scopes[1]: "Annotation_Add" -> "Annotations_Add"',
        body={"collaborators": [{"user": {"id": "ann"}, "scopes": ["All", "Annotation_Add"]}]},
    ),
    neighbour(
        "collaborators.patch",
        f"PATCH {COLLABORATORS}",
        "action",
        'action: "merge" -> "overwrite"',
        body={"action": "merge", "collaborators": [{"id": "guest"}]},
    ),
    neighbour(
        "things.unknown",
        f"PATCH {COLLABORATORS}",
        "collaborators[0].id",
        'collaborators[0].id: "gest" -> "guest"',
        body={"action": "overwrite", "collaborators": [{"id": "gest"}]},
    ),
    neighbour(
        "status_codes.unknown", "GET status_codes/1000", "status_code_id", 'path: "1000" -> "10000"'
    ),
    neighbour(
        "concepts.post_known",
        "POST concepts",
        "concepts[0].id",
        'concepts[0].id: "tree" -> "tree-2"',
        body={"concepts": [{"id": "tree"}]},
    ),
    neighbour(
        "concepts.patch_overwrites",
        "PATCH concepts",
        "action",
        'action: "merge" -> "overwrite"',
        body={"action": "merge", "concepts": [{"id": "tree", "name": "a"}]},
    ),
    neighbour(
        "languages.need_id",
        "POST concepts/tree/languages",
        "concept_languages[0].id",
        'concept_languages[0].id: nothing -> "ja"',
        body={"concept_languages": [{"name": "a"}]},
    ),
    neighbour("things.unknown", "GET concepts/tree/languages/e", "language", 'path: "e" -> "es"'),
    neighbour(
        "relations.predicates",
        RELATIONS,
        f"{RELATION}.predicate",
        f'{RELATION}.predicate: "hyponim" -> "hyponym"',
        body=related("hyponim", "bush"),
    ),
    neighbour(
        "relations.ends",
        RELATIONS,
        f"{RELATION}.object_concept.id",
        f'{RELATION}.object_concept.id: "tree" -> "plant"',
        body=related("synonym", "tree"),
    ),
    neighbour(
        "relations.ends",
        RELATIONS,
        f"{RELATION}.subject_concept.id",
        f'{RELATION}.subject_concept.id: "bush" -> nothing',
        body=related("synonym", "plant", subject_concept={"id": "bush"}),
    ),
    neighbour(
        "relations.once",
        RELATIONS,
        RELATION,
        f'{RELATION}.predicate: "hyponym" -> "hypernym"',
        body=related("hyponym", "plant"),
    ),
    neighbour(
        "stored_models.unknown", "GET models/detectr", "model_id", 'path: "detectr" -> "detector"'
    ),
    neighbour(
        "things.id_unique",
        "POST models",
        "model.id",
        'model.id: "detector" -> "detector-2"',
        body={"model": {"id": "detector"}},
    ),
    neighbour(
        "stored_workflows.unknown", "GET workflows/flw", "workflow_id", 'path: "flw" -> "flow"'
    ),
)

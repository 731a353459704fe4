"""What concepts are to each other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Answer, Api
from tests.rules.conftest import concepts

INVERSE = {"hyponym": "hypernym", "hypernym": "hyponym", "synonym": "synonym"}
Triple = tuple[str, str, str]


@pytest.fixture
def api(api: Api) -> Api:
    """An app with four concepts."""
    api.post("concepts", {"concepts": concepts("honey", "food", "bread", "nectar")})
    return api


def relation(predicate: str, object_id: str, **fields: Any) -> dict[str, Any]:
    return {"predicate": predicate, "object_concept": {"id": object_id}, **fields}


def post(api: Api, subject: str, *relations: Any) -> Answer:
    return api.post(f"concepts/{subject}/relations", {"concept_relations": relations})


def triples(answer: Answer) -> list[Triple]:
    assert answer.outcome == (200, 10000)
    return [
        (one["subject_concept"]["id"], one["predicate"], one["object_concept"]["id"])
        for one in answer["concept_relations"]
    ]


def of(api: Api, concept_id: str = "", *pairs: tuple[str, object]) -> list[Triple]:
    path = f"concepts/{concept_id}/relations" if concept_id else "concepts/relations"
    return triples(api.get(f"/v2/users/me/apps/fake-app/{path}", *pairs))


@pytest.fixture
def related(owner: Api, api: Api) -> Api:
    """Three relations: honey and bread are kinds of food, and honey is nectar."""
    app = Api(owner._send, owner._headers["Authorization"], "/v2/users/me/apps/fake-app")
    assert post(app, "honey", relation("hyponym", "food", id="a")).http == 200
    assert post(app, "food", relation("hypernym", "bread", id="b")).http == 200
    assert post(app, "honey", relation("synonym", "nectar", id="c")).http == 200
    return app


@pytest.mark.rule("relations.post", "relations.both_ways")
@pytest.mark.parametrize("predicate", INVERSE)
def test_a_relation_is_told_of_from_either_side(related: Api, predicate: str) -> None:
    answer = post(related, "nectar", relation(predicate, "food"))
    assert triples(answer) == [("nectar", predicate, "food")]
    assert ("nectar", predicate, "food") in of(related, "nectar")
    assert ("food", INVERSE[predicate], "nectar") in of(related, "food")
    assert not any("nectar" in triple for triple in of(related, "bread"))


@pytest.mark.rule("relations.post", "things.id_given_or_made")
def test_a_relation_is_told_with_its_concepts_as_they_are_now(related: Api) -> None:
    (told,) = post(related, "bread", relation("synonym", "nectar"))["concept_relations"]
    assert len(told["id"]) == 32
    related.patch("concepts", {"concepts": [{"id": "bread", "name": "B"}], "action": "overwrite"})
    told = related.get("concepts/nectar/relations")["concept_relations"][-1]
    assert told["subject_concept"] == related.get("concepts/nectar")["concept"]
    assert told["object_concept"]["name"] == "B"


@pytest.mark.rule("relations.list", "relations.hypernyms")
def test_all_relations_are_listed_one_way_only(related: Api) -> None:
    kinds = [("honey", "hyponym", "food"), ("bread", "hyponym", "food")]
    same = [("honey", "synonym", "nectar")]
    assert of(related) == kinds + same
    assert of(related, "", ("predicate", "hyponym")) == kinds
    assert of(related, "", ("predicate", "synonym")) == same
    inverse = [(object_id, "hypernym", subject) for subject, _, object_id in kinds]
    assert of(related, "", ("predicate", "hypernym")) == inverse
    assert of(related, "", ("per_page", 2), ("page", 2)) == same
    assert of(related, "", ("page", 2)) == []


@pytest.mark.rule("relations.list")
def test_the_relations_of_a_concept_are_narrowed_as_seen_from_its_side(related: Api) -> None:
    hypernyms = [("food", "hypernym", "honey"), ("food", "hypernym", "bread")]
    assert of(related, "food", ("predicate", "hypernym")) == hypernyms
    assert of(related, "food", ("predicate", "hyponym")) == []
    assert of(related, "nectar") == [("nectar", "synonym", "honey")]
    assert related.get("concepts/none/relations").outcome == (404, 11101)


@pytest.mark.rule("relations.post")
def test_several_relations_are_posted_at_once(related: Api) -> None:
    answer = post(related, "nectar", relation("synonym", "bread"), relation("hyponym", "food"))
    assert triples(answer) == [("nectar", "synonym", "bread"), ("nectar", "hyponym", "food")]


@pytest.mark.rule("relations.once")
def test_that_two_are_kinds_of_one_another_are_two_relations(related: Api) -> None:
    assert post(related, "food", relation("hyponym", "honey")).outcome == (200, 10000)


@pytest.mark.rule("relations.list")
def test_relations_are_narrowed_by_knowledge_graph(related: Api) -> None:
    post(related, "honey", relation("hyponym", "food", knowledge_graph_id="g"))
    assert of(related, "honey", ("knowledge_graph_id", "g")) == [("honey", "hyponym", "food")]
    assert len(of(related, "honey")) == 3


@pytest.mark.rule(
    "relations.predicates", "relations.ends", "relations.once", "concepts.get_unknown"
)
@pytest.mark.parametrize(
    ("refused", "outcome", "told"),
    [
        (relation("is", "nectar"), (400, 11100), "There are: hyponym, hypernym, synonym."),
        (relation("", "nectar"), (400, 11100), "Invalid predicate ''."),
        (relation("hyponym", "food"), (400, 11100), "cannot be related to itself"),
        (relation("hyponym", "none"), (404, 11101), "Concept 'none' does not exist"),
        (relation("hyponym", ""), (404, 11101), "Concept '' does not exist"),
        (
            relation("hyponym", "nectar", subject_concept={"id": "honey"}),
            (400, 11100),
            "The path is of the concept 'food', not 'honey'.",
        ),
        (relation("hypernym", "honey"), (400, 40010), "duplicate ID"),
        (relation("synonym", "nectar"), (400, 40010), "duplicate ID"),
        (relation("synonym", "honey", id="a"), (400, 40010), "duplicate ID"),
    ],
)
def test_relations_are_all_added_or_none_is(
    related: Api, refused: Any, outcome: tuple[int, int], told: str
) -> None:
    post(related, "nectar", relation("synonym", "food"))
    before = of(related)
    answer = post(related, "food", relation("synonym", "bread"), refused)
    assert answer.outcome == outcome
    assert told in answer.details
    assert of(related) == before


@pytest.mark.rule("relations.once")
def test_one_relation_is_not_posted_twice_at_once(related: Api) -> None:
    twice = [relation("synonym", "bread"), relation("synonym", "bread")]
    assert post(related, "nectar", *twice).outcome == (400, 40010)
    assert post(related, "nectar").outcome == (400, 11100)
    assert post(related, "none").outcome == (404, 11101)


@pytest.mark.rule("relations.predicates")
def test_a_list_by_another_predicate_is_refused(related: Api) -> None:
    answer = related.get("concepts/relations", ("predicate", "parent"))
    assert answer.outcome == (400, 11100)


@pytest.mark.rule("relations.delete", "things.delete_unknown")
def test_relations_of_a_concept_are_deleted_by_id_from_either_side(related: Api) -> None:
    def delete(concept_id: str, *ids: str) -> Answer:
        return related.delete(f"concepts/{concept_id}/relations", {"ids": ids})

    assert delete("food", "b", "c", "none").outcome == (200, 10000)
    assert of(related) == [("honey", "hyponym", "food"), ("honey", "synonym", "nectar")]
    assert delete("honey", "a", "c").outcome == (200, 10000)
    assert of(related) == []
    assert delete("honey").outcome == (400, 11100)
    assert delete("none", "a").outcome == (404, 11101)

"""What concepts are to each other: kinds of, parents of, or the same as another.

A relation is stored one way only, a hypernym as the hyponym that it is the other way round, and
told of from the side of the concept that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import ConceptRelation

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.concepts.reads import find_concept
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import BadRequest, DuplicateId
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import PER_PAGE, Shelf, added, delete
from fakeannot.store.things import Kind

RELATIONS = Kind("concept_relations", resources_pb2.ConceptRelation)
_INVERSE = {"hyponym": "hypernym", "hypernym": "hyponym", "synonym": "synonym"}


@handles("PostConceptRelations")
@enforces("relations.post")
def post_relations(call: Call, request: service_pb2.PostConceptRelationsRequest) -> Reply:
    subject = find_concept(call, request.concept_id, ("concept_id",)).id
    check_count("concept_relations", len(request.concept_relations))
    known = {_meaning(relation) for relation in _stored(call)}
    new = []
    for index, sent in enumerate(request.concept_relations):
        at: Path = ("concept_relations", index)
        _check(call, subject, sent, at)
        new.append(_to_store(subject, sent))
        if _meaning(new[-1]) in known:
            raise DuplicateId(rule="relations.once", at=at)
        known.add(_meaning(new[-1]))
    stored = added(_shelf(call), new)
    return listing("concept_relations", [_told(call, _seen(one, subject)) for one in stored])


@handles("ListConceptRelations")
@enforces("relations.list")
def list_relations(call: Call, request: service_pb2.ListConceptRelationsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    if request.predicate:
        _check_predicate(request.predicate, ("predicate",))
    found = [
        relation
        for relation in _asked_for(call, request.concept_id, request.predicate)
        if request.predicate in ("", relation.predicate)
        and request.knowledge_graph_id in ("", relation.knowledge_graph_id)
    ]
    return listing("concept_relations", [_told(call, one) for one in found[start : start + size]])


@handles("DeleteConceptRelations")
@enforces("relations.delete")
def delete_relations(call: Call, request: service_pb2.DeleteConceptRelationsRequest) -> Reply:
    concept_id = find_concept(call, request.concept_id, ("concept_id",)).id
    check_count("ids", len(request.ids))
    its_own = {one.id for one in _stored(call) if concept_id in _ends(one)}
    delete(_shelf(call), [id_ if id_ in its_own else "" for id_ in request.ids])
    return Reply()


def _asked_for(call: Call, concept_id: str, predicate: str) -> Iterator[ConceptRelation]:
    """All relations as they are stored, or those of a concept as seen from its side."""
    if concept_id:
        find_concept(call, concept_id, ("concept_id",))
        yield from (_seen(one, concept_id) for one in _stored(call) if concept_id in _ends(one))
    elif predicate == "hypernym":
        applies("relations.hypernyms")
        yield from (_inverse(one) for one in _stored(call) if one.predicate == "hyponym")
    else:
        yield from _stored(call)


def _stored(call: Call) -> Iterator[ConceptRelation]:
    return (row.message for row in call.things.all(RELATIONS))


def _shelf(call: Call) -> Shelf:
    return Shelf(call, RELATIONS, "concept relation")


def _ends(relation: ConceptRelation) -> tuple[str, str]:
    return relation.subject_concept.id, relation.object_concept.id


def _meaning(relation: ConceptRelation) -> tuple[str, str, tuple[str, ...]]:
    """What a stored relation says; who is named first of two synonyms says nothing."""
    ends: tuple[str, ...] = _ends(relation)
    if relation.predicate == "synonym":
        ends = tuple(sorted(ends))
    return relation.knowledge_graph_id, relation.predicate, ends


def _to_store(subject: str, sent: ConceptRelation) -> ConceptRelation:
    """A relation that was posted for a concept, with the ids of concepts only."""
    relation = ConceptRelation()
    relation.CopyFrom(sent)
    relation.subject_concept.CopyFrom(resources_pb2.Concept(id=subject))
    relation.object_concept.CopyFrom(resources_pb2.Concept(id=sent.object_concept.id))
    return _inverse(relation) if relation.predicate == "hypernym" else relation


def _seen(relation: ConceptRelation, subject: str) -> ConceptRelation:
    """The relation, with this one of its concepts as the subject."""
    return relation if relation.subject_concept.id == subject else _inverse(relation)


@enforces("relations.both_ways")
def _inverse(relation: ConceptRelation) -> ConceptRelation:
    """What the relation says, said the other way round."""
    inverse = ConceptRelation()
    inverse.CopyFrom(relation)
    inverse.predicate = _INVERSE[relation.predicate]
    inverse.subject_concept.CopyFrom(relation.object_concept)
    inverse.object_concept.CopyFrom(relation.subject_concept)
    return inverse


def _told(call: Call, relation: ConceptRelation) -> Fresh:
    """The relation with its concepts as they are now."""
    for concept in (relation.subject_concept, relation.object_concept):
        concept.CopyFrom(find_concept(call, concept.id, ()).message)
    return Fresh(relation)


def _check(call: Call, subject: str, sent: ConceptRelation, at: Path) -> None:
    _check_predicate(sent.predicate, (*at, "predicate"))
    if sent.subject_concept.id not in ("", subject):
        details = f"The path is of the concept {subject!r}, not {sent.subject_concept.id!r}."
        raise BadRequest(details, rule="relations.ends", at=(*at, "subject_concept", "id"))
    if sent.object_concept.id == subject:
        details = f"Concept {subject!r} cannot be related to itself."
        raise BadRequest(details, rule="relations.ends", at=(*at, "object_concept", "id"))
    find_concept(call, sent.object_concept.id, (*at, "object_concept", "id"))


def _check_predicate(predicate: str, at: Path) -> None:
    if predicate not in _INVERSE:
        details = f"Invalid predicate {predicate!r}. There are: {', '.join(_INVERSE)}."
        raise BadRequest(details, rule="relations.predicates", at=at)

"""Edits against refusals of concepts, of their languages and of how they are related."""

from __future__ import annotations

from collections.abc import Iterator

from fakeannot.testing.explanation.proposals.case import Case, Proposal, proposes

_LANGUAGES = ("ja", "es", "fr", "de", "it", "zh")
_PREDICATES = ("hyponym", "hypernym", "synonym")


@proposes("concepts.get_unknown")
def known_concept(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, case.concept_ids())


@proposes("concepts.need_id")
def named_concept(case: Case) -> Iterator[Proposal]:
    name = case.draft.value(case.beside("name"))
    known = case.concept_ids()
    if isinstance(name, str) and name:
        yield case.set(case.path, name)
    elif known:
        yield case.set(case.path, known[0])
    yield from case.remove(case.path[:-1])


@proposes("searches.concept_named")
def wanted_concept(case: Case) -> Iterator[Proposal]:
    yield from case.nearest((*case.path, "id"), case.concept_ids())
    yield from case.remove(case.path)


@proposes("languages.need_id")
def some_language(case: Case) -> Iterator[Proposal]:
    for language in _LANGUAGES:
        yield case.set(case.path, language)


@proposes("relations.predicates")
def known_predicate(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, _PREDICATES)


@proposes("relations.ends")
def two_concepts(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.path)
    subject = case.draft.value(("concept_id",))
    yield from case.nearest(case.path, [id_ for id_ in case.concept_ids() if id_ != subject])


@proposes("relations.once")
def another_relation(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.path)
    yield from case.nearest((*case.path, "object_concept", "id"), case.concept_ids())
    yield from case.nearest((*case.path, "predicate"), _PREDICATES)

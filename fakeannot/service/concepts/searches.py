"""PostConceptsSearches: concepts by name, in the app's language or another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.concepts.languages import LANGUAGES
from fakeannot.service.concepts.reads import PER_PAGE
from fakeannot.service.paging import page_bounds
from fakeannot.service.replies import Fresh, Item, Reply, listing
from fakeannot.service.wildcards import is_like
from fakeannot.store.world import DEFAULT_LANGUAGE


@handles("PostConceptsSearches")
@enforces("concepts.search")
def post_concepts_searches(call: Call, request: service_pb2.PostConceptsSearchesRequest) -> Reply:
    query, page = request.concept_query, request.pagination
    start, size = page_bounds(page.page, page.per_page, PER_PAGE)
    if query.ignore_app_concepts or query.use_cases:
        applies("concepts.search_sources")
        return listing("concepts", [])
    found = _found(call, query.name, query.language or DEFAULT_LANGUAGE)
    return listing("concepts", list(islice(found, start, start + size)))


def _found(call: Call, pattern: str, language: str) -> Iterator[Item]:
    """The concepts whose names in a language are like the pattern, told of in that language."""
    things = call.things
    for row in call.app.concepts.all():
        concept = row.message
        if concept.language == language:
            if is_like(concept.name, pattern):
                yield row
            continue
        translation = things.get(LANGUAGES, language, row.id)
        if translation is not None and is_like(translation.message.name, pattern):
            applies("concepts.search_language")
            told = translation.message
            concept.language, concept.name, concept.definition = told.id, told.name, told.definition
            yield Fresh(concept)

"""Rules of concepts as resources of their own: writing, searching, counting, relating them."""

from __future__ import annotations

from fakeannot.rules.rule import CI, CONTRACT, documented, inferred, observed

RULES = (
    documented("languages.list", "A concept's own language is listed first, then those added, in the order they came.", f"{CONTRACT}; the order is inferred", "2026"),
    documented("languages.post", "PostConceptLanguages adds a concept's name and definition in other languages; one that is there is refused with 40010.", f"{CONTRACT}; the code is inferred", "2026"),
    inferred("languages.need_id", "A language without its code as the id is refused with 11100.", "no path would lead to it"),
    inferred("languages.patch", "PatchConceptLanguages changes names; in the concept's own language it renames the concept.", "it is one name in two places"),
    documented("relations.post", "PostConceptRelations relates the path's concept, the subject, to others of the app.", CONTRACT, "2026"),
    documented("relations.predicates", "The predicates are hyponym, hypernym and synonym; another is refused with 11100.", f"{CONTRACT}; the code is inferred", "2026"),
    documented("relations.both_ways", "A relation is told of from either side: a hyponym is a hypernym the other way round, a synonym is one both ways.", CONTRACT, "2026"),
    inferred("relations.ends", "A concept is not related to itself, nor posted on the path of another: 11100.", "neither says anything"),
    inferred("relations.once", "A relation that is there already, also the other way round, is refused with 40010.", "as for ids that are taken"),
    documented("relations.list", "Relations are listed of one concept or of all, by predicate and knowledge graph, with their concepts.", CONTRACT, "2026"),
    documented("relations.hypernyms", "All relations are listed the way they are stored; asked for hypernyms, hyponyms the other way round.", CONTRACT, "2026"),
    inferred("relations.delete", "DeleteConceptRelations takes out relations of the path's concept by their ids, and passes over others.", "as the bulk delete of annotations does"),
    documented("concepts.post", "PostConcepts adds concepts in the app's language, all or none; name, definition, metadata and image are kept.", CONTRACT, "2026"),
    observed("concepts.post_known", "Posting a concept whose id is taken is refused with 40003 and HTTP 400.", CI),
    documented("concepts.patch_overwrites", "PatchConcepts knows the action overwrite only; another is refused with 11100.", f"{CONTRACT}; the code is inferred", "2026"),
    observed("concepts.patch", "PatchConcepts changes the fields that are sent; an id that is not there refuses all with 11101.", f"{CI}, to a concept of another app"),
    documented("concepts.search", "Concepts are found by the beginning of their names, or by wildcards, in English unless the query says.", f"{CONTRACT}; that a name without a wildcard is a beginning is inferred", "2026"),
    inferred("concepts.search_language", "Found by its name in another language, a concept is told of in that language.", "that is the name that was asked for"),
    documented("concepts.search_sources", "ignore_app_concepts and use_cases leave out the app's concepts, and models have none.", f"{CONTRACT}; that models have none is the fake's", "2026"),
    documented("concepts.counts", "Concepts are counted by inputs that have them with a value over 0, and with 0, by the inputs' status.", f"{CONTRACT}; that any value over 0 counts as 1, and only trusted annotations count, is inferred", "2026"),
)

"""Rules of searches over inputs and annotations, and of saved searches."""

from __future__ import annotations

from fakeannot.rules.rule import CI, CONTRACT, DOCS, documented, inferred, observed

_LEGACY = f"{CI}: the legacy JavaScript client's"
_SDK = "official Python SDK"

RULES = (
    documented("searches.annotations", "PostAnnotationsSearches finds annotations; every filter has to hold for the annotation and its input.", f"{CONTRACT}; that those not trusted are searched too is inferred", "2026"),
    inferred("searches.inputs", "PostInputsSearches finds inputs; each filter is asked of all annotations of an input: one has to fit it, negated none.", "so that two filters by concepts find inputs that have both in any of their annotations"),
    documented("searches.legacy", "PostSearches takes a query or searches, finds inputs, and repeats the query it was asked.", f"{CONTRACT}; that it finds each input once is inferred", "2026"),
    documented("searches.filters", "All filters have to hold; negate turns one round. All that one filter names has to fit the same annotation.", f"{CONTRACT}; the second is inferred", "2026"),
    documented("searches.ands", "Only PostSearches knows ands: input and annotation filter, output ranks. Data of an input is looked for in its trusted annotations.", f"{CONTRACT}; that others refuse them is inferred", "2026"),
    observed("searches.fields", "A field that is not searched by is refused with 11100 and 'Invalid json path', with where it stands.", "published answers of the real API, of 2016, to an unknown field; for fields that only the contract does not list, inferred"),
    documented("searches.not_built", "A search as of a past time, and a rank by clusters, are refused with 10040.", f"{CONTRACT}, which has both; that they are refused is the fake's", "2026"),
    documented("searches.concepts", "Concepts are found by id or name wherever they stand in an annotation: by a value over 0 positive, by 0 negative. Of several in one filter each has to be there.", f"{CONTRACT}; the values between, and that each has to be there, are inferred", "2026"),
    inferred("searches.concept_named", "A concept with neither id nor name is refused with 11100.", "it means none"),
    documented("searches.metadata", "Metadata is found by any of the keys that are named, with that value in it: objects with more keys and lists with more elements fit too.", f"{CONTRACT}; that values fit so is inferred", "2026"),
    inferred("searches.annotation_info", "annotation_info is found by all of the keys that are named, with values that fit as those of metadata.", "only of metadata is it said that any will do"),
    observed("searches.geo_point", "A place is found within a radius around a point, in miles, kilometers, radians or degrees of a great circle.", f"{_LEGACY}; the earth's radius is inferred"),
    observed("searches.geo_box", "A place is found in a box of two corners, edges included.", f"{_LEGACY}; of the edges, and that no box crosses the date line, is inferred"),
    inferred("searches.geo_shape", "A point without a radius, a unit that is not known, and a box without two corners are refused with 11100.", "they are no place"),
    documented("searches.clusters", "Annotations are found by the ids of the clusters they were sent with.", CONTRACT, "2026"),
    documented("searches.columns", "Annotations are found by their id, input, worker, status, task, and by being trusted or input-level; false says nothing.", f"{CONTRACT}; of false, which the wire cannot tell from absent, inferred", "2026"),
    documented("searches.space_time", "Annotations are found by an empty object for data, which means none in space or time, a kind of region, frames, time segments or text, and by track.", CONTRACT, "2026"),
    documented("searches.updated", "Annotations are found by when they were last changed, both ends included.", CONTRACT, "2026"),
    documented("searches.inputs_like", "Inputs are found by any of the types and datasets that are named, by status, and by id.", f"{CONTRACT} and {_SDK}; in filters, by id is inferred", "2026"),
    observed("searches.image_url", "In ands, inputs and annotations are found by the very URL of an image.", _LEGACY),
    documented("searches.score", "Where nothing is ranked by, all scores are 1. Of several ranks the score is the mean, and a hit needs one from each.", f"{CONTRACT}; of several it is inferred", "2026"),
    inferred("searches.order", "Hits come with the highest score first, of equal ones the oldest first.", "a rank is for that"),
    documented("searches.min_value", "Hits with a score below min_value are left out.", CONTRACT, "2026"),
    documented("searches.pages", "Hits come 128 a page.", f"{DOCS}, page Pagination"),
    documented("searches.hits", "A hit has its score, its input, the user and the app. Of an annotation search it has the annotation.", CONTRACT, "2026"),
    inferred("searches.hit_annotation", "A hit of other searches has the oldest annotation that fits the first filter by annotations, or else the one with the highest value of the concept ranked by.", "the contract promises the matched one, but not which of several"),
    documented("searches.rank_concepts", "A rank by a concept scores by the highest value it has, negated or with the value 0 by 1 less that; who says nothing of it is no hit.", f"{CONTRACT}; that it is then no hit is inferred", "2026"),
    inferred("searches.rank_model", "With model_version_id, just that model's values of concepts count; of likeness the embedder stands for every model. It cannot be ranked by alone: 11100.", "nothing is there to compare"),
    documented("searches.rank_similarity", "A rank by an image, a text, an input or a vector scores by likeness: 1 for the same direction, 0.5 for none in common, 0 for the opposite.", f"{CONTRACT}; that it is half of 1 + the cosine is the fake's", "2026"),
    inferred("searches.rank_embedder", "A rank by likeness is refused with 10040 as long as there is no embedder; then processed inputs alone are hits.", "the fake sees nothing, and says so"),
    inferred("searches.rank_input", "A rank by an input that is not there is refused with 11101.", "as anything that is named and not there"),
    inferred("searches.rank_vector", "A vector of another length than the embedder's is refused with 11100.", "there is no angle between them"),
    documented("searches.algorithms", "The algorithms are nearest_neighbor, brute_force and avg_concept_brute_force; COSINE_DISTANCE needs one of the latter. They find the same.", f"{CONTRACT} and {_SDK}; that others are refused, and find the same, is inferred", "2026"),
    documented("searches.only_count", "With only_count, PostInputsSearches tells how many hits each search has, and no hits.", CONTRACT, "2026"),
    inferred("searches.one", "Just one search is run in a call; more are refused with 11100, unless all are to be saved or counted.", "hits do not say which search they are of"),
    documented("searches.save", "A search with save is kept under its id, and not run.", CONTRACT, "2026"),
    inferred("searches.saved_run", "A search with an id and no query runs the saved one of that id.", "for annotation searches there is no other way to"),
    documented("searches.by_id", "PostSearchesByID runs a saved search as PostSearches would.", f"{CONTRACT}; so for those saved by other calls too is inferred", "2026"),
    inferred("searches.any_saved", "GetSearch, ListSearches and DeleteSearch are for searches saved by any call.", "there are no others", against="the contract speaks of legacy searches"),
    documented("searches.patch", "Saved searches are patched by overwrite only; another action is refused with 11100.", f"{CONTRACT}; the code is inferred", "2026"),
)

"""What a search is refused for before anything is looked for."""

from __future__ import annotations

from clarifai_grpc.grpc.api.resources_pb2 import Search

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.refusals import BadRequest, NotImplementedYet
from fakeannot.service.searching import fields
from fakeannot.service.searching.fields import check_fields

_ALGORITHMS = ("nearest_neighbor", "brute_force", "avg_concept_brute_force")


def check_search(search: Search, at: Path, *, legacy: bool) -> None:
    """Refuse a search, which stood there in the request, that cannot be understood.

    Raises:
        BadRequest: a field that is not searched by, `ands` where they are not known, an unknown
            algorithm, or one that cannot do the metric.
        NotImplementedYet: a search of the past.
    """
    query, path = search.query, (*at, "query")
    if query.ands and not legacy:
        details = "Only PostSearches knows 'ands'; write 'filters' and 'ranks' instead."
        raise BadRequest(details, rule="searches.ands", at=(*path, "ands"))
    for index, one in enumerate(query.ands):
        here = (*path, "ands", index)
        check_fields(one.input, fields.AND_INPUT, (*here, "input"))
        check_fields(one.annotation, fields.AND_ANNOTATION, (*here, "annotation"))
        check_fields(one.output, fields.AND_OUTPUT, (*here, "output"))
    for index, wanted in enumerate(query.filters):
        here = (*path, "filters", index)
        check_fields(wanted.annotation, fields.FILTER_ANNOTATION, (*here, "annotation"))
        check_fields(wanted.input, fields.FILTER_INPUT, (*here, "input"))
    for index, rank in enumerate(query.ranks):
        here = (*path, "ranks", index, "annotation")
        check_fields(rank.annotation, fields.RANK_ANNOTATION, here)
    _check_algorithm(search, at)
    if search.HasField("as_of"):
        details = "The fake keeps no past to search; leave out 'as_of'."
        raise NotImplementedYet(details, rule="searches.not_built", at=(*at, "as_of"))


@enforces("searches.algorithms")
def _check_algorithm(search: Search, at: Path) -> None:
    if search.algorithm not in ("", *_ALGORITHMS):
        details = f"The algorithm {search.algorithm!r} is none of {', '.join(_ALGORITHMS)}."
        raise BadRequest(details, rule="searches.algorithms", at=(*at, "algorithm"))
    nearest = search.algorithm in ("", _ALGORITHMS[0])
    if search.metric == Search.COSINE_DISTANCE and nearest:
        details = "COSINE_DISTANCE needs the algorithm 'brute_force'."
        raise BadRequest(details, rule="searches.algorithms", at=(*at, "metric"))

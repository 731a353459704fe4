"""PostInputsSearches, PostAnnotationsSearches, PostSearches and PostSearchesByID."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Hit, Search

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.inputs.processing import count_read
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Reply
from fakeannot.service.searching.checking import check_search
from fakeannot.service.searching.finding import Found, find_annotations, find_inputs, shown
from fakeannot.service.searching.plan import Plan, plan_of
from fakeannot.service.searching.saved import recalled, shelf_of
from fakeannot.service.things import PER_PAGE, added, find

Find = Callable[[Call, Plan], list[Found]]


@handles("PostInputsSearches")
def post_inputs_searches(call: Call, request: service_pb2.PostInputsSearchesRequest) -> Reply:
    if request.only_count:
        return _counted(call, request)
    return _posted(call, request, find_inputs)


@handles("PostAnnotationsSearches")
def post_annotations_searches(
    call: Call, request: service_pb2.PostAnnotationsSearchesRequest
) -> Reply:
    return _posted(call, request, find_annotations)


@handles("PostSearches")
@enforces("searches.legacy")
def post_searches(call: Call, request: service_pb2.PostSearchesRequest) -> Reply:
    if not request.HasField("query"):
        return _posted(call, request, find_inputs, legacy=True)
    if request.searches:
        details = "A 'query' of its own and 'searches' cannot be had together."
        raise BadRequest(details, rule="searches.one", at=("query",))
    answer = service_pb2.MultiSearchResponse(query=request.query)
    search = Search(query=request.query)
    return _run(call, search, (), request.pagination, answer, find_inputs, legacy=True)


@handles("PostSearchesByID")
@enforces("searches.by_id")
def post_searches_by_id(call: Call, request: service_pb2.PostSearchesByIDRequest) -> Reply:
    saved: Search = find(shelf_of(call), request.id, ("id",)).message
    answer = service_pb2.MultiSearchResponse(searches=[saved])
    return _run(call, saved, (), request.pagination, answer, find_inputs, legacy=True)


def _posted(call: Call, request: Any, find_them: Find, *, legacy: bool = False) -> Reply:
    """Save the searches that came, or run the one that did."""
    searches = request.searches
    check_count("searches", len(searches))
    saved = [search.save for search in searches]
    if all(saved):
        return _saved(call, searches, legacy=legacy)
    if len(searches) > 1:
        details = f"{len(searches)} searches came; run one at a time, and save others apart."
        raise BadRequest(details, rule="searches.one", at=("searches",))
    answer = service_pb2.MultiSearchResponse(searches=searches)
    at = ("searches", 0)
    search = recalled(call, searches[0], at)
    return _run(call, search, at, request.pagination, answer, find_them, legacy=legacy)


@enforces("searches.save")
def _saved(call: Call, searches: Any, *, legacy: bool) -> Reply:
    for index, search in enumerate(searches):
        check_search(search, ("searches", index), legacy=legacy)
        search.application_id = call.app_id
    made = added(shelf_of(call), searches)
    return Reply(message=service_pb2.MultiSearchResponse(searches=made))


@enforces("searches.pages")
def _run(
    call: Call,
    search: Search,
    at: Path,
    page: service_pb2.Pagination,
    answer: service_pb2.MultiSearchResponse,
    find_them: Find,
    *,
    legacy: bool,
) -> Reply:
    """Run a search, which stood there in the request, and answer with a page of what it finds."""
    start, size = page_bounds(page.page, page.per_page, PER_PAGE)
    plan = plan_of(call, search, at, legacy=legacy)
    hits = find_them(call, plan)[start : start + size]
    count_read(call, [found.input_id for found in hits])
    answer.id = call.world.ids.hex32("search")
    answer.hits.extend(_hit(call, plan, found) for found in hits)
    return Reply(message=answer)


@enforces("searches.hits")
def _hit(call: Call, plan: Plan, found: Found) -> Hit:
    row, annotation = call.app.inputs.get(found.input_id), shown(call, plan, found)
    assert row is not None, "what is found is there"
    hit = Hit(score=found.score, input=row.message, user_id=call.owner_id, app_id=call.app_id)
    if annotation is not None:
        hit.annotation.CopyFrom(annotation.message)
    return hit


@enforces("searches.only_count")
def _counted(call: Call, request: service_pb2.PostInputsSearchesRequest) -> Reply:
    """How much each search finds."""
    check_count("searches", len(request.searches))
    answer = service_pb2.MultiSearchResponse(searches=request.searches)
    for index, sent in enumerate(request.searches):
        at = ("searches", index)
        plan = plan_of(call, recalled(call, sent, at), at, legacy=False)
        answer.hit_counts.add(estimated_total=len(find_inputs(call, plan)))
    return Reply(message=answer)

"""GetSearch, ListSearches, DeleteSearch, and PATCH of saved searches of all kinds."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.patching import check_action_in
from fakeannot.service.replies import Reply
from fakeannot.service.searching.checking import check_search
from fakeannot.service.searching.saved import shelf_of
from fakeannot.service.things import delete, find, got, listed, patched


@handles("GetSearch")
@enforces("searches.any_saved")
def get_search(call: Call, request: service_pb2.GetSearchRequest) -> Reply:
    return got(shelf_of(call), "search", request.id, ("id",))


@handles("ListSearches")
@enforces("searches.any_saved")
def list_searches(call: Call, request: service_pb2.ListSearchesRequest) -> Reply:
    return listed(shelf_of(call), request)


@handles("DeleteSearch")
@enforces("searches.any_saved")
def delete_search(call: Call, request: service_pb2.DeleteSearchRequest) -> Reply:
    find(shelf_of(call), request.id, ("id",))
    delete(shelf_of(call), [request.id])
    return Reply()


@handles("PatchInputsSearches")
@handles("PatchAnnotationsSearches")
@handles("PatchSearches")
@enforces("searches.patch")
def patch_searches(call: Call, request: service_pb2.PatchSearchesRequest) -> Reply:
    check_action_in(("overwrite",), request.action, rule="searches.patch")
    for index, search in enumerate(request.searches):
        check_search(search, ("searches", index), legacy=True)
        search.application_id = call.app_id
    return patched(shelf_of(call), request.searches, request.action)

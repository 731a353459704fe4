"""What the tables of the check name is there."""

from __future__ import annotations

import pytest

from fakeannot.conformance import attribution
from fakeannot.conformance.attribution import attributed
from fakeannot.conformance.calls import KEY, ApiCall, Place, http_parts
from fakeannot.conformance.curl import curl
from fakeannot.conformance.differences import Difference, Kind
from fakeannot.conformance.oddities import ODDITIES, made_odd
from fakeannot.conformance.tour import TOUR
from fakeannot.contract.operations import operation
from fakeannot.rules import rules

PLACE = Place("me too", "app")


def test_the_tables_name_rules_that_there_are() -> None:
    named = {id_ for row in attribution._TABLE for id_ in row.rules}
    named |= {id_ for ids in attribution._EFFECTS.values() for id_ in ids}
    named |= {*attribution._OF_ODDITIES.values(), *attribution._NEVER_REFUSING}
    assert named - set(rules()) == set()


def test_every_oddity_has_a_rule() -> None:
    assert set(attribution._OF_ODDITIES) == set(ODDITIES)


def test_every_call_of_the_tour_can_be_made() -> None:
    for call in (call for journey in TOUR for call in journey):
        assert operation(call.rpc)
        parts = made_odd(http_parts(call, PLACE), call.oddity)
        assert parts.path.startswith("/v2/users/me%20too/ap")


@pytest.mark.parametrize(
    ("kind", "place", "call", "used", "expected"),
    [
        ("order", "annotations", ApiCall("ListAnnotations"), ["annotations.oldest_first"],
         ("annotations.oldest_first",)),
        ("missing", "annotations", ApiCall("ListAnnotations", {"task_id": "t"}),
         ["annotations.oldest_first", "annotations.list_filters", "lists.per_page_20"],
         ("annotations.list_filters",)),
        ("missing", "annotations", ApiCall("ListAnnotations"),
         ["annotations.oldest_first", "lists.per_page_20"], ("lists.per_page_20",)),
        ("status", "status.code", ApiCall("PatchAnnotations"),
         ["envelope.req_id", "patch.actions", "json.floats"], ("patch.actions",)),
        ("value", "annotations[0].data", ApiCall("PatchAnnotations"),
         ["envelope.req_id", "patch.merge", "bulk.in_request_order"], ("patch.merge",)),
        ("status", "status.code", ApiCall("ListInputs", oddity="no key"),
         ["access.header_malformed", "envelope.req_id"], ("access.header_malformed",)),
        ("value", "status.x", ApiCall("GetInput"), ["envelope.req_id"], ("envelope.req_id",)),
    ],
)  # fmt: skip
def test_a_difference_is_blamed_on_the_nearest_of_the_rules_used(
    kind: Kind, place: str, call: ApiCall, used: list[str], expected: tuple[str, ...]
) -> None:
    difference = Difference(kind, call.rpc, place, 1, 2)
    assert attributed(difference, call, used).rules == expected


def test_a_call_as_curl_has_the_keys_name_and_what_it_means() -> None:
    call = ApiCall("PostAnnotations", {"annotations": [{"data": {"concepts": [{"id": "it's"}]}}]})
    line = curl(call, PLACE, "https://x.test", "MY_PAT")
    assert line.startswith("curl -X POST https://x.test/v2/users/me%20too/apps/app/annotations")
    assert '-H "Authorization: Key $MY_PAT"' in line
    assert '"it\'"\'"\'s"' in line
    assert KEY not in line
    assert '"value": 0' not in line
    assert '"value": 0' in curl(call, PLACE, "https://x.test", "MY_PAT", "grpc")
    broken = curl(ApiCall("PostInputs", oddity="broken JSON"), PLACE, "https://x.test", "MY_PAT")
    assert """-d '{"annotations": [{"input_id": '""" in broken

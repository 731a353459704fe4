"""`fake.explain()`: which call it explains, what it tells of it, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.testing.explanation import NothingRefused, UnknownCall
from tests.api import Api, api_of, by_wsgi
from tests.rules.conftest import box
from tests.store.reachable import plain

UNKNOWN = {"annotations": [{"input_id": "strret"}]}
KEY = "d" * 32


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai()
    made.app().add_input("street")
    return made


@pytest.fixture
def api(fake: FakeClarifai) -> Api:
    return api_of(fake)


def state(fake: FakeClarifai) -> Any:
    """All that a fake remembers, but for what is made when somebody looks."""
    return plain(fake._dispatcher.state, lambda name: "json" in name or "text" in name)


def test_the_latest_refused_call_is_explained(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", UNKNOWN)
    api.get("inputs")
    told = fake.explain()
    assert (told.call.number, told.reasons[0].path) == (1, "annotations[0].input_id")
    assert told.reasons[0].got == "strret"


def test_of_two_refused_calls_the_later_is_explained(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", UNKNOWN)
    api.get("annotatons")
    assert fake.explain().call.number == 2


def test_a_fake_that_refused_nothing_says_so(fake: FakeClarifai, api: Api) -> None:
    api.get("inputs")
    with pytest.raises(NothingRefused, match="Nothing was refused in the 1 calls that are kept"):
        fake.explain()


def test_a_call_that_was_taken_has_no_reasons(fake: FakeClarifai, api: Api) -> None:
    api.get("inputs")
    told = fake.explain(fake.journal.last)
    assert (told.reasons, told.edit) == ((), None)
    assert "Nothing of it was refused." in str(told)


def test_a_call_is_found_by_the_end_of_its_req_id(fake: FakeClarifai, api: Api) -> None:
    headers = {"X-Clarifai-Request-ID-Prefix": "mine"}
    status = api.call("POST", "annotations", UNKNOWN, headers)["status"]
    assert status["req_id"].startswith("mine-")
    api.get("annotatons")
    assert fake.explain(status["req_id"].removeprefix("mine-")).call.number == 1


def test_an_unknown_req_id_is_told_with_the_nearest(fake: FakeClarifai, api: Api) -> None:
    req_id = api.post("annotations", UNKNOWN)["status"]["req_id"]
    with pytest.raises(UnknownCall, match=f"Did you mean '{req_id}'"):
        fake.explain(f"{req_id[:-1]}z")


def test_a_forgotten_call_is_told_as_one_that_may_be_meant() -> None:
    fake = FakeClarifai(journal_bytes=0)
    api_of(fake).get("annotatons")
    with pytest.raises(UnknownCall, match="1 older calls are forgotten"):
        fake.explain("aaaa")


def test_an_end_that_several_req_ids_have_is_refused(fake: FakeClarifai, api: Api) -> None:
    for _ in range(20):
        api.get("annotatons")
    ends = [call.req_id[-1] for call in fake.journal]
    twice = next(end for end in ends if ends.count(end) > 1)
    with pytest.raises(UnknownCall, match=f"calls have a req_id that ends in '{twice}'"):
        fake.explain(twice)


def test_of_many_items_those_that_were_taken_are_not_sent_again(
    fake: FakeClarifai, api: Api
) -> None:
    good, bad = {"input_id": "street", "id": "good"}, {"input_id": "strret", "id": "bad"}
    api.post("annotations", {"annotations": [good, bad]})
    edit = fake.explain().edit
    assert edit is not None
    assert [str(one) for one in edit.changes] == ['annotations[1].input_id: "strret" -> "street"']
    assert '"good"' not in edit.curl


def test_what_one_try_stores_is_not_there_for_the_next(fake: FakeClarifai, api: Api) -> None:
    items = [{"input_id": f"strret{n}", "id": f"a{n}"} for n in range(3)]
    api.post("annotations", {"annotations": items})
    edit = fake.explain().edit
    assert edit is not None
    assert [one.path for one in edit.changes] == [f"annotations[{n}].input_id" for n in range(3)]


def test_names_are_told_as_they_were_spelt(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", {"annotations": [{"inputId": "strret"}]})
    edit = fake.explain().edit
    assert edit is not None
    assert [str(one) for one in edit.changes] == ['annotations[0].inputId: "strret" -> "street"']


def test_the_place_inside_an_input_is_told_too(fake: FakeClarifai, api: Api) -> None:
    data = {"text": {"raw": "a"}, "concepts": [{"id": "a"}, {"name": "b"}]}
    api.post("inputs", {"inputs": [{"data": data}]})
    assert fake.explain().reasons[0].path == "inputs[0].data.concepts[1].id"


def test_an_annotation_that_is_split_off_comes_after_all_others(
    fake: FakeClarifai, api: Api
) -> None:
    regions = {"regions": [{"region_info": box()}] * 2}
    items = [{"input_id": "street"}, {"input_id": "street", "data": regions}]
    api.post("annotations", {"annotations": items})
    edit = fake.explain().edit
    assert edit is not None
    assert edit.changes[0].moved_to == "annotations[2].data.regions[0]"


def test_of_many_refused_items_the_first_five_are_mended(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", {"annotations": [{"input_id": f"strret{n}"} for n in range(128)]})
    told = fake.explain()
    assert (len(told.reasons), len(told.edit.changes) if told.edit else 0) == (128, 5)
    assert "... and 123 more items are refused." in str(told)
    assert "succeeds, for the first 5 of the refused items, with 200" in str(told)


def test_several_faults_of_one_request_are_mended_together(fake: FakeClarifai, api: Api) -> None:
    region = {"region_info": box(top=1.5), "rigion_id": "x"}
    item = {"imput_id": "street", "regions": [region], "status": {"code": "ANNOTATION_SUCESS"}}
    api.post("annotations", {"annotations": [item]})
    edit = fake.explain().edit
    assert edit is not None
    where = "annotations[0].data.regions[0]"
    assert [str(one) for one in edit.changes] == [
        "annotations[0].imput_id: goes to annotations[0].input_id",
        "annotations[0].regions: goes to annotations[0].data.regions",
        'annotations[0].status.code: "ANNOTATION_SUCESS" -> "ANNOTATION_SUCCESS"',
        f"{where}.rigion_id: goes to {where}.id",
        f"{where}.region_info.bounding_box.top_row: 1.5 -> 0",
    ]


def test_a_call_that_would_succeed_by_now_needs_no_edit(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", {"annotations": [{"input_id": "later"}]})
    fake.app().add_input("later")
    told = fake.explain()
    assert told.edit is not None
    assert told.edit.changes == ()
    assert "As the fake is now, the same request succeeds" in str(told)


def test_explaining_leaves_everything_as_it_was(fake: FakeClarifai, api: Api) -> None:
    fake.clock.freeze()
    api.post("annotations", UNKNOWN)
    before = state(fake)
    fake.explain()
    assert state(fake) == before


def test_no_supplied_code_is_run(fake: FakeClarifai, api: Api) -> None:
    fake.workflow(lambda _: pytest.fail("run"))
    api.post("inputs", {"inputs": [{"data": {"image": {}}}]})
    told = fake.explain()
    assert told.edit is None
    assert "supplied handler or detector would have to say" in str(told)


def test_an_rpc_with_a_supplied_answer_is_not_tried(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", UNKNOWN)
    fake.handler("PostAnnotations")(lambda _: pytest.fail("run"))
    assert fake.explain().edit is None


def test_a_key_is_never_told(fake: FakeClarifai) -> None:
    for header in (f"Bearer {KEY}", KEY, f"Key {KEY} {KEY}", f"Key {KEY}"):
        Api(by_wsgi(fake), header).post("annotations", UNKNOWN)
        told = fake.explain()
        assert KEY not in str(told)
        assert KEY not in repr(told)


@pytest.mark.parametrize(
    ("header", "got"),
    [
        ("", "no Authorization header"),
        ("Key", "Key and nothing after it"),
        ("Key a b", "Key with spaces in or around what follows"),
        ("bearer a", "'bearer' where 'Key' belongs, in just this case"),
        ("Basic a", "'Basic' where 'Key' belongs, in just this case"),
        (KEY, "something else in place of the word 'Key'"),
    ],
)
@pytest.mark.rule("access.header_malformed")
def test_what_is_wrong_with_a_header_is_told(fake: FakeClarifai, header: str, got: str) -> None:
    Api(by_wsgi(fake), header).get("inputs")
    assert fake.explain().reasons[0].got == got


def test_an_unknown_path_is_told_with_the_three_nearest(fake: FakeClarifai, api: Api) -> None:
    api.get("inputs/street/annotation/a")
    near = fake.explain().nearest
    assert len(near) == 3
    assert near[0] == "GET /v2/inputs/{input_id}/annotations/{annotation_id} (GetAnnotation)"


def test_a_setting_that_would_take_the_call_is_told(fake: FakeClarifai, api: Api) -> None:
    api.post("annotations", {"annotations": [{"input_id": "street", "foo": 1}]})
    assert 'made with unknown_fields="ignore" would take it' in fake.explain().reasons[0].setting
    strict = FakeClarifai(strict=True)
    Api(by_wsgi(strict), f"Key {KEY}").get("inputs")
    assert 'made without strict="keys" would take it' in str(strict.explain())


def test_a_request_that_was_not_kept_is_not_searched() -> None:
    fake = FakeClarifai(journal_bytes=1500)
    api_of(fake).post("annotations", {"annotations": [{"input_id": "a" * 2000}]})
    told = fake.explain()
    assert told.no_edit == "the request was too large to be kept"


def test_a_search_is_bounded(fake: FakeClarifai, api: Api) -> None:
    unknown = {f"unknown_{n}_{'x' * n}": n for n in range(60)}
    api.post("annotations", {"annotations": [{"input_id": "street", **unknown}]})
    told = fake.explain()
    assert told.tried <= 200
    if told.edit is None:
        assert "none of the first" in told.no_edit

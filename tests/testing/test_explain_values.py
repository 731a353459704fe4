"""Edits of single values: what is put in place of what does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, by_wsgi
from tests.testing.refused_calls import arranged

ITEM = "annotations[0]"
BROKEN = '{"annotations": [{"input_id": "street"}]}'


@pytest.fixture
def fake() -> FakeClarifai:
    return arranged({})


def edits(fake: FakeClarifai, call: str, body: Any = None) -> list[str]:
    method, path = call.split(" ")
    Api(by_wsgi(fake), "Key any").call(method, path, body)
    edit = fake.explain().edit
    assert edit is not None, str(fake.explain())
    return [str(change) for change in edit.changes]


@pytest.mark.parametrize(
    ("item", "edit"),
    [
        ({"input_id": 5}, [f'{ITEM}.input_id: 5 -> "5"', f'{ITEM}.input_id: "5" -> "street"']),
        ({"trusted": "yes"}, [f'{ITEM}.trusted: "yes" -> true']),
        ({"status": {"code": "ANNOTATION_PENDNG"}}, None),
        ({"status": {"code": 30001}}, [f"{ITEM}.status.code: 30001 -> 24150"]),
        ({"data": {"concepts": "tree"}}, [f'{ITEM}.data.concepts: "tree" -> nothing']),
        (
            {"data": {"concepts": ["tree"]}},
            [f'{ITEM}.data.concepts[0]: "tree" -> {{"id": "tree"}}'],
        ),
        (
            {"data": {"concepts": [{"id": "a", "value": "0,5"}]}},
            [f'{ITEM}.data.concepts[0].value: "0,5" -> 0.5'],
        ),
        (
            {"data": {"frames": [{"frame_info": {"time": -3}}]}},
            [f"{ITEM}.data.frames[0].frame_info.time: -3 -> 0"],
        ),
        ({"data": {"frames": [{"frame_info": {"time": "x"}}]}}, None),
    ],
)
def test_a_value_of_the_wrong_type_is_made_to_fit(
    fake: FakeClarifai, item: Any, edit: list[str] | None
) -> None:
    found = edits(fake, "POST annotations", {"annotations": [{"input_id": "street", **item}]})
    assert edit is None or found == edit
    assert len(found) <= 2


@pytest.mark.parametrize(
    "body",
    [BROKEN[:-1], BROKEN[:-3], BROKEN.replace("}]", "},]"), "\ufeff" + BROKEN],
    ids=["a bracket", "brackets", "a comma", "a byte order mark"],
)
def test_a_body_that_is_nearly_json_is_mended(fake: FakeClarifai, body: str) -> None:
    (edit,) = edits(fake, "POST annotations", body.encode())
    assert edit.endswith(f" -> {BROKEN}")


def test_a_body_that_is_a_list_becomes_the_list_of_the_request(fake: FakeClarifai) -> None:
    (edit,) = edits(fake, "POST annotations", b'[{"input_id": "street"}]')
    assert edit == f'body: [{{"input_id": "street"}}] -> {BROKEN}'


def test_one_of_two_shapes_is_left_out_where_there_is_room_for_one(fake: FakeClarifai) -> None:
    twice = {"annotations": [{"input_id": "street", "inputId": "street"}]}
    (edit,) = edits(fake, "POST annotations", twice)
    assert edit in (f'{ITEM}.input_id: "street" -> nothing', f'{ITEM}.inputId: "street" -> nothing')


@pytest.mark.parametrize(
    ("call", "edit"),
    [
        ("GET annotations?per_pag=5", "query per_pag: goes to per_page"),
        ("GET annotations?page=x", 'query page: "x" -> "1"'),
        (
            "GET annotations?input_ids=street&input_ids=nix&ids=first",
            'query input_ids: "nix" -> nothing',
        ),
    ],
)
def test_a_query_is_edited_too(fake: FakeClarifai, call: str, edit: str) -> None:
    assert edits(fake, call) == [edit]


def test_a_delete_without_a_body_says_in_its_query_what_is_meant(fake: FakeClarifai) -> None:
    assert len(edits(fake, "DELETE annotations")) == 1


@pytest.mark.parametrize(
    ("call", "body", "after"),
    [
        ("POST inputs", {}, [{"data": {"image": {"url": "https://example.com/image.jpg"}}}]),
        ("PATCH inputs", {"action": "merge"}, [{"id": "street"}]),
        ("PATCH annotations", {"action": "merge"}, None),
    ],
)
def test_a_list_without_items_gets_the_least_that_is_taken(
    fake: FakeClarifai, call: str, body: Any, after: Any
) -> None:
    method, path = call.split(" ")
    Api(by_wsgi(fake), "Key any").call(method, path, body)
    edit = fake.explain().edit
    assert edit is not None
    (change,) = edit.changes
    assert change.path == path
    assert after is None or change.after == after


@pytest.mark.rule("regions.box_within", "regions.box_order")
@pytest.mark.parametrize(
    ("box", "side"),
    [
        ((-0.01, 0, 1, 1), "top_row"),
        ((0, -0.01, 1, 1), "left_col"),
        ((0, 0, 1.01, 1), "bottom_row"),
        ((0, 0, 1, 1.01), "right_col"),
        ((0.5, 0, 0.5, 1), "top_row"),
        ((0.5, 0, 0.4, 1), "top_row"),
        ((0, 0.5, 1, 0.5), "left_col"),
        ((0, 0.5, 1, 0.4), "left_col"),
    ],
)
def test_of_a_box_the_first_side_that_is_wrong_is_named(
    fake: FakeClarifai, box: tuple[float, ...], side: str
) -> None:
    names = ("top_row", "left_col", "bottom_row", "right_col")
    region = {"region_info": {"bounding_box": dict(zip(names, box, strict=True))}}
    body = {"annotations": [{"input_id": "street", "data": {"regions": [region]}}]}
    Api(by_wsgi(fake), "Key any").post("annotations", body)
    assert fake.explain().reasons[0].path.endswith(f"bounding_box.{side}")


@pytest.mark.rule("regions.points_within")
@pytest.mark.parametrize(
    ("row", "col", "side"), [(1, 1.5, "col"), (0, -1, "col"), (1.5, 0, "row"), (-1, 1, "row")]
)
def test_of_a_point_the_coordinate_that_is_wrong_is_named(
    fake: FakeClarifai, row: float, col: float, side: str
) -> None:
    region = {"region_info": {"point": {"row": row, "col": col}}}
    body = {"annotations": [{"input_id": "street", "data": {"regions": [region]}}]}
    Api(by_wsgi(fake), "Key any").post("annotations", body)
    assert fake.explain().reasons[0].path.endswith(f"point.{side}")


@pytest.mark.rule("annotations.input_id")
@pytest.mark.parametrize(
    ("sent", "missing"), [({"input_id": "street"}, "id"), ({"id": "first"}, "input_id")]
)
def test_of_a_patch_the_id_that_is_missing_is_named(
    fake: FakeClarifai, sent: dict[str, str], missing: str
) -> None:
    body = {"action": "merge", "annotations": [sent]}
    Api(by_wsgi(fake), "Key any").call("PATCH", "annotations", body)
    assert fake.explain().reasons[0].path == f"{ITEM}.{missing}"


def test_a_box_without_height_is_drawn_to_the_border(fake: FakeClarifai) -> None:
    sides = {"top_row": 0.5, "left_col": 0.1, "bottom_row": 0.5, "right_col": 0.2}
    regions = {"regions": [{"region_info": {"bounding_box": sides}}]}
    (edit,) = edits(
        fake, "POST annotations", {"annotations": [{"input_id": "street", "data": regions}]}
    )
    assert edit.endswith(("top_row: 0.5 -> 0", "bottom_row: 0.5 -> 1"))


def test_an_annotation_named_with_another_input_gets_its_own(fake: FakeClarifai) -> None:
    body = {"action": "merge", "annotations": [{"input_id": "nowhere", "id": "second"}]}
    (edit,) = edits(fake, "PATCH annotations", body)
    assert edit == f'{ITEM}.input_id: "nowhere" -> "square"'


def test_a_fault_is_told_as_one_and_no_edit_is_looked_for(fake: FakeClarifai) -> None:
    fake.faults.add("ListInputs", "throttled")
    Api(by_wsgi(fake), "Key any").get("inputs")
    told = fake.explain()
    assert told.fault
    assert f"the fault {told.fault} that was set, not by the API" in str(told)
    assert told.edit is None

"""Calls that are refused for what is in an annotation or input, or for what there is already."""

from __future__ import annotations

from collections.abc import Callable

from fakeannot import FakeClarifai
from tests.rules.conftest import box
from tests.testing.refused_calls import APP, ITEM, OWNER, REGION, Refused, modelled, one, region

PATCH = {"action": "merge", **one({"concepts": [{"id": "tree"}]}, id="first")}

ITEMS = (
    Refused(
        "annotations.id_unique",
        "POST annotations",
        f"{ITEM}.id",
        (f'{ITEM}.id: "first" -> "first-2"',),
        one(id="first"),
    ),
    Refused(
        "annotations.id_without_slash",
        "POST annotations",
        f"{ITEM}.id",
        (f'{ITEM}.id: "a/b" -> "a-b"',),
        one(id="a/b"),
    ),
    Refused(
        "annotations.input_id",
        "POST annotations",
        f"{ITEM}.input_id",
        (f'{ITEM}.input_id: nothing -> "street"',),
        {"annotations": [{}]},
    ),
    Refused(
        "annotations.input_known",
        "POST annotations",
        f"{ITEM}.input_id",
        (f'{ITEM}.input_id: "strret" -> "street"',),
        {"annotations": [{"input_id": "strret"}]},
    ),
    Refused(
        "annotations.one_region",
        "POST annotations",
        f"{ITEM}.data.regions",
        (
            f"{ITEM}.data.regions[1]: goes to annotations[1].data.regions[0]",
            'annotations[1].input_id: nothing -> "street"',
        ),
        one({"regions": [{"region_info": box()}] * 2}),
    ),
    Refused(
        "annotations.one_frame",
        "POST annotations",
        f"{ITEM}.data.frames",
        (
            f"{ITEM}.data.frames[1]: goes to annotations[1].data.frames[0]",
            'annotations[1].input_id: nothing -> "street"',
        ),
        one({"frames": [{"data": {"regions": [{"region_info": box()}]}}] * 2}),
    ),
    Refused(
        "annotations.other_user",
        f"POST {APP}",
        f"{ITEM}.user_id",
        (f'{ITEM}.user_id: "someone" -> nothing',),
        one(user_id="someone"),
        header="Key guest",
    ),
    Refused(
        "annotations.status_values",
        "POST annotations",
        f"{ITEM}.status.code",
        (f'{ITEM}.status.code: "INPUT_PENDING" -> "ANNOTATION_PENDING"',),
        one(status={"code": "INPUT_PENDING"}),
    ),
    Refused(
        "annotations.pairs_match",
        "GET annotations?input_ids=street&ids=first&ids=second",
        "ids",
        ('query input_ids: nothing -> "square"',),
    ),
    Refused(
        "annotations.get_unknown",
        "GET inputs/street/annotations/frist",
        "annotation_id",
        ('path: "frist" -> "first"',),
    ),
    Refused(
        "annotations.patch_known",
        "PATCH annotations",
        f"{ITEM}.id",
        (f'{ITEM}.id: "frist" -> "first"',),
        {**PATCH, **one(id="frist")},
    ),
    Refused(
        "annotations.own_only",
        f"PATCH {APP}",
        f"{ITEM}.id",
        (f'Authorization: "Key $CLARIFAI_PAT" -> "{OWNER}"',),
        PATCH,
        header="Key guest",
    ),
    Refused(
        "annotations.delete_needs_input",
        "DELETE annotations",
        "input_ids",
        ('input_ids[0]: nothing -> "square"',),
        {"ids": ["second"]},
    ),
    Refused(
        "concepts.need_id",
        "POST annotations",
        f"{ITEM}.data.concepts[0].id",
        (f'{ITEM}.data.concepts[0].id: nothing -> "bush"',),
        one({"concepts": [{"name": "bush"}]}),
    ),
    Refused("concepts.get_unknown", "GET concepts/tee", "concept_id", ('path: "tee" -> "tree"',)),
    Refused(
        "regions.known_id",
        "POST annotations",
        f"{REGION}.id",
        (f'{REGION}.id: "r2" -> "r1"',),
        region(id="r2"),
    ),
    Refused(
        "regions.box_within",
        "POST annotations",
        f"{REGION}.region_info.bounding_box.top_row",
        (
            f"{REGION}.region_info.bounding_box.top_row: -0.5 -> 0",
            f"{REGION}.region_info.bounding_box.right_col: 1.2 -> 1",
        ),
        region(box(top=-0.5, right=1.2)),
    ),
    Refused(
        "regions.box_order",
        "POST annotations",
        f"{REGION}.region_info.bounding_box.left_col",
        (
            f"{REGION}.region_info.bounding_box.left_col: 0.75 -> 0.5",
            f"{REGION}.region_info.bounding_box.right_col: 0.5 -> 0.75",
        ),
        region(box(left=0.75, right=0.5)),
    ),
    Refused(
        "regions.points_within",
        "POST annotations",
        f"{REGION}.region_info.point.col",
        (f"{REGION}.region_info.point.col: 2 -> 1",),
        region({"point": {"row": 0.5, "col": 2}}),
    ),
    Refused("inputs.get_unknown", "GET inputs/stret", "input_id", ('path: "stret" -> "street"',)),
    Refused(
        "inputs.patch_unknown",
        "PATCH inputs",
        "inputs[0].id",
        ('inputs[0].id: "stret" -> "street"',),
        {"action": "merge", "inputs": [{"id": "stret"}]},
    ),
    Refused(
        "inputs.id_unique",
        "POST inputs",
        "inputs[0].id",
        ('inputs[0].id: "street" -> "street-2"',),
        {"inputs": [{"id": "street", "data": {"text": {"raw": "a"}}}]},
    ),
    Refused(
        "inputs.id_without_slash",
        "POST inputs",
        "inputs[0].id",
        ('inputs[0].id: "a/b" -> "a-b"',),
        {"inputs": [{"id": "a/b", "data": {"text": {"raw": "a"}}}]},
    ),
    Refused(
        "inputs.need_media",
        "POST inputs",
        "inputs[0].data",
        ('inputs[0].data.image.url: nothing -> "https://example.com/image.jpg"',),
        {"inputs": [{"data": {"image": {}}}]},
    ),
    Refused(
        "inputs.url_unique",
        "POST inputs",
        "inputs[0].data.image.url",
        ("inputs[0].data.image.allow_duplicate_url: nothing -> true",),
        {"inputs": [{"data": {"image": {"url": "https://example.com/street.jpg"}}}]},
    ),
)

ARRANGED: dict[str, Callable[[FakeClarifai], Refused]] = {
    "annotations.model_made_fixed": lambda fake: Refused(
        "annotations.model_made_fixed",
        "PATCH annotations",
        f"{ITEM}.id",
        None,
        {"action": "merge", "annotations": [{"input_id": "seen", "id": modelled(fake)}]},
    ),
    "input_level.not_by_id": lambda fake: Refused(
        "input_level.not_by_id",
        f"DELETE inputs/street/annotations/{fake.app().annotations('street')[0].id}",
        "id",
        None,
    ),
}

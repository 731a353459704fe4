"""Short journeys that put each rule to the test once, before anything is left to chance.

Each is a list of calls in short names; `LEVEL-i1` is the input-level annotation of input i1, once
an answer told of it.
"""

from __future__ import annotations

from typing import Any

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.oddities import ODDITIES

Fields = dict[str, Any]
_BOX = {"bounding_box": {"top_row": 0, "left_col": 0.2, "bottom_row": 0.5, "right_col": 1}}
_OTHER_BOX = {"bounding_box": {"top_row": 0.1, "left_col": 0, "bottom_row": 0.3, "right_col": 0.4}}
_OUTSIDE = {"bounding_box": {**_BOX["bounding_box"], "right_col": 1.5}}
_UPSIDE_DOWN = {"bounding_box": {**_BOX["bounding_box"], "top_row": 0.6}}
_PENDING, _DONE = {"code": "ANNOTATION_PENDING"}, {"code": "ANNOTATION_SUCCESS"}
_EVERYTHING = ApiCall("ListAnnotations", {"list_all_annotations": True, "per_page": 1000})


def _concepts(*ids: str, **values: Any) -> Fields:
    """Data with concepts: those without a value first."""
    valued = [{"id": id_, "value": value} for id_, value in values.items()]
    return {"concepts": [{"id": id_} for id_ in ids] + valued}


def _regions(*regions: Fields) -> Fields:
    return {"regions": list(regions)}


def _region(shape: Fields | None = None, id_: str = "", *concepts: str) -> Fields:
    named: Fields = {"id": id_} if id_ else {}
    drawn = {"region_info": shape} if shape else {}
    return {**named, **drawn, **({"data": _concepts(*concepts)} if concepts else {})}


def _frame(time: int, **data: Any) -> Fields:
    return {"frame_info": {"time": time}, "data": data}


def _input(id_: str = "", medium: Fields | None = None, **data: Any) -> Fields:
    image = {"image": {"url": "IMAGE", "allow_duplicate_url": True}}
    named = {"id": id_} if id_ else {}
    return {**named, "data": {**(image if medium is None else medium), **data}}


def _inputs(*inputs: Fields, **how: Any) -> ApiCall:
    return ApiCall("PostInputs", {"inputs": list(inputs), **how})


def _annotation(input_id: str, id_: str = "", data: Fields | None = None, **more: Any) -> Fields:
    named = {"id": id_} if id_ else {}
    return {"input_id": input_id, **named, **({} if data is None else {"data": data}), **more}


def _post(*annotations: Fields) -> ApiCall:
    return ApiCall("PostAnnotations", {"annotations": list(annotations)})


def _patch(action: str, *annotations: Fields, **how: Any) -> ApiCall:
    fields = {"annotations": list(annotations), "action": action, **how}
    return ApiCall("PatchAnnotations", fields)


def _list(**fields: Any) -> ApiCall:
    return ApiCall("ListAnnotations", fields)


def _get(input_id: str, id_: str) -> ApiCall:
    return ApiCall("GetAnnotation", {"input_id": input_id, "annotation_id": id_})


def _delete(input_ids: list[str], *ids: str, route: int = 0) -> ApiCall:
    fields = {"input_ids": input_ids, **({"ids": list(ids)} if ids else {})}
    return ApiCall("DeleteAnnotations", fields, route=route)


def _elsewhere(call: ApiCall) -> ApiCall:
    return ApiCall(call.rpc, call.fields, elsewhere=True)


_TWO = _inputs(_input("i1", None, **_concepts("c1", c2=0)), _input("i2"))
_ONE = _inputs(_input("i1"))
_MANY = _post(*[_annotation("i1" if n % 2 else "i2", data=_concepts("c1")) for n in range(25)])


def _of(rpc: str, **fields: Any) -> ApiCall:
    return ApiCall(rpc, fields)


def _patch_input(action: str, id_: str, **data: Any) -> ApiCall:
    return _of("PatchInputs", inputs=[{"id": id_, "data": data}], action=action)


_POSTED = _post(
    _annotation("i1", "a1", _concepts("c1", c3=0, c2=0.5), task_id="t1"),
    _annotation("i2", "a2", status=_PENDING, annotation_info={"n": 1}, task_id="t1"),
    _annotation("i1", "a3", _concepts("c2"), user_id="fakeannot-somebody"),
)
_STATUS = {"task_id": "t1", "action": "overwrite", "status_code": "ANNOTATION_AWAITING_REVIEW"}

TOUR: tuple[tuple[ApiCall, ...], ...] = (
    # Inputs.
    (
        _list(),
        _TWO,
        _of("GetInput", input_id="i1"),
        _of("GetInput", input_id="none"),
        _of("ListInputs"),
        _of("ListInputs", page=2, per_page=1),
        _of("ListInputs", page=9),
        _of("ListInputs", ids=["i2", "none", "i1"]),
        _of("ListInputs", status={"code": 30001}),
        _of("GetInputCount"),
        _EVERYTHING,
    ),
    (
        _inputs(_input("i1", {"image": {"url": " IMAGE?PREFIX "}}), _input("", {}), _input("i1")),
        _inputs(_input("i2", {"image": {"url": "IMAGE?PREFIX"}})),
        _inputs(_input("i1"), _input("i3", {"text": {"raw": "some words"}})),
        _inputs(_input("i1"), _input("i1"), input_id_conflict_resolution="SUFFIX"),
        _inputs(_input("i2", concepts=[{"name": "nameless"}])),
        _inputs(_input(), _input("PREFIX/1")),
        _inputs(),
        _inputs(*[_input("", {})] * 129),
        _of("ListInputs"),
    ),
    (
        _inputs(_input("i1", None, metadata={"n": 7, "deep": {"x": 1}}, **_concepts("c1", "c2"))),
        _patch_input("merge", "i1", metadata={"deep": {"y": 2}}, **_concepts("c3", c1=0)),
        _patch_input("remove", "i1", metadata={"n": True}, **_concepts("c2")),
        _list(input_ids=["i1"]),
        _patch_input("overwrite", "i1", metadata={"m": 1}),
        _patch_input("merge", "none", **_concepts("c1")),
        _patch_input("mend", "i1", **_concepts("c1")),
        _of("PatchInputs", inputs=[], action="merge"),
        _of("GetInput", input_id="i1"),
        _EVERYTHING,
    ),
    (
        _TWO,
        _POSTED,
        _of("DeleteInputs", ids=[]),
        _of("DeleteInput", input_id="i1"),
        _EVERYTHING,
        _of("DeleteInput", input_id="i1"),
        _of("DeleteInputs", ids=["i1", "i2", "none"]),
        _of("DeleteInputs", ids=["none"] * 129),
        _of("ListInputs"),
        _EVERYTHING,
        _of("GetConcept", concept_id="c1"),
        _of("GetConcept", concept_id="c9"),
        _of("ListConcepts", id="c1"),
    ),
    # What an annotation may be.
    (
        _TWO,
        _POSTED,
        _EVERYTHING,
        _get("i1", "a1"),
        _get("i2", "a1"),
        _get("none", "a1"),
        _post(_annotation("i1", "a1")),
        _post(_annotation("none", "a4"), _annotation("i1", "a4"), _annotation("i1", "a4")),
        _post(_annotation(""), _annotation("i1", "PREFIX/1")),
        _post(_annotation("i1", status={"code": "INPUT_SUCCESS"})),
        _post(_annotation("i1", embed_model_version_id="fakeannot-embedder")),
        _post(_annotation("i1", model_version_id="mine", input_level=True)),
        _EVERYTHING,
    ),
    (
        _ONE,
        _post(_annotation("i1", "a1", _regions(_region(_BOX, "", "c1")))),
        _post(_annotation("i1", "a2", _regions(_region(_OTHER_BOX, "r1", "c1")))),
        _post(_annotation("i1", "a3", _regions(_region(None, "r1", "c2")))),
        _post(_annotation("i1", "a4", _regions(_region(None, "r2", "c2")))),
        _post(_annotation("i1", "", _regions(_region(_BOX), _region(_BOX)))),
        _post(_annotation("i1", "", _regions(_region(_OUTSIDE)))),
        _post(_annotation("i1", "", _regions(_region(_UPSIDE_DOWN)))),
        _post(_annotation("i1", "", _regions(_region({"point": {"row": 2, "col": 0}})))),
        _post(_annotation("i1", "", _regions(_region({"point": {"row": 1, "col": 0}})))),
        _post(_annotation("i1", "", {"concepts": [{"name": "nameless"}]})),
        _EVERYTHING,
    ),
    (
        _ONE,
        _post(_annotation("i1", "a1", {"frames": [_frame(0, **_concepts("c1"))]})),
        _post(_annotation("i1", "a2", {"frames": [_frame(0), _frame(40)]})),
        _post(_annotation("i1", "a3", {"frames": [_frame(40, **_regions(_region(_BOX)))]})),
        _post(_annotation("i1", "a4", {"frames": [_frame(0, **_regions(*[_region(_BOX)] * 2))]})),
        _EVERYTHING,
    ),
    # Lists.
    (
        _TWO,
        _MANY,
        _list(),
        _list(page=1),
        _list(page=2),
        _list(page=3),
        _list(page=2, per_page=5),
        _list(per_page=1000),
        _list(per_page=1001),
        _list(input_ids=["i2"]),
        _list(input_ids=["i1", "i2"], page=2, per_page=20),
    ),
    (
        _TWO,
        _POSTED,
        _list(input_ids=["i2"]),
        _list(input_ids=["i2", "i1", "none"]),
        _list(statuses=[_PENDING]),
        _list(statuses=[_PENDING, _DONE]),
        _list(statuses=[_PENDING], input_ids=["i1"]),
        _list(task_id="t1"),
        _list(task_id="t1", statuses=[_DONE]),
        _list(task_id="t2"),
        _list(user_ids=["me"]),
        _list(user_ids=["fakeannot-somebody"]),
        _list(user_ids=["nobody"]),
        _list(user_ids=["me"], model_version_ids=["fakeannot-model-version"]),
        _list(user_ids=["fakeannot-somebody"], input_ids=["i2"]),
        _list(model_version_ids=["fakeannot-model-version"]),
    ),
    (
        _TWO,
        _POSTED,
        _EVERYTHING,
        _list(input_ids=["i1", "i2"], ids=["a3", "a2"]),
        _list(input_ids=["i1", "i1", "i1"], ids=["a3", "LEVEL-i1", "a1"]),
        _list(input_ids=["i2", "none"], ids=["a1", "a2"]),
        _list(ids=["a1"]),
        _list(input_ids=["i1", "i2"], ids=["a1"]),
    ),
    # Patches.
    (
        _TWO,
        _POSTED,
        _patch("merge", _annotation("i1", "a1", _concepts("c2", c1=0))),
        _patch("remove", _annotation("i2", "a2", _concepts("c1"))),
        _patch("merge", _annotation("i2", "a2", _concepts("c1"))),
        _patch("merge", _annotation("i2", "a2", status=_DONE, task_id="t2")),
        _patch("merge", _annotation("i1", "a1", status=_PENDING)),
        _patch("remove", _annotation("i1", "a1", _concepts("c3", "none"))),
        _patch("remove", _annotation("i2", "a2", _concepts("c2"))),
        _patch("overwrite", _annotation("i1", "a1", _concepts("c3"))),
        _patch("overwrite", _annotation("i1", "a3", _concepts("c1")), _annotation("i1", "none")),
        _patch("mend", _annotation("i1", "a1", _concepts("c1"))),
        _patch("merge", _annotation("i1"), _annotation("none", "a1")),
        _patch("merge"),
        _EVERYTHING,
    ),
    (
        _TWO,
        _post(
            _annotation("i1", "a1", _regions(_region(_BOX, "", "c1"))),
            _annotation("i1", "a2", _regions(_region(_BOX, "r1", "c1"))),
        ),
        _patch("merge", _annotation("i1", "a1", _regions(_region(_OTHER_BOX)))),
        _patch("merge", _annotation("i1", "a2", _regions(_region(None, "r1", "c2")))),
        _patch("merge", _annotation("i1", "a2", _regions(_region(_OTHER_BOX, "r2")))),
        _patch("remove", _annotation("i1", "a2", _regions(_region(None, "r1")))),
        _patch("overwrite", _annotation("i1", "a1", _regions(_region(_BOX, "r2", "c3")))),
        _EVERYTHING,
    ),
    (
        _TWO,
        _post(
            _annotation("i1", "a1", {"metadata": {"n": 7, "deep": {"x": 1}, "list": [1]}}),
            _annotation("i1", "a2", _concepts("c1"), annotation_info={"n": 1, "m": 2}),
        ),
        _patch("merge", _annotation("i1", "a1", {"metadata": {"deep": {"y": 2}, "list": [2]}})),
        _patch("remove", _annotation("i1", "a1", {"metadata": {"n": True, "deep": {"z": 3}}})),
        _patch("merge", _annotation("i1", "a2", annotation_info={"k": 3})),
        _patch("remove", _annotation("i1", "a2", _concepts("c1")), delete_if_empty_data=True),
        _EVERYTHING,
        _patch("merge", _annotation("i1", "LEVEL-i1", _concepts("c3"))),
        _patch("remove", _annotation("i1", "LEVEL-i1", _concepts("c1", "c2", "c3")),
               delete_if_empty_data=True),
        _of("GetInput", input_id="i1"),
    ),
    (
        _TWO,
        _POSTED,
        _of("PatchAnnotationsStatus", **{**_STATUS, "status_codes": ["ANNOTATION_PENDING"]}),
        _of("PatchAnnotationsStatus", **{**_STATUS, "user_ids": ["nobody"], "status_code": 24151}),
        _list(),
        _of("PatchAnnotationsStatus", **_STATUS),
        _of("PatchAnnotationsStatus", **{**_STATUS, "action": "merge"}),
        _of("PatchAnnotationsStatus", **{**_STATUS, "status_code": "INPUT_SUCCESS"}),
        _list(statuses=[{"code": 24157}]),
    ),
    # Deletes.
    (
        _TWO,
        _POSTED,
        _MANY,
        _of("DeleteAnnotation", input_id="i1", annotation_id="a1"),
        _of("DeleteAnnotation", input_id="i1", annotation_id="a1"),
        _get("i1", "a1"),
        _list(),
        _delete(["i1", "i2"], "a3", "none"),
        _delete(["i1", "i2"], "a2"),
        _delete([], "a2"),
        _delete([]),
        _delete(["none"] * 129),
        _delete(["i1", "none"], route=1),
        _EVERYTHING,
        _delete(["i2"], "a2", route=1),
        _delete(["i2"]),
        _EVERYTHING,
    ),
    (
        _TWO,
        _POSTED,
        _EVERYTHING,
        _of("DeleteAnnotation", input_id="i1", annotation_id="LEVEL-i1"),
        _delete(["i1", "i1"], "a1", "LEVEL-i1"),
        _EVERYTHING,
        _get("i1", "LEVEL-i1"),
    ),
    # Sizes of calls.
    (
        _ONE,
        _post(*[_annotation("i1")] * 127),
        _post(*[_annotation("i1")] * 128),
        _post(*[_annotation("i1")] * 129),
        _post(),
        _list(page=13),
    ),
    # The second app.
    (
        _TWO,
        _POSTED,
        _elsewhere(_list()),
        _elsewhere(_ONE),
        _elsewhere(_post(_annotation("i1", "a1", _concepts("c1")))),
        _list(),
        _elsewhere(_list()),
        _elsewhere(_of("DeleteInput", input_id="i1")),
        _of("GetInput", input_id="i1"),
        _EVERYTHING,
    ),
    # What is odd about how a call is sent.
    (
        _ONE,
        *[
            ApiCall(call.rpc, call.fields, oddity=oddity)
            for oddity in ODDITIES
            for call in (_list(per_page=2), _post(_annotation("i1", data=_concepts("c1"))))
        ],
        ApiCall("DeleteInputs", {"ids": ["none"]}, oddity="broken JSON"),
        ApiCall("DeleteAnnotations", {"input_ids": ["none"]}, oddity="camelCase"),
        ApiCall("DeleteAnnotations", {"input_ids": ["i1"]}, oddity="a form's content type"),
        _EVERYTHING,
    ),
)  # fmt: skip

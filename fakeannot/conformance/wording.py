"""Short words for calls and what is sent in them, in which the tour is written."""

from __future__ import annotations

from typing import Any

from fakeannot.conformance.calls import ApiCall

Fields = dict[str, Any]
BOX = {"bounding_box": {"top_row": 0, "left_col": 0.2, "bottom_row": 0.5, "right_col": 1}}
OTHER_BOX = {"bounding_box": {"top_row": 0.1, "left_col": 0, "bottom_row": 0.3, "right_col": 0.4}}
OUTSIDE = {"bounding_box": {**BOX["bounding_box"], "right_col": 1.5}}
UPSIDE_DOWN = {"bounding_box": {**BOX["bounding_box"], "top_row": 0.6}}
PENDING, DONE = {"code": "ANNOTATION_PENDING"}, {"code": "ANNOTATION_SUCCESS"}
EVERYTHING = ApiCall("ListAnnotations", {"list_all_annotations": True, "per_page": 1000})


def labels(*ids: str, **values: Any) -> Fields:
    """Data with concepts: those without a value first."""
    valued = [{"id": id_, "value": value} for id_, value in values.items()]
    return {"concepts": [{"id": id_} for id_ in ids] + valued}


def drawn(*regions: Fields) -> Fields:
    return {"regions": list(regions)}


def region(shape: Fields | None = None, id_: str = "", *concepts: str) -> Fields:
    named: Fields = {"id": id_} if id_ else {}
    shown = {"region_info": shape} if shape else {}
    return {**named, **shown, **({"data": labels(*concepts)} if concepts else {})}


def frame(time: int, **data: Any) -> Fields:
    return {"frame_info": {"time": time}, "data": data}


def an_input(id_: str = "", medium: Fields | None = None, **data: Any) -> Fields:
    image = {"image": {"url": "IMAGE", "allow_duplicate_url": True}}
    named = {"id": id_} if id_ else {}
    return {**named, "data": {**(image if medium is None else medium), **data}}


def add(*inputs: Fields, **how: Any) -> ApiCall:
    return ApiCall("PostInputs", {"inputs": list(inputs), **how})


def annotation(input_id: str, id_: str = "", data: Fields | None = None, **more: Any) -> Fields:
    named = {"id": id_} if id_ else {}
    return {"input_id": input_id, **named, **({} if data is None else {"data": data}), **more}


def post(*annotations: Fields) -> ApiCall:
    return ApiCall("PostAnnotations", {"annotations": list(annotations)})


def patch(action: str, *annotations: Fields, **how: Any) -> ApiCall:
    fields = {"annotations": list(annotations), "action": action, **how}
    return ApiCall("PatchAnnotations", fields)


def listed(**fields: Any) -> ApiCall:
    return ApiCall("ListAnnotations", fields)


def get(input_id: str, id_: str) -> ApiCall:
    return ApiCall("GetAnnotation", {"input_id": input_id, "annotation_id": id_})


def delete(input_ids: list[str], *ids: str, route: int = 0) -> ApiCall:
    fields = {"input_ids": input_ids, **({"ids": list(ids)} if ids else {})}
    return ApiCall("DeleteAnnotations", fields, route=route)


def elsewhere(call: ApiCall) -> ApiCall:
    return ApiCall(call.rpc, call.fields, elsewhere=True)


TWO = add(an_input("i1", None, **labels("c1", c2=0)), an_input("i2"))
ONE = add(an_input("i1"))
MANY = post(*[annotation("i1" if n % 2 else "i2", data=labels("c1")) for n in range(25)])


def of(rpc: str, **fields: Any) -> ApiCall:
    return ApiCall(rpc, fields)


def patch_input(action: str, id_: str, **data: Any) -> ApiCall:
    return of("PatchInputs", inputs=[{"id": id_, "data": data}], action=action)


POSTED = post(
    annotation("i1", "a1", labels("c1", c3=0, c2=0.5), task_id="t1"),
    annotation("i2", "a2", status=PENDING, annotation_info={"n": 1}, task_id="t1"),
    annotation("i1", "a3", labels("c2"), user_id="fakeannot-somebody"),
)
STATUS = {"task_id": "t1", "action": "overwrite", "status_code": "ANNOTATION_AWAITING_REVIEW"}


def datasets(*posted: Fields) -> ApiCall:
    return of("PostDatasets", datasets=list(posted))


def put_in(dataset_id: str, *input_ids: str) -> ApiCall:
    sent = [{"input": {"id": id_}} for id_ in input_ids]
    return of("PostDatasetInputs", dataset_id=dataset_id, dataset_inputs=sent)


def filtered(data: Fields | None = None, **more: Any) -> Fields:
    """A filter by annotations like this one."""
    return {"annotation": {**({} if data is None else {"data": data}), **more}}


DATASET: Fields = {"id": "d1"}

"""An answer rests on the rule of a branch if it took that branch, and else does not."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from fakeannot import FakeClarifai
from tests.api import api_of
from tests.rules.conftest import box, concepts

CAR = {"input_id": "car"}
LABELS: Any = {"concepts": concepts("tree")}
BOX: Any = {"regions": [{"region_info": box()}]}


class Pair(NamedTuple):
    """A rule of a branch, a call, and bodies (or queries) with and without what leads there."""

    rule: str
    call: str
    leads: Any
    does_not: Any


def one(**fields: Any) -> Any:
    return {"annotations": [{**CAR, **fields}]}


def change(action: str, **fields: Any) -> Any:
    return {"action": action, **one(id="a1", **fields)}


def media(**image: Any) -> Any:
    return {"inputs": [{"data": {"image": {"url": "https://x.test/a.jpg", **image}}}]}


POST, PATCH, LIST = "POST annotations", "PATCH annotations", "GET annotations"
PAIRS = [
    Pair("annotations.service_fields", POST, one(trusted=True), one(data=LABELS)),
    Pair("annotations.embed_kept", POST, one(embed_model_version_id="e"), one()),
    Pair("annotations.status_default", POST, one(), one(status={"code": 24151})),
    Pair("annotations.other_user", POST, one(user_id="guest"), one()),
    Pair("concepts.app_id", POST, one(data=LABELS), one()),
    Pair("concepts.name_is_id", POST, one(data=LABELS), one(data={"concepts": concepts("car")})),
    Pair("regions.id_made", POST, one(data=BOX), one(data={"regions": [{"id": "r1"}]})),
    Pair("regions.known_id", POST, one(data={"regions": [{"id": "r1"}]}), one(data=BOX)),
    Pair("annotations.raw_text_kept", POST, one(data={"text": {"raw": "hi"}}), one(data=LABELS)),
    Pair("bulk.mixed", POST, {"annotations": [CAR, {}]}, {"annotations": [{}, {}]}),
    Pair("bulk.all_failed", POST, {"annotations": [{}, {}]}, {"annotations": [CAR, {}]}),
    Pair("patch.empty_lists", PATCH, change("merge", data={}), change("merge", data=LABELS)),
    Pair("patch.empty_lists", PATCH, change("merge", data={}), change("overwrite", data={})),
    Pair("patch.merge_region", PATCH, change("merge", data=BOX), change("merge", data=LABELS)),
    Pair(
        "patch.one_for_one",
        PATCH,
        change("merge", data={"regions": BOX["regions"] * 2}),
        change("merge", data=BOX),
    ),
    Pair("patch.outside_data", PATCH, change("merge", task_id="t"), change("merge", data=LABELS)),
    Pair(
        "patch.remove_adds_nothing",
        PATCH,
        change("remove", data={"concepts": concepts("none")}),
        change("remove", data={"concepts": concepts("car")}),
    ),
    Pair(
        "patch.remove_adds_nothing",
        PATCH,
        change("remove", data={"regions": [{"id": "r1"}, {"id": "r2"}]}),
        change("remove", data={"regions": [{"id": "r1"}]}),
    ),
    Pair(
        "patch.remove_adds_nothing",
        PATCH,
        change("remove", data={"text": {"raw": "hi"}}),
        change("remove", data=LABELS | {"concepts": concepts("car")}),
    ),
    Pair("lists.per_page_20", LIST, "", "per_page=5"),
    Pair("annotations.list_filters", LIST, "input_ids=car", "user_ids=guest"),
    Pair("annotations.list_filters", LIST, "statuses=24150", ""),
    Pair("annotations.list_filters", LIST, "task_id=t", ""),
    Pair("annotations.workers_union", LIST, "user_ids=guest", "input_ids=car"),
    Pair("annotations.workers_union", LIST, "model_version_ids=m", ""),
    Pair("annotations.workers_union", LIST, "workflow_version_ids=w", ""),
    Pair("access.me", LIST, "user_ids=me", "user_ids=guest"),
    Pair(
        "annotations.delete_nothing",
        "DELETE annotations",
        {"ids": ["none"], "input_ids": ["car"]},
        {"ids": ["a1"], "input_ids": ["car"]},
    ),
    Pair("inputs.delete_none", "DELETE inputs", {"ids": []}, {"ids": ["car"]}),
    Pair("inputs.delete_unknown", "DELETE inputs", {"ids": ["none"]}, {"ids": ["car"]}),
    Pair("inputs.url_trimmed", "POST inputs", media(url=" https://x.test/a.jpg"), media()),
    Pair("inputs.url_trimmed", "POST inputs", media(url="https://x.test/a.jpg "), media()),
    Pair("inputs.unknown_info", "POST inputs", media(), media(image_info={"width": 5})),
]


def resting_on(call: str, body: Any) -> frozenset[str]:
    fake = FakeClarifai()
    app = fake.app()
    app.add_input("car", url="https://x.test/car.jpg")
    data = {"concepts": concepts("car"), "regions": [{"id": "r1", "region_info": box()}]}
    app.add_annotation("car", data, annotation_id="a1")
    fake.add_user("guest")
    app.add_collaborator("guest")
    trace = fake.trace()
    method, path = call.split(" ")
    if isinstance(body, str):
        path, body = f"{path}?{body}", None
    api_of(fake).call(method, path, body)
    return trace.last


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.rule for pair in PAIRS])
def test_an_answer_rests_on_the_rule_of_a_branch_it_took_and_only_then(pair: Pair) -> None:
    assert pair.rule in resting_on(pair.call, pair.leads)
    assert pair.rule not in resting_on(pair.call, pair.does_not)

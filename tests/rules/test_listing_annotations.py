"""Listing and getting annotations: order, pages, and what each filter lets through."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.annotating import (
    collaborator,
    listed,
    nothing_changed,
    patch,
    post,
    read,
    stranger,
)

PENDING = {"code": "ANNOTATION_PENDING"}
DENIED = {"code": "ANNOTATION_REVIEW_DENIED"}


@pytest.fixture
def busy(fake: FakeClarifai) -> FakeClarifai:
    """Two inputs, a model's and a workflow's annotation on each, and five of two users."""
    fake.workflow(lambda _: [{"id": "m"}], model_version_id="model-1")
    fake.workflow(lambda _: [{"id": "w"}], workflow_version_id="workflow-1")
    app = fake.app()
    app.add_collaborator("labeler")
    app.add_input("car")
    app.add_input("bus")
    app.add_annotation("car", annotation_id="a1")
    app.add_annotation("bus", annotation_id="a2", status=PENDING, task_id="t1")
    app.add_annotation("car", annotation_id="a3", status=PENDING, user_id="labeler")
    app.add_annotation("car", annotation_id="a4", status=DENIED, task_id="t1", user_id="labeler")
    app.add_annotation("bus", annotation_id="a5", task_id="t2")
    return fake


def named(fake: FakeClarifai, *pairs: tuple[str, object]) -> list[str]:
    """What a list has, input-level and models' annotations told by what made them."""
    answer = api_of(fake).get("annotations", *pairs, ("per_page", 1000))
    assert answer.outcome == (200, 10000), answer.json
    return [
        f"{item['input_id']}'s own"
        if item.get("input_level")
        else f"{item['input_id']} by {'model' if 'model_version_id' in item else 'workflow'}"
        if "user_id" not in item
        else item["id"]
        for item in answer["annotations"]
    ]


OWN = ["car's own", "bus's own"]
MODEL = ["car by model", "bus by model"]
WORKFLOW = ["car by workflow", "bus by workflow"]
POSTED = ["a1", "a2", "a3", "a4", "a5"]
ALL = [name for names in zip(OWN, MODEL, WORKFLOW, strict=True) for name in names] + POSTED


@pytest.mark.rule(
    "annotations.oldest_first", "annotations.list_filters", "annotations.trusted_only"
)
@pytest.mark.parametrize(
    ("pairs", "wanted"),
    [
        ([], OWN + POSTED),
        ([("input_ids", "bus")], ["bus's own", "a2", "a5"]),
        ([("input_ids", "bus"), ("input_ids", "car")], OWN + POSTED),
        ([("input_ids", "car"), ("input_ids", "car")], ["car's own", "a1", "a3", "a4"]),
        ([("input_ids", "plane")], []),
        ([("statuses", "ANNOTATION_PENDING")], ["a2", "a3"]),
        ([("statuses.code", 24151), ("statuses.code", 24158)], ["a2", "a3", "a4"]),
        ([("statuses", 24157)], []),
        ([("statuses", "code")], OWN + POSTED),
        ([("task_id", "t1")], ["a2", "a4"]),
        ([("task_id", "t3")], []),
        ([("input_ids", "car"), ("task_id", "t1")], ["a4"]),
        ([("task_id", "t1"), ("statuses", 24151)], ["a2"]),
        ([("input_ids", "bus"), ("task_id", "t1"), ("statuses", 24158)], []),
    ],
)
def test_each_filter_narrows_a_list_that_stays_in_order(
    busy: FakeClarifai, pairs: list[tuple[str, object]], wanted: list[str]
) -> None:
    assert named(busy, *pairs) == wanted


@pytest.mark.rule("annotations.trusted_only", "annotations.workers_union", "models.hidden")
@pytest.mark.parametrize(
    ("pairs", "wanted"),
    [
        ([("list_all_annotations", "true")], ALL),
        (
            [("list_all_annotations", "True"), ("input_ids", "bus")],
            ["bus's own", "bus by model", "bus by workflow", "a2", "a5"],
        ),
        ([("list_all_annotations", "False")], OWN + POSTED),
        ([("user_ids", "labeler")], ["a3", "a4"]),
        ([("user_ids", "labeler"), ("user_ids", "labeler")], ["a3", "a4"]),
        ([("user_ids", "me")], [*OWN, "a1", "a2", "a5"]),
        ([("user_ids", "nobody")], []),
        ([("model_version_ids", "model-1")], MODEL),
        ([("workflow_version_ids", "workflow-1")], WORKFLOW),
        ([("model_version_ids", "workflow-1")], []),
        (
            [("user_ids", "labeler"), ("model_version_ids", "model-1")],
            [*MODEL, "a3", "a4"],
        ),
        (
            [
                ("workflow_version_ids", "workflow-1"),
                ("user_ids", "labeler"),
                ("model_version_ids", "model-1"),
                ("input_ids", "car"),
            ],
            ["car by model", "car by workflow", "a3", "a4"],
        ),
        ([("model_version_ids", "model-1"), ("statuses", 24151)], []),
        ([("user_ids", "labeler"), ("user_ids", "me"), ("task_id", "t1")], ["a2", "a4"]),
    ],
)
def test_workers_are_a_union_and_bring_the_untrusted(
    busy: FakeClarifai, pairs: list[tuple[str, object]], wanted: list[str]
) -> None:
    assert named(busy, *pairs) == wanted


@pytest.mark.rule("annotations.list_pairs")
def test_pairs_name_annotations_whoever_made_them(busy: FakeClarifai, api: Api) -> None:
    model_made = next(a.id for a in busy.app().annotations("car") if a.model_version_id)
    own = next(a.id for a in busy.app().annotations("car") if a.input_level)

    def by_pairs(*pairs: tuple[str, str], **more: object) -> list[str]:
        query: list[tuple[str, object]] = [("input_ids", input_id) for input_id, _ in pairs]
        return listed(api, *query, *(("ids", id_) for _, id_ in pairs), *more.items())

    assert by_pairs(("car", "a3"), ("car", model_made), ("car", own), ("bus", "a2")) == [
        own,
        model_made,
        "a2",
        "a3",
    ]
    assert by_pairs(("bus", "a1"), ("bus", "a2"), ("plane", "a3"), ("car", "none")) == ["a2"]
    assert by_pairs(("car", "a3"), ("car", "a3")) == ["a3"]
    assert by_pairs(("car", "a1"), ("car", "a3"), user_ids="labeler") == ["a3"]
    assert by_pairs(("car", "a1"), ("car", "a3"), statuses=24150) == ["a1"]
    three = (("bus", "a2"), ("car", "a1"), ("car", "a3"))
    assert by_pairs(*three, per_page=2) == ["a1", "a2"]
    assert by_pairs(*three, per_page=2, page=2) == ["a3"]


@pytest.mark.rule("annotations.pairs_match")
@pytest.mark.parametrize(("inputs", "ids"), [(0, 1), (2, 1), (1, 2)])
def test_unequal_numbers_of_ids_are_refused(api: Api, car: str, inputs: int, ids: int) -> None:
    answer = api.get("annotations", *[("input_ids", car)] * inputs, *[("ids", "a")] * ids)
    assert answer.outcome == (400, 11100)
    assert answer.details == f"The number of 'input_ids' ({inputs}) and 'ids' ({ids}) must match."
    assert answer["annotations"] == []


@pytest.mark.rule("annotations.oldest_first", "bulk.in_request_order")
def test_annotations_of_one_call_are_listed_in_its_order(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    sent = [f"z{100 - n}" for n in range(30)]
    post(api, *({"id": id_, "input_id": car} for id_ in sent))
    post(api, {"id": "a-later-one", "input_id": car})
    assert listed(api, ("per_page", 100))[1:] == [*sent, "a-later-one"]


@pytest.mark.rule("annotations.oldest_first")
def test_a_patched_annotation_keeps_its_place(busy: FakeClarifai, api: Api) -> None:
    order = named(busy, ("list_all_annotations", True))
    changed = {"input_id": "car", "id": "a1", "status": PENDING, "task_id": "t2"}
    api.patch("annotations", {"annotations": [changed], "action": "merge"})
    assert named(busy, ("list_all_annotations", True)) == order
    assert named(busy, ("statuses", 24151)) == ["a1", "a2", "a3"]
    assert named(busy, ("task_id", "t2")) == ["a1", "a5"]


@pytest.mark.rule("json.wrong_value")
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("statuses", "NO_SUCH_STATUS", "StatusCode has no value named 'NO_SUCH_STATUS'"),
        ("list_all_annotations", "perhaps", "expected true or false"),
    ],
)
def test_a_filter_with_a_wrong_value_is_refused(api: Api, name: str, value: str, told: str) -> None:
    answer = api.get("annotations", (name, value))
    assert answer.outcome == (400, 11100)
    assert name in answer.details
    assert told in answer.details


@pytest.mark.rule("annotations.trusted_only", "annotations.oldest_first")
def test_plain_lists_follow_every_change(busy: FakeClarifai, api: Api) -> None:
    assert named(busy) == OWN + POSTED
    post(api, {"id": "a6", "input_id": "car"})
    assert named(busy) == [*OWN, *POSTED, "a6"]
    api.delete("inputs/car/annotations/a3")
    api.delete("annotations", {"input_ids": ["bus"], "ids": ["a2"]})
    assert named(busy) == [*OWN, "a1", "a4", "a5", "a6"]
    patch(api, "merge", {"id": "a4", "input_id": "car", "status": PENDING, "task_id": "t9"})
    assert api.get("annotations")["annotations"][3]["task_id"] == "t9"
    api.delete("inputs/bus")
    assert named(busy) == ["car's own", "a1", "a4", "a6"]
    assert named(busy, ("statuses", 24151)) == named(busy, ("task_id", "t9")) == ["a4"]
    busy.app().add_input("van")
    assert named(busy) == ["car's own", "a1", "a4", "a6", "van's own"]
    api.delete("annotations", {"input_ids": ["car"]})
    assert named(busy, ("list_all_annotations", 1))[0] == "car's own"
    assert named(busy) == ["car's own", "van's own"]


@pytest.mark.rule("annotations.get_unknown")
@pytest.mark.parametrize(
    "path", ["car/annotations/none", "bus/annotations/a1", "no/annotations/a1"]
)
def test_an_unknown_annotation_cannot_be_got(busy: FakeClarifai, api: Api, path: str) -> None:
    assert read(api, "a1")["id"] == "a1"
    answer = api.get(f"inputs/{path}")
    assert answer.outcome == (404, 11101)
    input_id, _, id_ = path.split("/")
    assert answer.details == f"Input {input_id!r} has no annotation {id_!r}."
    assert "annotation" not in answer.json


@pytest.mark.rule("access.strangers")
def test_collaborators_see_all_and_strangers_nothing(busy: FakeClarifai) -> None:
    with nothing_changed(busy):
        assert len(listed(collaborator(busy, "labeler"), ("user_ids", "me"))) == 2
        assert len(listed(collaborator(busy, "labeler"))) == 7
        for path in ("annotations", "inputs/car/annotations/a1"):
            assert stranger(busy).get(path).outcome == (403, 11007)

"""Where the sources of 2020 and today's differ, a fake follows those that its profile names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.cli import main, parser
from fakeannot.rules import rules, rules_used
from fakeannot.serving_options import settings_in
from fakeannot.settings import PROFILES, Settings, settings_of
from fakeannot.store.annotations import AnnotationQuery
from tests.api import Api, api_of

DOCUMENTED, CURRENT = PROFILES


def fake_of(profile: str, **options: Any) -> tuple[FakeClarifai, Api]:
    fake = FakeClarifai(profile=profile, **options)
    return fake, api_of(fake)


def listed(api: Api, *pairs: tuple[str, object]) -> list[str]:
    return [one["id"] for one in api.get("annotations", *pairs)["annotations"]]


def test_a_fake_follows_the_sources_of_2020_unless_told_otherwise() -> None:
    assert Settings().profile == settings_of({}).profile == DOCUMENTED
    assert settings_of({"profile": DOCUMENTED}) == Settings()


@pytest.mark.rule("lists.per_page_20", "lists.per_page_128")
@pytest.mark.parametrize(
    ("options", "size", "rule"),
    [
        ({"profile": DOCUMENTED}, 20, "lists.per_page_20"),
        ({"profile": CURRENT}, 128, "lists.per_page_128"),
        ({"profile": DOCUMENTED, "per_page": 7}, 7, "lists.per_page_20"),
        ({"profile": CURRENT, "per_page": 7}, 7, "lists.per_page_128"),
    ],
)
def test_a_page_has_20_or_128_unless_an_option_says(
    options: dict[str, Any], size: int, rule: str
) -> None:
    fake, api = fake_of(**options)
    for _ in range(130):
        fake.app().add_input()
    with rules_used() as used:
        assert len(listed(api)) == size
    assert {name for name in used if name.startswith("lists.per_page")} == {rule}
    with rules_used() as used:
        assert len(listed(api, ("per_page", 3))) == 3
    assert rule not in used


@pytest.mark.rule("annotations.collaborator_status", "annotations.collaborator_status_now")
@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"profile": DOCUMENTED}, 24150),
        ({"profile": CURRENT}, 24157),
        ({"profile": CURRENT, "collaborator_status": "ANNOTATION_PENDING"}, 24151),
    ],
)
def test_what_a_collaborator_posts_is_done_or_awaits_review(
    options: dict[str, Any], code: int
) -> None:
    fake, _ = fake_of(**options)
    app = fake.app()
    app.add_input("car")
    app.add_collaborator("lee")
    assert app.add_annotation("car", user_id="lee").status.code == code
    assert app.add_annotation("car").status.code == 24150


@pytest.mark.rule("annotations.worker", "annotations.worker_untold")
@pytest.mark.parametrize("profile", PROFILES)
def test_the_worker_is_told_today_and_was_not_known_in_2020(profile: str) -> None:
    fake, api = fake_of(profile)
    fake.workflow(lambda _: {"id": "seen"}, model_version_id="v")
    fake.workflow(lambda _: {"id": "seen"}, workflow_version_id="w")
    fake.app().add_input("car")
    fake.app().add_annotation("car", id="a")
    answer = patched_to(api, "other")
    told = {one["id"]: one.get("worker") for one in everything(api)}
    own, model, workflow, _ = fake.app().annotations()
    if profile == DOCUMENTED:
        assert (answer.get("worker"), told[own.id], told[model.id], told["a"]) == (None,) * 4
    else:
        assert answer["worker"] == told["a"] == {"user": {"id": "other"}}
        assert told[own.id] == {"user": {"id": fake.user_id}}
        assert told[model.id]["model"]["model_version"] == {"id": "v"}
    assert told[workflow.id]["workflow"]["version"] == {"id": "w"}


def patched_to(api: Api, user_id: str) -> Any:
    """The annotation `a`, given to a user."""
    sent = {"input_id": "car", "id": "a", "user_id": user_id}
    return api.patch("annotations", {"action": "merge", "annotations": [sent]})["annotations"][0]


def everything(api: Api) -> Any:
    return api.get("annotations", ("list_all_annotations", True))["annotations"]


@pytest.mark.rule("annotations.worker_untold")
def test_a_worker_that_came_with_a_snapshot_goes_when_the_user_changes(tmp_path: Path) -> None:
    fake, _ = fake_of(CURRENT)
    fake.app().add_input("car")
    fake.app().add_annotation("car", id="a")
    fake.save(tmp_path / "world.json")
    other, api = fake_of(DOCUMENTED)
    other.load(tmp_path / "world.json")
    assert [one["worker"]["user"]["id"] for one in everything(api)] == [fake.user_id] * 2
    assert "worker" not in patched_to(api, "other")


@pytest.mark.rule("annotations.oldest_first", "annotations.by_input")
@pytest.mark.parametrize(
    ("profile", "order"),
    [
        (DOCUMENTED, ["car-own", "bus-own", "c1", "b1", "c2"]),
        (CURRENT, ["c2", "c1", "car-own", "b1", "bus-own"]),
    ],
)
def test_all_annotations_are_listed_by_age_or_by_input(profile: str, order: list[str]) -> None:
    fake, api = fake_of(profile)
    app = fake.app()
    for id_ in ("car", "bus"):
        fake.ids.next("annotation", f"{id_}-own")
        app.add_input(id_)
    for id_, input_id in (("c1", "car"), ("b1", "bus"), ("c2", "car")):
        app.add_annotation(input_id, id=id_, task_id=id_[0])
    assert listed(api) == order
    pages = [listed(api, ("page", page), ("per_page", 2)) for page in (1, 2, 3, 4)]
    assert pages == [order[:2], order[2:4], order[4:], []]
    assert listed(api, ("task_id", "c")) == [id_ for id_ in order if id_ in ("c1", "c2")]
    named = listed(api, ("input_ids", "bus"), ("input_ids", "car"))
    assert named == ["car-own", "bus-own", "c1", "b1", "c2"]


@pytest.mark.rule("annotations.by_input", "annotations.trusted_only")
def test_a_list_by_input_leaves_out_what_models_made() -> None:
    fake, api = fake_of(CURRENT)
    fake.workflow(lambda _: {"id": "seen"}, model_version_id="v")
    fake.app().add_input("car")
    fake.app().add_annotation("car", id="mine")
    assert [one["id"] == "mine" for one in api.get("annotations")["annotations"]] == [True, False]
    assert len(listed(api, ("list_all_annotations", True))) == 3
    assert len(listed(api, ("model_version_ids", "v"))) == 1


@pytest.mark.rule("annotations.by_input")
@given(
    posts=st.lists(st.sampled_from("abc"), max_size=12),
    removed=st.sets(st.integers(0, 11)),
    start=st.integers(0, 16),
    count=st.integers(0, 16),
)
def test_a_page_by_input_is_a_part_of_the_whole_order(
    posts: list[str], removed: set[int], start: int, count: int
) -> None:
    app = FakeClarifai().app()
    own = {input_id: app.add_input(input_id).id for input_id in "cab"}
    made = [app.add_annotation(input_id) for input_id in posts]
    store = app._dispatcher.world.apps[app.user_id, app.id].annotations
    for number in removed & set(range(len(made))):
        row = store.get(made[number].input_id, made[number].id)
        assert row is not None
        store.remove(row)
    rows = list(store.page(AnnotationQuery(), 0, 99))
    model = [row.id for input_id in own for row in reversed(rows) if row.input_id == input_id]
    found = store.page_by_input(AnnotationQuery(), start, count)
    assert [row.id for row in found] == model[start : start + count]


DESCRIBED = {
    30002: (
        "Download failed; check URL",
        "Download failed or we could not process it. Check URL or bytes you send in the request.",
    ),
    11007: ("API key has insufficient scopes", "API key has insufficient permissions"),
    11005: ("Too Many Requests", "Making too many requests"),
    24150: ("Annotation success", "Annotation success"),
}


@pytest.mark.rule(
    "descriptions.input_failed",
    "descriptions.input_failed_now",
    "descriptions.scopes",
    "descriptions.scopes_now",
    "descriptions.throttled",
    "descriptions.throttled_now",
)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("code", DESCRIBED)
def test_statuses_are_described_as_the_profiles_sources_do(profile: str, code: int) -> None:
    _, api = fake_of(profile)
    wanted = DESCRIBED[code][PROFILES.index(profile)]
    with rules_used() as used:
        assert api.get(f"status_codes/{code}")["status"]["description"] == wanted
    worded = {name for name in used if name.startswith("descriptions.")}
    assert {rules()[name].profile for name in worded} == ({profile} if code != 24150 else set())
    every = {one["code"]: one for one in api.get("status_codes")["statuses"]}
    assert every[code]["description"] == wanted


@pytest.mark.rule("descriptions.input_failed", "descriptions.input_failed_now")
@pytest.mark.parametrize("profile", PROFILES)
def test_statuses_of_things_are_described_so_too(profile: str) -> None:
    fake, _ = fake_of(profile, processing="manual")
    at = PROFILES.index(profile)
    fake.app().add_input("car")
    fake.app().process_inputs(failure="404")
    assert fake.app().inputs()[0].status.description == DESCRIBED[30002][at]
    scopes = ["Apps_Get", "Inputs_Get", "Concepts_Get", "Models_Get", "Workflows_Get"]
    scopes += ["Annotations_Get", "Annotations_Add"]
    api = api_of(fake, fake.add_key(scopes=scopes))
    sent = {"input_id": "car", "data": {"concepts": [{"id": "new"}]}}
    (refused,) = api.post("annotations", {"annotations": [sent]})["annotations"]
    assert (refused["status"]["code"], refused["status"]["description"]) == (
        11007,
        DESCRIBED[11007][at],
    )


@pytest.mark.rule("predictions.one_reason", "bulk.all_failed")
@pytest.mark.parametrize(
    ("profile", "sent", "outcome"),
    [
        (DOCUMENTED, [{}, {}], (400, 10020)),
        (CURRENT, [{}, {}], (400, 30104)),
        (CURRENT, [{"id": "none"}], (404, 11101)),
        (CURRENT, [{"id": "none"}, {}], (400, 10020)),
    ],
)
def test_predictions_that_all_fail_for_one_reason_say_so_today(
    profile: str, sent: list[dict[str, str]], outcome: tuple[int, int]
) -> None:
    fake, api = fake_of(profile)
    fake.workflow(lambda _: None)
    assert api.post("models/m/outputs", {"inputs": sent}).outcome == outcome


def test_each_difference_is_told_by_a_rule_of_each_profile(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: dict[str, set[str]] = {}
    for profile in PROFILES:
        assert main(["rules", "--profile", profile, "--json"]) == 0
        told[profile] = {rule["id"] for rule in json.loads(capsys.readouterr().out)}
    alone = {rule.id: rule.profile for rule in rules().values() if rule.profile}
    assert {name: profile for profile in PROFILES for name in told[profile]} == alone
    assert all(rules()[name].against and rules()[name].setting for name in alone)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], (DOCUMENTED, 20, "ANNOTATION_SUCCESS")),
        (["--profile", "current"], (CURRENT, 128, "ANNOTATION_AWAITING_REVIEW")),
        (["--profile", "current", "--per-page", "7"], (CURRENT, 7, "ANNOTATION_AWAITING_REVIEW")),
    ],
)
def test_the_server_has_it_as_an_option_that_others_win_over(
    arguments: list[str], wanted: tuple[object, ...]
) -> None:
    settings = settings_of(settings_in(parser().parse_args(["serve", *arguments])))
    assert (settings.profile, settings.per_page, settings.collaborator_status) == wanted

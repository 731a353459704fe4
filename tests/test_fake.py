"""`FakeClarifai` and `App`: arranging a world and looking into it, without HTTP and with types."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import App, FakeClarifai, Refusal
from fakeannot.contract.json_reader import InvalidJson
from tests.api import api_of
from tests.state import state_of, unchanged


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai()


@pytest.fixture
def app(fake: FakeClarifai) -> App:
    return fake.app()


def test_an_input_is_added_as_by_post(fake: FakeClarifai, app: App) -> None:
    car = app.add_input("car", url="https://x.test/1", data={"concepts": [{"id": "red"}]})
    assert isinstance(car, resources_pb2.Input)
    assert (car.id, car.status.code) == ("car", 30000)
    assert car.data.concepts[0].value == 1
    assert app.inputs() == [car]
    assert [a.input_level for a in app.annotations()] == [True]
    assert api_of(fake).get("inputs/car")["input"]["data"]["image"]["url"] == "https://x.test/1"


def test_an_input_needs_nothing_and_may_bring_its_own_medium(app: App) -> None:
    made = app.add_input()
    assert len(made.id) == 32
    assert made.data.image.url == f"https://example.com/{made.id}.jpg"
    data = resources_pb2.Data(text=resources_pb2.Text(raw="hello"))
    text = app.add_input("text", data=data)
    assert not text.data.HasField("image")
    assert "/inputs/text/" in text.data.text.url
    assert data.text.raw == "hello"


def test_an_annotation_is_added_as_by_post(fake: FakeClarifai, app: App) -> None:
    app.add_input("car")
    made = app.add_annotation(
        "car",
        {"concepts": [{"id": "red"}]},
        annotation_id="mine",
        status={"code": "ANNOTATION_PENDING"},
        task_id="t",
    )
    assert isinstance(made, resources_pb2.Annotation)
    assert (made.id, made.user_id, made.status.code) == ("mine", fake.user_id, 24151)
    assert (made.task_id, made.data.concepts[0].name) == ("t", "red")
    assert app.annotations("car")[-1] == made
    assert app.annotations("other") == []
    other = app.add_annotation("car", resources_pb2.Data(), user_id="lee")
    assert (other.user_id, len(other.id)) == ("lee", 32)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda app: app.add_input("car"), "Input has a duplicate ID."),
        (lambda app: app.add_input("a/b"), "no input ID may have"),
        (lambda app: app.add_annotation("none"), "Input 'none' does not exist"),
        (lambda app: app.add_annotation("car", {"concepts": [{}]}), "needs an 'id'"),
    ],
)
def test_what_the_api_refuses_is_refused_here_too(app: App, call: Any, told: str) -> None:
    app.add_input("car")
    with pytest.raises(Refusal, match=told):
        call(app)
    assert len(app.annotations()) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda app: app.add_input("x", data={"concept": []}),
        lambda app: app.add_annotation("car", {"concepts": 5}),
        lambda app: app.add_annotation("car", inputid="x"),
        lambda app: app.add_annotation("car", status={"code": "PENDING"}),
    ],
)
def test_what_is_not_in_the_contracts_form_is_refused(
    fake: FakeClarifai, app: App, call: Any
) -> None:
    app.add_input("car")
    with unchanged(fake), pytest.raises(InvalidJson):
        call(app)


def test_what_is_looked_at_are_copies(fake: FakeClarifai, app: App) -> None:
    added = app.add_input("car", data={"concepts": [{"id": "red"}]})
    with unchanged(fake):
        for message in (added, app.inputs()[0], app.annotations()[0], app.concepts()[0]):
            message.Clear()


def test_app_names_default_to_the_default_user_and_app(fake: FakeClarifai) -> None:
    assert (fake.app().id, fake.app().user_id) == (fake.app_id, fake.user_id)
    assert (fake.app("a").id, fake.app("a").user_id) == ("a", fake.user_id)
    fake.app("a", "ann").add_input("x")
    assert (fake.app("a").inputs(), len(fake.app("a", "ann").inputs())) == ([], 1)


def test_users_and_keys_are_made_or_taken_as_given(fake: FakeClarifai) -> None:
    made = [fake.add_user("ann"), fake.add_user("lee"), fake.add_key(), fake.add_key("street")]
    assert len(set(made)) == 4
    assert all(len(key) == 32 for key in made)
    assert fake.add_user("kim", pat="p") == "p"
    assert fake.add_key(key="k") == "k"


def test_reset_empties_the_world_and_keeps_what_answers_calls(fake: FakeClarifai) -> None:
    app = fake.app()
    pat = fake.add_user("ann")
    fake.reply("ListModels", {"models": [{"id": "m"}]})
    fake.workflow(lambda _: [{"id": "seen"}], model_version_id="v")
    app.add_input("car")
    fake.reset()
    assert state_of(fake) == ([], [], [])
    strict = FakeClarifai(strict=True)
    strict.add_user("ann", pat=pat)
    strict.reset()
    assert api_of(strict, pat, user_id="ann", app_id="a").get("inputs").code == 11009
    assert api_of(strict).get("inputs").code == 10000
    assert api_of(fake).get("models")["models"][0]["id"] == "m"
    app.add_input("car")
    assert [a.model_version_id for a in app.annotations()] == ["", "v"]


def test_an_app_taken_before_a_reset_is_the_app_after_it(fake: FakeClarifai) -> None:
    app = fake.app("street", "ann")
    app.add_input("car")
    fake.reset()
    assert app.inputs() == []
    app.add_input("bus")
    assert [i.id for i in fake.app("street", "ann").inputs()] == ["bus"]


def test_two_fakes_share_nothing() -> None:
    one, other = FakeClarifai(), FakeClarifai()
    one.app().add_input("car", data={"concepts": [{"id": "red"}]})
    one.add_user("ann", pat="p" * 32)
    one.reply("ListModelTypes", {})
    one.workflow(lambda _: [{"id": "seen"}])
    assert state_of(other) == ([], [], [])
    assert api_of(other).get("models/types").http == 501
    assert one.not_built == []
    other.app().add_input("x")
    assert other.app().concepts() == []
    assert [i.id for i in one.app().inputs()] == ["car"]


def journey(fake: FakeClarifai) -> list[str]:
    """The bodies of some calls, without the times."""
    api = api_of(fake)
    image = {"image": {"base64": "AAAA"}, "concepts": [{"id": "red"}]}
    region = {"region_info": {"bounding_box": {"bottom_row": 1, "right_col": 1}}}
    fake.workflow(lambda _: [region])
    answers = [api.post("inputs", {"inputs": [{"data": image}]})]
    car = answers[0]["inputs"][0]["id"]
    sent = [{"input_id": car, "data": {"regions": [region]}}]
    answers += [api.post("annotations", {"annotations": sent * 2}), api.get("models")]
    answers += [api.get("annotations", ("list_all_annotations", "true"))]
    return [answer.body.decode() for answer in answers]


def test_the_same_calls_give_the_same_ids_in_every_run() -> None:
    assert journey(FakeClarifai(clock=lambda: 1)) == journey(FakeClarifai(clock=lambda: 1))
    fake = FakeClarifai(clock=lambda: 1)
    assert journey(fake) != journey(FakeClarifai(clock=lambda: 1, id_seed=1))
    fake.reset()
    assert fake.app().add_input().id == FakeClarifai(clock=lambda: 1).app().add_input().id


def test_a_reset_fills_the_world_from_all_seeds_as_they_were() -> None:
    fake = FakeClarifai()
    seed = {"apps": [{"inputs": [{"id": "first"}]}]}
    fake.load(seed)
    seed["apps"][0]["inputs"][0]["id"] = "changed"
    fake.load({"apps": [{"inputs": [{"id": "second"}]}]})
    fake.reset()
    assert [row.id for row in fake.app().inputs()] == ["first", "second"]


def test_workflows_from_before_and_after_a_reset_have_versions_of_their_own() -> None:
    fake = FakeClarifai()
    fake.workflow(lambda _: {"id": "a"})
    fake.reset()
    fake.workflow(lambda _: {"id": "b"})
    fake.app().add_input("car")
    versions = [row.model_version_id for row in fake.app().annotations() if row.model_version_id]
    assert len(set(versions)) == 2


def test_media_are_served_from_the_outer_server_when_the_inner_one_ends() -> None:
    fake = FakeClarifai()
    image = {"image": {"base64": "aGVsbG8="}}
    with fake.serve() as outer:
        with fake.serve():
            pass
        fake.app().add_input("car", data=image)
        assert fake.app().inputs()[0].data.image.url.startswith(outer.url)


@pytest.mark.parametrize("scopes", ["Annotation_Get", ["Annotation_Get"]])
def test_an_unknown_scope_is_told_with_the_nearest_one(scopes: Any) -> None:
    fake = FakeClarifai()
    for give in (fake.add_key, lambda scopes: fake.add_user("ann", scopes=scopes)):
        with pytest.raises(ValueError, match="Did you mean 'Annotations_Get'"):
            give(scopes=scopes)


def test_an_annotation_may_be_named_in_its_json_form_too(fake: FakeClarifai) -> None:
    fake.app().add_input("car")
    assert fake.app().add_annotation("car", id="mine").id == "mine"


@pytest.mark.parametrize("data", ["cat", 5, [{"id": "c"}]])
def test_data_that_is_no_object_is_told_so(fake: FakeClarifai, data: Any) -> None:
    fake.app().add_input("car")
    with pytest.raises(ValueError, match="data: expected an object, got a"):
        fake.app().add_annotation("car", data)

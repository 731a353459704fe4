"""What was saved and is loaded again is the same in everything, and goes on as it would have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fakeannot import FakeClarifai
from fakeannot.seeds.files import json_text
from fakeannot.seeds.sources import Source
from fakeannot.seeds.yaml_form import yaml_text
from tests.api import api_of
from tests.rpcs import opened, request_of
from tests.seeds.view import NOT_SAVED, SAVED, state_of, view
from tests.seeds.worlds import MOMENT, NEWER, PICTURE, full, street_api
from tests.store.reachable import never_filled, reachable
from tests.strategies import messages

FORMS = ["json", "yaml"]
KINDS = ("annotation", "input", "key", "region", "request")


def again(fake: FakeClarifai, form: str = "json", **options: Any) -> FakeClarifai:
    """Another fake, with the same workflows, of what this one would write."""
    document = fake.document()
    text = yaml_text(document) if form == "yaml" else json_text(document)
    loaded = FakeClarifai(clock=lambda: MOMENT, **options)
    for detector in state_of(fake).detectors:
        loaded.workflow(detector.detect)
    loaded.load(Source(text, is_yaml=form == "yaml"))
    return loaded


def test_every_attribute_of_a_state_is_saved_or_said_not_to_be() -> None:
    known = {name: SAVED[name] | NOT_SAVED.get(name, set()) for name in SAVED}
    of = {type(part).__name__: part for _, part in reachable(state_of(full()))}
    for name in SAVED:
        own = {own for kind in type(of[name]).__mro__ for own in vars(kind).get("__slots__", ())}
        assert own - known[name] == set(), name


def test_the_world_that_is_saved_here_leaves_nothing_empty() -> None:
    empty = {name.partition(".")[::2] for name in never_filled(state_of(full()))}
    assert {name for kind, name in empty if name in SAVED.get(kind, ())} == set()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("processing", ["manual", "reads:3", "seconds:500"])
def test_a_world_with_something_of_every_kind_is_the_same_again(form: str, processing: str) -> None:
    fake = full(processing)
    loaded = again(fake, form, processing=processing)
    assert view(loaded) == view(fake)
    assert loaded.document() == fake.document()


@pytest.mark.parametrize("form", FORMS)
def test_it_goes_on_as_the_first_would_have(form: str) -> None:
    fake = full()
    both = fake, again(fake, form, processing="manual")
    for one in both:
        one.workflow(lambda _: [{"id": "more"}])
        app = one.app("street", "owner")
        app.add_input("late")
        app.process_inputs("late")
        one.clock.resume()
        api = street_api(one)
        url = {"image": {"url": "https://example.com/2.jpg"}}
        api.post("inputs", {"inputs": [{"data": url}, {"id": "done"}]})
        api.post("annotations", {"annotations": [{"input_id": "done"} for _ in range(3)]})
        api.delete("inputs/done")
    assert view(both[1]) == view(both[0])
    answers = [street_api(one).get("annotations") for one in both]
    assert len(answers[0]["annotations"]) > 3
    assert answers[0].body == answers[1].body


def test_media_are_served_from_the_loaded_fake() -> None:
    fake = full()
    loaded = again(fake, processing="manual")
    url = fake.app("street", "owner").inputs()[0].data.image.url.partition(".com")[2]
    answers = [one.client().get(url) for one in (fake, loaded)]
    assert answers[1].data == b"\xff\xd8\xff picture"
    assert [answer.content_type for answer in answers] == ["image/jpeg"] * 2


def test_what_is_code_stays_that_of_the_fake_it_is_loaded_into() -> None:
    loaded = FakeClarifai(processing="manual")
    loaded.handler("ListWorkflows")(lambda _: {"workflows": [{"id": "w"}]})
    loaded.reply("ListModelTypes", {})
    loaded.load(full().document())
    assert api_of(loaded).get("workflows")["workflows"][0]["id"] == "w"
    assert api_of(loaded).get("models")["models"][0]["id"] == "m"
    assert sorted(state_of(loaded).custom) == ["ListModels", "ListWorkflows"]
    assert state_of(loaded).detectors == ()


@settings(max_examples=40, deadline=None)
@given(
    message=messages(resources_pb2.Data), newer=st.booleans(), odd=st.sampled_from([0, 1, "nan"])
)
@pytest.mark.parametrize("form", FORMS)
def test_any_message_that_can_be_stored_is_the_same_again(
    form: str, message: resources_pb2.Data, newer: bool, odd: Any
) -> None:
    fake = FakeClarifai(clock=lambda: MOMENT)
    fake.app().add_input("car")
    row = state_of(fake).world.apps[fake.user_id, fake.app_id]
    stored = row.inputs.get("car")
    assert stored is not None
    changed = stored.message
    # The URLs of an input never change, which the store counts on.
    for medium in ("image", "video", "audio", "text"):
        message.ClearField(medium)
    message.image.CopyFrom(changed.data.image)
    changed.data.CopyFrom(message)
    concept = changed.data.concepts.add(id="odd", value=float(odd))
    if newer:
        concept.visibility.gettable = 99  # which the contract has no name for
    if newer:
        changed.data.MergeFromString(NEWER)
    row.inputs.replace(type(stored).of(stored.sequence, changed, stored.annotation_id))
    assert view(again(fake, form)) == view(fake)


class AnyState(RuleBasedStateMachine):
    """Calls over JSON and gRPC, and what a test can do besides; saved and loaded after each."""

    def __init__(self) -> None:
        super().__init__()
        self.fake = FakeClarifai(clock=lambda: MOMENT, processing="manual")
        self.api = api_of(self.fake)
        self.chosen = 0

    inputs = st.sampled_from(["a", "b", ""])
    concepts = st.lists(st.sampled_from(["x", "y", "ж"]), max_size=2)

    @rule(id_=inputs, concepts=concepts, uploaded=st.booleans())
    def post_an_input(self, id_: str, concepts: list[str], uploaded: bool) -> None:
        medium = {"base64": PICTURE} if uploaded else {"url": f"https://example.com/{id_}"}
        data = {"image": medium, "concepts": [{"id": one} for one in concepts]}
        self.api.post("inputs", {"inputs": [{"id": id_, "data": data}]})

    @rule(id_=inputs, concepts=concepts, status=st.sampled_from([0, 24151, 24157]))
    def annotate(self, id_: str, concepts: list[str], status: int) -> None:
        data = {"concepts": [{"id": one} for one in concepts]}
        sent = {"input_id": id_, "data": data, "status": {"code": status}}
        self.api.post("annotations", {"annotations": [sent]})

    @rule(id_=inputs)
    def annotate_with_a_newer_contract(self, id_: str) -> None:
        sent = resources_pb2.Annotation(input_id=id_)
        sent.MergeFromString(NEWER)
        sent.data.metadata.update({"b": {"c": None}, "a": 1})
        with opened(self.fake, "channel") as call:
            call("PostAnnotations", request_of(self.fake, "PostAnnotations", annotations=[sent]))

    @rule(data=st.data(), action=st.sampled_from(["merge", "overwrite", "remove"]))
    def patch(self, data: st.DataObject, action: str) -> None:
        made = self.fake.app().annotations()
        if made:
            one = data.draw(st.sampled_from(made))
            sent = {"id": one.id, "input_id": one.input_id, "data": {"concepts": [{"id": "y"}]}}
            self.api.patch("annotations", {"annotations": [sent], "action": action})

    @rule(id_=inputs)
    def delete(self, id_: str) -> None:
        self.api.delete(f"inputs/{id_ or 'none'}")

    @rule(failure=st.sampled_from(["", "broken"]))
    def process(self, failure: str) -> None:
        self.fake.app().process_inputs(failure=failure)

    @precondition(lambda self: not state_of(self.fake).detectors)
    @rule()
    def add_a_workflow(self) -> None:
        self.fake.workflow(lambda _: [{"id": "seen"}])

    @rule(scopes=st.sampled_from([None, [], ["Inputs_Get"]]), app=st.sampled_from(["", "other"]))
    def arrange(self, scopes: list[str] | None, app: str) -> None:
        self.fake.add_user("lee", scopes=scopes)
        self.fake.add_key(app, scopes=scopes)
        self.fake.app(app).add_collaborator("lee", scopes)

    @rule(seconds=st.integers(0, 10**6), kind=st.sampled_from(KINDS))
    def move_clock_and_ids(self, seconds: int, kind: str) -> None:
        self.fake.clock.advance(seconds)
        self.chosen += 1
        self.fake.ids.next(kind, f"chosen-{self.chosen}")
        (self.fake.clock.freeze if seconds % 2 else self.fake.clock.resume)()

    @rule()
    def reset(self) -> None:
        self.fake.reset()

    @invariant()
    def it_is_the_same_again(self) -> None:
        loaded = again(self.fake, processing="manual")
        assert view(loaded) == view(self.fake)
        assert [loaded.ids.peek(kind) for kind in KINDS] == [
            self.fake.ids.peek(kind) for kind in KINDS
        ]


TestAnyState = AnyState.TestCase
TestAnyState.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)


def test_a_snapshot_can_be_saved_into_a_file_and_loaded_from_it(tmp_path: Path) -> None:
    fake = full()
    for name in ("world.json", "world.yaml", "world.YML"):
        fake.save(tmp_path / name)
        loaded = FakeClarifai(clock=lambda: MOMENT, processing="manual")
        loaded.load(str(tmp_path / name))
        assert view(loaded) == view(fake)
    assert (tmp_path / "world.YML").read_text("utf-8").startswith("fakeannot: snapshot\nversion: 1")
    assert "größe" in (tmp_path / "world.json").read_text("utf-8")

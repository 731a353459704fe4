"""What happens in one world is not seen in another."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api
from tests.worlds.calls import JPEG, add, api_in, control, image, inputs_of, of_world

NAMES = ["", "w1", "w2"]
INPUTS = ["a", "b", None]
SEED = {"apps": [{"inputs": [{"id": "seeded"}], "annotations": [{"input_id": "seeded"}]}]}


def frozen() -> FakeClarifai:
    return FakeClarifai(clock=lambda: 1_700_000_000_000_000_000)


def posted(input_id: str | None) -> Callable[[Api], Any]:
    one = {"id": input_id} if input_id else {}
    return lambda api: api.post("inputs", {"inputs": [{**one, "data": image(str(input_id))}]})


def labelled(input_id: str | None) -> Callable[[Api], Any]:
    label = {"input_id": input_id or "seeded", "data": {"concepts": [{"id": "tree"}]}}
    return lambda api: api.post("annotations", {"annotations": [label]})


def uploaded(_: object) -> Callable[[Api], Any]:
    return lambda api: api.post("inputs", {"inputs": [{"data": {"image": {"base64": JPEG}}}]})


def everything(api: Api) -> Any:
    return api.get("annotations", ("list_all_annotations", "true"))


CALLS = st.one_of(
    st.builds(posted, st.sampled_from(INPUTS)),
    st.builds(labelled, st.sampled_from(INPUTS)),
    st.builds(uploaded, st.none()),
    st.sampled_from(INPUTS).map(lambda one: lambda api: api.delete(f"inputs/{one}")),
    st.just(everything),
    st.just(lambda api: api.get("models/types")),
    st.just(lambda api: api.call("POST", "/__fakeannot/reset")),
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), CALLS), max_size=12))
def test_interleaved_calls_are_answered_as_by_a_fake_for_each_world(
    calls: list[tuple[str, Callable[[Api], Any]]],
) -> None:
    shared = frozen()
    shared.load(SEED)
    alone = {name: frozen() for name in NAMES}
    for fake in alone.values():
        fake.load(SEED)
    for name, call in [*calls, *((name, everything) for name in NAMES)]:
        got, expected = call(api_in(shared, name)), call(api_in(alone[name]))
        text = got.body.decode().replace(f"/__fakeannot/worlds/{name}", "")
        assert (got.http, text) == (expected.http, expected.body.decode())
    for name, fake in alone.items():
        assert shared.worlds[name or "default"].not_built == fake.not_built


def test_a_world_begins_as_a_reset_of_the_default_one_would() -> None:
    fake = FakeClarifai(per_page=3)
    fake.load(SEED)
    fake.reply("ListModels", {"models": [{"id": "m"}]})
    fake.handler("GetModel")(lambda _: {"model": {"id": "handled"}})
    fake.workflow(lambda _: [{"id": "seen"}])
    fake.clock.freeze()
    fake.app().add_input("not a part of the beginning")
    api = api_in(fake, "w1")
    assert inputs_of(api) == ["seeded"]
    assert api.get("models")["models"][0]["id"] == "m"
    assert api.get("models/m")["model"]["id"] == "handled"
    assert fake.worlds["w1"].clock.now() == fake.clock.now()
    add(api, "car")
    made = fake.worlds["w1"].app().annotations("car")
    assert [concept.id for concept in made[-1].data.concepts] == ["seen"]
    assert fake.worlds["w1"].settings == fake.settings


def test_a_world_that_is_put_back_keeps_the_clock_it_was_made_with() -> None:
    fake = frozen()
    world = fake.worlds["w1"]
    world.restore(world.snapshot())
    assert world.clock.now() == fake.clock.now()


def test_what_is_supplied_to_one_world_is_not_in_another() -> None:
    fake = FakeClarifai()
    fake.worlds["w1"].reply("ListModelTypes", {})
    assert api_in(fake, "w1").get("models/types").http == 200
    assert api_in(fake, "w2").get("models/types").http == 501
    assert (fake.worlds["w1"].not_built, fake.not_built) == ([], [])
    assert fake.worlds["w2"].not_built == ["ListModelTypes"]


@pytest.mark.parametrize("path", ["reset", "clear"])
def test_the_fakes_own_addresses_act_on_the_world_that_the_header_names(path: str) -> None:
    fake = FakeClarifai()
    for name in NAMES:
        add(api_in(fake, name), "one")
    assert control(fake, "POST", path, "w1").status_code == 200
    assert [inputs_of(api_in(fake, name)) for name in NAMES] == [["one"], [], ["one"]]


def test_the_journal_of_one_world_has_no_calls_of_another() -> None:
    fake = FakeClarifai()
    add(api_in(fake), "mine")
    add(api_in(fake, "w1"), "one")
    assert control(fake, "DELETE", "journal", "w1").status_code == 200
    api_in(fake, "w1").get("inputs")
    told = [control(fake, "GET", "journal", name).get_json()["calls"] for name in NAMES]
    assert [[call["rpc"] for call in calls] for calls in told] == [
        ["PostInputs"],
        ["ListInputs"],
        [],
    ]


def test_a_fault_of_one_world_strikes_in_no_other() -> None:
    fake = FakeClarifai()
    fault = {"rpc": "ListInputs", "http": 503}
    told = fake.client().post("/__fakeannot/faults", json=fault, headers=of_world("w1"))
    assert told.status_code == 200
    assert [api_in(fake, name).get("inputs").http for name in NAMES] == [200, 503, 200]
    assert control(fake, "GET", "faults", "w2").get_json()["faults"] == []
    assert control(fake, "DELETE", "faults", "w2").status_code == 200
    assert len(list(fake.worlds["w1"].faults)) == 1


def test_a_snapshot_goes_from_one_world_to_another() -> None:
    fake = FakeClarifai()
    add(api_in(fake, "w1"), "one")
    saved = control(fake, "GET", "snapshot", "w1").data
    put = fake.client().put("/__fakeannot/snapshot", data=saved, headers=of_world("w2"))
    assert put.status_code == 200
    assert inputs_of(api_in(fake, "w2")) == ["one"]
    assert inputs_of(api_in(fake)) == []


@pytest.mark.parametrize("name", ["w1", "tests/a.py::test[x y]", "100%"])
def test_media_are_served_by_a_plain_get_from_the_world_that_has_them(name: str) -> None:
    fake = FakeClarifai()
    worlds = fake.worlds
    before = worlds["made before it is served"]
    with fake.serve() as server:
        for world in (worlds[name], before):
            medium = world.app().add_input(data={"image": {"base64": JPEG}}).data.image
            assert medium.url.startswith(f"{server.url}/__fakeannot/worlds/")
            assert requests.get(medium.url, timeout=10).content == b64decode(JPEG)
            assert requests.options(medium.url, timeout=10).status_code == 204
            elsewhere = medium.url.replace(medium.hosted.prefix, server.url)
            assert requests.get(elsewhere, timeout=10).status_code == 404
    again = before.app().add_input(data={"image": {"base64": JPEG}}).data.image
    assert again.url.startswith("https://data.clarifai.com/__fakeannot/worlds/")


@pytest.mark.parametrize(
    "path", ["none/orig/users/u/apps/a/inputs/image/0", "w1/v2/inputs", "w1/x"]
)
def test_asking_for_media_makes_no_world_and_leads_nowhere_else(path: str) -> None:
    fake = FakeClarifai()
    fake.worlds["w1"].app()
    told = control(fake, "GET", f"worlds/{path}")
    assert told.status_code in (400, 404)
    assert not told.get_json()["ok"]
    assert list(fake.worlds) == ["default", "w1"]


def test_a_trace_of_the_fake_sees_what_its_worlds_rest_on() -> None:
    fake = FakeClarifai()
    trace = fake.trace()
    api_in(fake, "w1").get("models/types")
    assert "api.not_built" in trace.last

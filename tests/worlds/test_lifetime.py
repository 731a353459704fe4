"""How long worlds stay, and how many there may be."""

from __future__ import annotations

import threading
from typing import Any

import grpc
import pytest

from fakeannot import FakeClarifai
from fakeannot.settings import BadSetting
from tests.doors.test_grpc_web import LIST, call, framed, frames_of, trailers
from tests.worlds.calls import add, api_in, control, inputs_of, listed


class Seconds:
    """A clock that a test moves."""

    def __init__(self, fake: FakeClarifai) -> None:
        self.now = 0.0
        fake.worlds.now = lambda: self.now


def test_a_world_that_nobody_used_for_so_long_is_forgotten_and_begins_anew() -> None:
    fake = FakeClarifai(world_idle=60)
    seconds = Seconds(fake)
    add(api_in(fake, "idle"), "one")
    add(api_in(fake, "used"), "one")
    add(api_in(fake), "mine")
    seconds.now = 59
    assert inputs_of(api_in(fake, "used")) == ["one"]
    seconds.now = 60
    assert list(fake.worlds) == ["default", "used"]
    assert inputs_of(api_in(fake, "idle")) == []
    assert inputs_of(api_in(fake, "used")) == ["one"]
    seconds.now = 1000
    assert list(listed(fake)) == ["default"]
    assert inputs_of(api_in(fake)) == ["mine"]


def test_arranging_and_fetching_media_are_uses_and_listing_is_none() -> None:
    fake = FakeClarifai(world_idle=60)
    seconds = Seconds(fake)
    for name in ("arranged", "shown", "listed"):
        url = fake.worlds[name].app().add_input(data={"image": {"base64": "/9j/"}}).data.image.url
        if name == "shown":
            shown = url.removeprefix("https://data.clarifai.com")
    seconds.now = 59
    assert fake.worlds["arranged"].app().inputs()
    assert fake.client().get(shown).status_code == 200
    listed(fake)
    seconds.now = 61
    assert set(fake.worlds) == {"default", "arranged", "shown"}


def test_none_is_forgotten_where_worlds_may_be_idle_for_ever() -> None:
    fake = FakeClarifai(world_idle=0)
    seconds = Seconds(fake)
    add(api_in(fake, "w1"), "one")
    seconds.now = 1e9
    assert inputs_of(api_in(fake, "w1")) == ["one"]
    assert listed(fake)["w1"]["expires_in_seconds"] is None


def test_a_world_with_a_call_in_flight_stays_until_it_was_idle_after_the_call() -> None:
    fake = FakeClarifai(world_idle=60)
    seconds = Seconds(fake)
    entered, go_on = threading.Event(), threading.Event()

    @fake.handler("GetModel")
    def slow(_: object) -> dict[str, object]:
        entered.set()
        assert go_on.wait(20)
        return {"model": {"id": "slow"}}

    add(api_in(fake, "slow"), "one")
    add(api_in(fake, "other"), "one")
    thread = threading.Thread(target=lambda: api_in(fake, "slow").get("models/m"))
    thread.start()
    try:
        assert entered.wait(20)
        seconds.now = 1000
        assert list(fake.worlds) == ["default", "slow"]
        assert listed(fake)["slow"]["idle_seconds"] == 0
    finally:
        go_on.set()
        thread.join()
    assert inputs_of(api_in(fake, "slow")) == ["one"]
    seconds.now = 1061
    assert list(fake.worlds) == ["default"]


def test_one_of_two_calls_in_flight_that_ends_leaves_the_world_to_the_other() -> None:
    fake = FakeClarifai(world_idle=60)
    seconds = Seconds(fake)

    @fake.handler("GetModel")
    def calling(_: object) -> dict[str, object]:
        add(api_in(fake, "w1"), "one")
        seconds.now = 1000
        assert list(fake.worlds) == ["default", "w1"]
        return {"model": {"id": "m"}}

    assert api_in(fake, "w1").get("models/m").http == 200
    assert inputs_of(api_in(fake, "w1")) == ["one"]


@pytest.mark.parametrize("again", [False, True])
def test_a_call_ends_in_the_world_it_began_in_though_that_is_deleted_meanwhile(
    again: bool,
) -> None:
    fake = FakeClarifai(world_idle=60)
    seconds = Seconds(fake)

    @fake.handler("GetModel")
    def deleting(_: object) -> dict[str, object]:
        assert control(fake, "DELETE", "worlds/w1").status_code == 200
        if again:
            add(api_in(fake, "w1"), "in the new one")
        return {"model": {"id": "m"}}

    assert api_in(fake, "w1").get("models/m")["model"]["id"] == "m"
    assert ("w1" in fake.worlds) is again
    if again:
        assert inputs_of(api_in(fake, "w1")) == ["in the new one"]
    seconds.now = 60
    assert list(fake.worlds) == ["default"]


def test_one_more_than_there_may_be_is_refused_until_one_is_forgotten() -> None:
    fake = FakeClarifai(max_worlds=1)
    add(api_in(fake, "w1"), "one")
    answer = api_in(fake, "w2").get("inputs")
    assert answer.outcome == (503, 98014)
    assert "There are 1 worlds besides the default one" in answer.details
    assert control(fake, "POST", "reset", "w2").status_code == 503
    over_web = call(fake, LIST, framed(b""), **{"X-Fakeannot-World": "w2"})
    assert trailers(frames_of(over_web.data))["grpc-status"] == "8"
    assert api_in(fake).get("inputs").http == 200
    assert inputs_of(api_in(fake, "w1")) == ["one"]
    del fake.worlds["w1"]
    assert api_in(fake, "w2").get("inputs").http == 200


def test_grpc_is_told_so_as_well() -> None:
    fake = FakeClarifai(max_worlds=0)
    metadata = (("authorization", f"Key {fake.api_key}"), ("x-fakeannot-world", "w1"))
    with (
        fake.serve() as server,
        grpc.insecure_channel(server.grpc_target) as channel,
        pytest.raises(grpc.RpcError) as refused,
    ):
        channel.unary_unary(LIST)(b"", metadata=metadata)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "max_worlds" in refused.value.details()


def test_the_list_tells_what_is_in_each_world_and_when_it_goes() -> None:
    fake = FakeClarifai(world_idle=60)
    seconds = Seconds(fake)
    add(api_in(fake, "w1"), "a", "b")
    api_in(fake, "w1").get("inputs")
    fake.app().add_input("mine")
    seconds.now = 20
    told = listed(fake)
    assert told["w1"] == {
        "calls": 2,
        "inputs": 2,
        "annotations": 2,
        "idle_seconds": 20,
        "expires_in_seconds": 40,
    }
    assert (told["default"]["inputs"], told["default"]["expires_in_seconds"]) == (1, None)


def test_a_world_is_deleted_by_its_name_but_for_the_default_one() -> None:
    fake = FakeClarifai()
    seconds = Seconds(fake)
    add(api_in(fake, "a/b"), "one")
    assert control(fake, "DELETE", "worlds/a%2Fb").get_json() == {"ok": True}
    seconds.now = fake.settings.world_idle
    assert inputs_of(api_in(fake, "a/b")) == []
    assert control(fake, "DELETE", "worlds/none").status_code == 404
    refused = control(fake, "DELETE", "worlds/default")
    assert refused.status_code == 400
    assert refused.get_json()["error"] == "The default world stays; it can be reset."
    with pytest.raises(KeyError):
        del fake.worlds["none"]


def test_asking_which_worlds_there_are_makes_none() -> None:
    fake = FakeClarifai()
    for path in ("health", "worlds"):
        assert control(fake, "GET", path, "w1").status_code == 200
    assert "w1" not in fake.worlds
    assert len(fake.worlds) == 1


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"world_idle": -1}, "0 seconds or more"),
        ({"world_idle": 0.5}, "a whole number is wanted"),
        ({"max_worlds": -1}, "0 worlds or more"),
        ({"world_per_key": "yes"}, "say True or False"),
    ],
)
def test_settings_that_cannot_be_are_refused(option: dict[str, Any], told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        FakeClarifai(**option)

"""Which world a call is for: by the header, by the key, or the default one."""

from __future__ import annotations

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.worlds.naming import MOST_CHARACTERS, BadWorldName, checked
from tests.doors.test_grpc_web import LIST, call, framed, frames_of, trailers
from tests.worlds.calls import add, api_in, control, inputs_of, listed

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=230)
BAD = ["x" * (MOST_CHARACTERS + 1), "é", "a\tb", ".", ".."]


def test_the_header_names_the_world_and_without_it_the_fake_itself_is_meant() -> None:
    fake = FakeClarifai()
    add(api_in(fake), "mine")
    add(api_in(fake, "w1"), "one")
    assert inputs_of(api_in(fake, "w1")) == ["one"]
    assert inputs_of(api_in(fake, "default")) == inputs_of(api_in(fake)) == ["mine"]
    assert [one.id for one in fake.worlds["w1"].app().inputs()] == ["one"]
    assert fake.worlds["default"] is fake
    assert list(fake.worlds) == ["default", "w1"]


def test_names_differ_by_case_and_what_comes_around_them_is_no_part_of_them() -> None:
    fake = FakeClarifai()
    add(api_in(fake, "a"), "one")
    assert inputs_of(api_in(fake, " a ")) == ["one"]
    assert inputs_of(api_in(fake, "A")) == []


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_name_is_refused_in_one_line_and_no_world_is_made(name: str) -> None:
    fake = FakeClarifai()
    answer = api_in(fake, name).get("inputs")
    assert answer.outcome == (400, 11100)
    assert f"say 1 to {MOST_CHARACTERS} printable ASCII characters" in answer.details
    assert "\n" not in answer.details
    assert len(answer.details) < 600
    told = control(fake, "POST", "reset", name)
    assert told.status_code == 400
    assert told.get_json()["error"] == answer.details
    with pytest.raises(BadWorldName):
        fake.worlds[name]
    assert (len(fake.worlds), listed(fake)["default"]["calls"]) == (1, 0)


@given(PRINTABLE)
def test_any_printable_name_of_some_length_is_a_world(name: str) -> None:
    fake = FakeClarifai()
    if not name.strip():
        assert api_in(fake, name).get("inputs").http == 200
        assert len(fake.worlds) == 1
    elif len(name.strip()) <= MOST_CHARACTERS and name.strip() not in (".", ".."):
        assert api_in(fake, name).get("inputs").http == 200
        assert checked(name.strip()) in fake.worlds
    else:
        assert api_in(fake, name).get("inputs").http == 400


@pytest.mark.parametrize("name", ["w1", "W 1/2", *BAD[:1]])
def test_grpc_metadata_and_grpc_web_headers_name_it_too(name: str) -> None:
    fake = FakeClarifai()
    if name not in BAD:
        fake.worlds[name].app().add_input("one")
    metadata = (("authorization", f"Key {fake.api_key}"), ("x-fakeannot-world", name))
    over_web = frames_of(call(fake, LIST, framed(b""), **{"X-Fakeannot-World": name}).data)
    with fake.serve() as server, grpc.insecure_channel(server.grpc_target) as channel:
        if name in BAD:
            with pytest.raises(grpc.RpcError) as refused:
                channel.unary_unary(LIST)(b"", metadata=metadata)
            assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
            assert "is no name of a world" in refused.value.details()
            assert trailers(over_web)["grpc-status"] == "3"
        else:
            answer = channel.unary_unary(LIST)(b"", metadata=metadata)
            for message in (answer, over_web[0][1]):
                found = service_pb2.MultiInputResponse.FromString(message).inputs
                assert [one.id for one in found] == ["one"]


def test_a_stream_comes_from_the_world_that_metadata_name() -> None:
    fake = FakeClarifai()
    fake.worlds["w1"].app().add_input("one")
    metadata = (("authorization", f"Key {fake.api_key}"), ("x-fakeannot-world", "w1"))
    with fake.serve() as server, grpc.insecure_channel(server.grpc_target) as channel:
        answers = list(
            channel.unary_stream("/clarifai.api.V2/StreamInputs")(b"", metadata=metadata)
        )
    found = [service_pb2.MultiInputResponse.FromString(one).inputs[0].id for one in answers]
    assert found == ["one"]


def test_with_a_world_per_key_each_key_has_one_and_a_header_still_goes_first() -> None:
    fake = FakeClarifai(world_per_key=True)
    add(api_in(fake, key="ann"), "of ann")
    add(api_in(fake, key="bob"), "of bob")
    assert inputs_of(api_in(fake, key="ann")) == ["of ann"]
    assert inputs_of(api_in(fake, key="bob")) == ["of bob"]
    assert inputs_of(api_in(fake, "w1", key="ann")) == []
    assert fake.app().inputs() == []


def test_without_it_keys_share_the_default_world() -> None:
    fake = FakeClarifai()
    add(api_in(fake, key="ann"), "of ann")
    assert inputs_of(api_in(fake, key="bob")) == ["of ann"]


def test_the_default_keys_and_calls_without_one_stay_in_the_default_world() -> None:
    fake = FakeClarifai(world_per_key=True)
    add(api_in(fake), "one")
    path = f"/v2/users/{fake.user_id}/apps/{fake.app_id}/inputs"
    assert api_in(fake, key=fake.pat).get(path)["inputs"][0]["id"] == "one"
    assert fake.client().get("/v2/inputs").status_code == 401
    assert fake.client().get("/v2/inputs", headers={"Authorization": "Bearer x"}).status_code == 401
    assert list(fake.worlds) == ["default"]


def test_a_world_of_a_key_is_listed_by_a_hash_that_names_it() -> None:
    fake = FakeClarifai(world_per_key=True)
    add(api_in(fake, key="a-secret-key"), "one")
    (name,) = set(listed(fake)) - {"default"}
    assert "secret" not in control(fake, "GET", "worlds").text
    assert inputs_of(api_in(fake, name)) == ["one"]


def test_a_session_token_is_a_key_too() -> None:
    fake = FakeClarifai(world_per_key=True)
    add(api_in(fake, key="token"), "one")
    path = f"/v2/users/{fake.user_id}/apps/{fake.app_id}/inputs"
    answer = fake.client().get(path, headers={"X-Clarifai-Session-Token": "token"}).get_json()
    assert [one["id"] for one in answer["inputs"]] == ["one"]


@pytest.mark.parametrize("path", ["/v2/inputs", "/clarifai.api.V2/ListInputs"])
def test_pages_may_name_a_world(path: str) -> None:
    preflight = FakeClarifai().client().options(path, headers={"Origin": "http://localhost:3000"})
    allowed = preflight.headers["Access-Control-Allow-Headers"].split(",")
    assert {"X-Fakeannot-World", "Authorization"} <= set(allowed)
    answer = FakeClarifai().client().get(path)
    assert "Fakeannot" not in answer.headers["Access-Control-Allow-Headers"]

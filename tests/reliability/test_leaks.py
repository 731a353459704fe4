"""A key that a caller brings along is in nothing that the fake keeps, prints or answers."""

from __future__ import annotations

import contextlib
import gc
import json
import types
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.doors.local.serving import FakeServer
from fakeannot.doors.rpc import RpcFailure
from fakeannot.seeds import opened
from fakeannot.seeds.sources import text_source
from fakeannot.testing.latest_calls import latest_calls
from tests.reliability.planted import DOORS, HEADERS, KEY, QUERIES, told, told_by_control

STRICTNESS = [False, True]
SCOPES = ["Apps_Get"]


def registered(how: str, *, strict: bool) -> FakeClarifai:
    """A fake that knows the key as somebody's, or not at all."""
    if how == "its own":
        return FakeClarifai(strict=strict, pat=KEY)
    fake = FakeClarifai(strict=strict)
    if how == "of an app":
        fake.add_key(key=KEY, scopes=SCOPES)
    elif how == "expired":
        fake.add_user("late", pat=KEY, expired=True)
    return fake


def kept_and_printed(
    fake: FakeClarifai, server: FakeServer, lines: list[str]
) -> Iterator[tuple[str, object]]:
    """All that can be seen of calls afterwards."""
    yield "the log", "\n".join(lines)
    yield "the journal", [vars(call) for call in fake.journal]
    yield "its calls", [repr(call) for call in fake.journal]
    yield "curl", [call.curl() for call in fake.journal if call.rpc]
    yield "a failed test", latest_calls(fake, "fake")
    for number, call in enumerate(fake.journal):
        if call.refused:
            yield f"the explanation of {number}", fake.explain(call)
    yield from told_by_control(fake, server)


@given(
    how=st.sampled_from(["unknown", "its own", "of an app", "expired"]),
    strict=st.sampled_from(STRICTNESS),
    calls=st.lists(
        st.tuples(
            st.sampled_from(sorted(DOORS)),
            st.sampled_from(sorted(HEADERS)),
            st.sampled_from(QUERIES),
        ),
        min_size=1,
        max_size=12,
    ),
)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_it_is_nowhere_afterwards(
    how: str,
    strict: bool,
    calls: list[tuple[str, str, str]],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    fake, lines = registered(how, strict=strict), list[str]()
    with fake.serve(log=lines.append) as server, fake.intercept():
        for door, headers, query in calls:
            answered = DOORS[door](fake, server, HEADERS[headers], query)
            assert not told(answered), (door, headers, query)
        for what, shown in kept_and_printed(fake, server, lines):
            assert not told(shown), what
    assert not told(capfd.readouterr())
    assert not told(caplog.text)


@pytest.mark.parametrize("door", DOORS)
def test_it_is_in_no_answer_and_no_record_of_any_door(door: str) -> None:
    fake, lines = FakeClarifai(strict=True), list[str]()
    with fake.serve(log=lines.append) as server, fake.intercept():
        for headers in HEADERS.values():
            assert not told(DOORS[door](fake, server, headers, QUERIES[1]))
        assert len(fake.journal) == len(HEADERS)
        for what, shown in kept_and_printed(fake, server, lines):
            assert not told(shown), what


def own_objects(*roots: object) -> Iterator[object]:
    """What can be reached from there and is of the package's own kinds."""
    seen: set[int] = set()
    left = list(roots)
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, (types.ModuleType, type, types.FrameType)):
            continue
        seen.add(id(one))
        if type(one).__module__.partition(".")[0] in ("fakeannot", "conftest_plugin"):
            yield one
        left += gc.get_referents(one)


def test_nothing_shows_it_that_a_failed_test_may_print() -> None:
    fake = FakeClarifai(pat=KEY, api_key=f"{KEY}2", admin_token=KEY)
    fake.add_user("somebody", pat=f"{KEY}3")
    fake.load({"users": [{"id": "other", "pat": f"{KEY}4"}]})
    fake.faults.add("*", "throttled", key=KEY, optional=True)
    fake.faults.limit(1000)
    with fake.serve() as server, fake.intercept():
        for call in DOORS.values():
            call(fake, server, HEADERS["a key"], "")
        source = text_source(json.dumps(fake.document()).encode())
        with opened(source) as saved:
            roots = [fake, server, fake.worlds["w1"], fake.snapshot(), server.variables()]
            seen = list(own_objects(*roots, source, saved))
    kinds = {type(one).__name__ for one in seen}
    assert {"FakeClarifai", "Settings", "Fault", "Seed", "SavedState", "Source", "Plan"} <= kinds
    assert [repr(one) for one in seen if told(repr(one)) or told(str(one))] == []


BODIES = {
    "PostInputsUploads": {"inputs_uploads": [{"app_pat": KEY}]},
    "PostInputsDataSources": {
        "appPat": KEY,
        "data_sources": [
            {"url": {"url": "https://example.com/a.zip", "credentials": {"s3_creds": {
                "id": KEY, "secret": KEY, "token": KEY}}}},
            {"url": {"url": "https://example.com/b.zip", "credentials": {"azure_blob_creds": {
                "account_key": KEY}}}},
            {"url": {"url": "https://example.com/c.zip", "credentials": {"gcp_creds": KEY}}},
        ],
    },
    "PostSecrets": {"secrets": [{"id": "s", "value": KEY}]},
    "PostValidatePassword": {"password": {"plaintext": KEY}},
}  # fmt: skip


@pytest.mark.parametrize("rpc", BODIES)
@pytest.mark.parametrize("broken", [False, True])
def test_the_journal_has_no_keys_of_bodies_sent_over_rest(rpc: str, broken: bool) -> None:
    from fakeannot.contract.operations import operation

    fake, body = FakeClarifai(), json.dumps(BODIES[rpc], indent=1)
    path = operation(rpc).bindings[0].template
    path = path.replace("{user_app_id.user_id}", "me").replace("{user_app_id.app_id}", fake.app_id)
    headers = {"Authorization": f"Key {fake.pat}"}
    fake.client().post(path, headers=headers, data=body[:-3] if broken else body)
    (call,) = fake.journal
    assert call.rpc == rpc
    assert not told((vars(call), repr(call), call.curl(), call.request_json))
    assert call.request_bytes


@pytest.mark.parametrize("rpc", BODIES)
def test_nor_of_those_sent_over_grpc(rpc: str) -> None:
    from fakeannot.contract.json_reader import read_json
    from fakeannot.contract.operations import operation

    fake, called = FakeClarifai(), operation(rpc)
    message = read_json(called.request_type, BODIES[rpc])
    metadata = {"authorization": f"Key {fake.pat}"}
    for wire in (message.SerializeToString(), b"\xff" + KEY.encode()):
        with contextlib.suppress(RpcFailure):
            fake._rpc_door.answer(called.grpc_path, metadata, wire)
    assert [call.rpc for call in fake.journal] == [rpc, rpc]
    for call in fake.journal:
        assert not told((vars(call), repr(call), call.request_json))


def test_other_bodies_are_kept_as_they_came() -> None:
    fake = FakeClarifai()
    metadata = {"token": "t", "app_pat": "a", "key": 1}
    image = {"url": "https://example.com/1.jpg"}
    sent = {"inputs": [{"id": "car", "data": {"metadata": metadata, "image": image}}]}
    headers = {"Authorization": f"Key {fake.api_key}"}
    fake.client().post("/v2/inputs", headers=headers, json=sent)
    (call,) = fake.journal
    assert json.loads(call.request_bytes) == sent


def test_other_options_of_a_query_are_kept_as_they_came() -> None:
    fake = FakeClarifai()
    query = "page=2&per_page=5&monkey=1&tokens=3&key_type=x"
    fake.client().get(f"/v2/inputs?{query}")
    assert [call.path for call in fake.journal] == [f"/v2/inputs?{query}"]

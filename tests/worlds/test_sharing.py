"""Parallel workers share one server that is already running."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import grpc
import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot import FakeClarifai, cli
from fakeannot.serving_options import settings_in
from tests.api import Api, by_requests
from tests.plugin.suites import LOAD
from tests.worlds.calls import image, listed, of_world

WORKERS, CALLS = 8, 12
POST, LIST = "/clarifai.api.V2/PostInputs", "/clarifai.api.V2/ListInputs"
SUITE = """
import os, pytest, requests

@pytest.fixture(scope="session")
def clarifai(worker_id):
    with requests.Session() as session:
        session.headers.update(HEADERS)
        yield session

@pytest.mark.parametrize("number", range(6))
def test_a_worker_sees_what_it_posted_itself(clarifai, worker_id, number):
    url = os.environ["CLARIFAI_API_BASE"]
    reset = clarifai.post(url + "/__fakeannot/reset")
    assert reset.json() == {"ok": True}
    data = {"image": {"url": "https://example.com/1.jpg"}}
    added = {"id": f"{worker_id}-{number}", "data": data}
    clarifai.post(url + "/v2/inputs", json={"inputs": [added]})
    listed = clarifai.get(url + "/v2/inputs").json()["inputs"]
    assert [one["id"] for one in listed] == [f"{worker_id}-{number}"]
"""
HEADERS = {
    "header": '{"Authorization": "Key any", "X-Fakeannot-World": worker_id}',
    "key": '{"Authorization": f"Key {worker_id}"}',
}


@pytest.mark.parametrize("by", HEADERS)
def test_workers_of_xdist_each_have_a_world_of_their_own(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    pytester.makepyfile(SUITE.replace("HEADERS", HEADERS[by]))
    fake = FakeClarifai(world_per_key=by == "key")
    with fake.serve() as server:
        for variable, value in server.env.items():
            monkeypatch.setenv(variable, value)
        result = pytester.runpytest_subprocess(*LOAD, "-n", "2")
        result.assert_outcomes(passed=6)
        assert len(fake.worlds) == 3
    assert fake.app().inputs() == []


def test_threads_that_hammer_a_server_meet_nobody_else_in_their_world() -> None:
    fake = FakeClarifai()
    together = Barrier(WORKERS)

    def work(worker: int) -> list[str]:
        world = f"w{worker // 2}-{worker % 2}"
        together.wait(20)
        if worker % 2:
            return over_http(server.url, world)
        return over_grpc(server.grpc_target, world)

    with fake.serve() as server, ThreadPoolExecutor(WORKERS) as threads:
        seen = list(threads.map(work, range(WORKERS)))
    alone = FakeClarifai()
    expected = [alone.app().add_input().id for _ in range(CALLS)]
    assert seen == [expected] * WORKERS
    assert [told["calls"] for told in listed(fake).values()] == [0, *[CALLS + 1] * WORKERS]


def test_calls_that_name_a_new_world_at_the_same_time_find_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake, together = FakeClarifai(), Barrier(2)
    another = fake.another

    def slowly(**options: str) -> FakeClarifai:
        sleep(0.005)
        return another(**options)

    def found(_: int) -> FakeClarifai:
        together.wait(20)
        return fake.worlds["new"]

    monkeypatch.setattr(fake, "another", slowly)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(found, range(2))
    assert one is other is not fake


def over_http(url: str, world: str) -> list[str]:
    send = by_requests(url)
    api = Api(lambda m, p, h, b: send(m, p, {**h, **of_world(world)}, b), "Key any", "/v2")
    for number in range(CALLS):
        assert api.post("inputs", {"inputs": [{"data": image(str(number))}]}).http == 200
    return [one["id"] for one in api.get("inputs")["inputs"]]


def over_grpc(target: str, world: str) -> list[str]:
    metadata = (("authorization", "Key any"), ("x-fakeannot-world", world))
    with grpc.insecure_channel(target) as channel:
        for number in range(CALLS):
            data = resources_pb2.Data(**image(str(number)))
            request = service_pb2.PostInputsRequest(inputs=[resources_pb2.Input(data=data)])
            channel.unary_unary(POST)(request.SerializeToString(), metadata=metadata)
        answer = channel.unary_unary(LIST)(b"", metadata=metadata)
    return [one.id for one in service_pb2.MultiInputResponse.FromString(answer).inputs]


@pytest.mark.parametrize("arguments", [[], ["--world-per-key", "--world-idle", "5"]])
def test_the_command_has_the_settings_as_options(arguments: list[str]) -> None:
    options = cli.parser().parse_args(["serve", "--max-worlds", "7", *arguments])
    fake = FakeClarifai(**settings_in(options))
    expected = (True, 5, 7) if arguments else (False, 3600, 7)
    settings = fake.settings
    assert (settings.world_per_key, settings.world_idle, settings.max_worlds) == expected


def test_a_call_in_a_world_that_the_fake_has_not_built_fails_the_test(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import requests

        def test_it(fakeannot_server):
            headers = {"Authorization": "Key k", "X-Fakeannot-World": "w1"}
            requests.get(fakeannot_server.url + "/v2/models/types", headers=headers)
        """
    )
    result = pytester.runpytest_inprocess(*LOAD)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*does not have: ListModelTypes*"])

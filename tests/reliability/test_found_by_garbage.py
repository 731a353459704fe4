"""What garbage has broken, each as the smallest thing that did."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot import FakeClarifai
from fakeannot.contract.structs import plain_struct
from tests.doors.local.raw_client import RawClient, status_of
from tests.rpcs import by_rpc_door, request_of

_SECONDS = 30


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        (b"//[%2F", "/%5B%2F"),
        (b"//[x]:y/%2f", "/%5Bx%5D%3Ay/%2F"),
        (b"//host/v2/%2F", "/host/v2/%2F"),
    ],
)
def test_a_path_that_begins_like_a_host_is_a_path(path: bytes, seen: str) -> None:
    fake = FakeClarifai()
    with fake.serve() as server, RawClient(server) as client:
        client.send(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert status_of(client.rest()) in (401, 404)
    assert fake.journal[-1].path == seen


def test_an_absolute_target_keeps_its_encoded_slashes() -> None:
    fake = FakeClarifai()
    target = b"http://elsewhere/v2/inputs/a%2Fb?x"
    with fake.serve() as server, RawClient(server) as client:
        client.send(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        client.rest()
    assert fake.journal[-1].rpc == "GetInput"


def _asked(fake: FakeClarifai, rpc: str, **fields: Any) -> Any:
    return by_rpc_door(fake, f"Key {fake.pat}")(rpc, request_of(fake, rpc, **fields))


@pytest.mark.rule("datasets.export_format")
@pytest.mark.parametrize("number", [1001, -1])
def test_an_export_in_a_format_that_nobody_knows_is_refused(number: int) -> None:
    fake = FakeClarifai()
    named = {"dataset_id": "d", "dataset_version_id": "v"}
    _asked(fake, "PostDatasets", datasets=[resources_pb2.Dataset(id="d")])
    version = resources_pb2.DatasetVersion(id="v")
    _asked(fake, "PostDatasetVersions", dataset_id="d", dataset_versions=[version])
    export = resources_pb2.DatasetVersionExport(format=number)
    answer = _asked(fake, "PutDatasetVersionExports", **named, exports=[export])
    assert answer.status.code == StatusCode.CONN_BAD_REQUEST_FORMAT
    assert "COCO" in answer.status.details


@pytest.mark.rule("patch.merge_json")
def test_metadata_that_json_cannot_say_are_merged_as_they_are() -> None:
    fake = FakeClarifai()
    fake.app().add_input("car", data={"metadata": {"kept": {"a": [True, None]}}})
    sent = resources_pb2.Input(id="car")
    sent.data.metadata.update({"far": math.inf, "near": [-math.inf]})
    sent.data.metadata.fields["nothing"].SetInParent()
    for _ in range(2):
        answer = _asked(fake, "PatchInputs", action="merge", inputs=[sent])
        assert answer.status.code == StatusCode.SUCCESS
    metadata = answer.inputs[0].data.metadata
    assert plain_struct(metadata) == {
        "kept": {"a": [True, None]},
        "far": math.inf,
        "near": [-math.inf, -math.inf],
    }


@pytest.mark.rule("annotations.status_values")
@pytest.mark.parametrize("number", [-1, 128])
def test_a_status_that_nobody_knows_is_refused_by_its_number(number: int) -> None:
    fake = FakeClarifai()
    fake.app().add_input("car")
    by_status = _asked(fake, "PatchAnnotationsStatus", action="overwrite", status_code=number)
    sent = resources_pb2.Annotation(input_id="car")
    sent.status.code = number
    posted = _asked(fake, "PostAnnotations", annotations=[sent]).annotations[0]
    for status in (by_status.status, posted.status):
        assert status.details.startswith(f"{number} is no status of an annotation")


@pytest.mark.rule("searches.geo_point")
@pytest.mark.parametrize(
    ("latitude", "found"),
    [
        pytest.param(91, True, id="beyond the pole"),
        pytest.param(float("inf"), False, id="infinite"),
        pytest.param(float("nan"), False, id="no number"),
    ],
)
def test_places_that_are_not_on_a_map_are_searched(latitude: float, found: bool) -> None:
    fake = FakeClarifai()
    there = resources_pb2.Geo(geo_point={"latitude": latitude, "longitude": 0})
    data = resources_pb2.Data(text=resources_pb2.Text(raw="words"), geo=there)
    posted = _asked(fake, "PostInputs", inputs=[resources_pb2.Input(data=data)])
    assert posted.status.code == StatusCode.SUCCESS
    here = resources_pb2.Geo(
        geo_point={"latitude": 89, "longitude": 180},
        geo_limit={"type": "withinDegrees", "value": 1},
    )
    wanted = resources_pb2.Annotation(data=resources_pb2.Data(geo=here))
    query = resources_pb2.Query(filters=[resources_pb2.Filter(annotation=wanted)])
    answer = _asked(fake, "PostInputsSearches", searches=[resources_pb2.Search(query=query)])
    assert answer.status.code == StatusCode.SUCCESS
    assert len(answer.hits) == found


_FORGOTTEN = """
import grpc
from fakeannot import FakeClarifai

serving = FakeClarifai().serve(tls=True)
server = serving.__enter__()
with grpc.insecure_channel(server.grpc_target) as channel:
    call = channel.unary_unary("/clarifai.api.V2/ListInputs")
    call(b"", metadata=[("authorization", "Key x")])
print(server.ca_file)
"""


def test_a_server_that_nobody_stops_ends_with_its_process_and_takes_its_file_along() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FORGOTTEN],
        capture_output=True, text=True, timeout=_SECONDS, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert not Path(done.stdout.strip()).exists()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("annotations", b'{"us\xb2p_id": {}}'),
        ("annotations", b'{"\\ud800": ".."}'),
        ("tasks", b'{"tasks": [{"id": "t"}, {"review": {"c\xfesus": {}}}]}'),
        ("inputs", b'{"inputs": [{"id": "a"}, {"da\xffta": {"concepts": {"id": "c"}}}]}'),
        ("inputs", b'{"inputs": {"id": "\x9c"}}'),
        ("tasks", b"{'tasks': {'in Python, a set'}}"),
        ("tasks", b"{'tasks': [b'bytes', 1e999]}"),
    ],
)
def test_what_was_refused_is_explained_however_far_it_is_from_json(path: str, body: bytes) -> None:
    fake = FakeClarifai()
    client, headers = fake.client(), {"Authorization": f"Key {fake.pat}"}
    path = f"/v2/users/{fake.user_id}/apps/{fake.app_id}/{path}"
    assert client.patch(path, data=body, headers=headers).status_code == 400
    explained = client.get("/__fakeannot/explain")
    assert explained.status_code == 200
    assert explained.get_json()["reasons"]


def test_a_fault_with_a_number_beyond_any_float_is_refused() -> None:
    client = FakeClarifai().client()
    body = b'{"rpc": "ListInputs", "latency": 1' + b"0" * 400 + b"}"
    answer = client.post("/__fakeannot/faults", data=body)
    assert answer.status_code == 400
    assert "latency" in answer.get_json()["error"]


def test_the_body_of_a_fault_may_have_half_a_character() -> None:
    client = FakeClarifai().client()
    body = b'{"rpc": "ListInputs", "http": 503, "body": "half \\ud800"}'
    assert client.post("/__fakeannot/faults", data=body).status_code == 200
    answer = client.get("/v2/inputs", headers={"Authorization": "Key x"})
    assert (answer.status_code, answer.data) == (503, b"half ?")

"""grpc-web, as browsers send it: frames in the bodies of plain HTTP, or their base64."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import pytest
from clarifai_grpc.grpc.api import service_pb2
from google.protobuf.message import Message

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operations
from fakeannot.doors.grpc_web import HEAD

TEXT = "application/grpc-web-text"
BINARY = "application/grpc-web+proto"
LIST = "/clarifai.api.V2/ListInputs"
Frames = list[tuple[int, bytes]]

NEWER = pytest.mark.skipif("StreamAnnotations" not in operations(), reason="of a newer contract")


def framed(message: Message | bytes, flag: int = 0) -> bytes:
    content = message if isinstance(message, bytes) else message.SerializeToString()
    return HEAD.pack(flag, len(content)) + content


def frames_of(body: bytes) -> Frames:
    """What a body holds: flags and contents."""
    frames = []
    while body:
        flag, size = HEAD.unpack_from(body)
        frames.append((flag, body[HEAD.size : HEAD.size + size]))
        body = body[HEAD.size + size :]
    return frames


def call(
    fake: FakeClarifai, path: str, body: bytes, content_type: str = BINARY, **headers: str
) -> Any:
    asked = {"Authorization": f"Key {fake.api_key}", "Content-Type": content_type, **headers}
    return fake.client().post(path, data=body, headers=asked)


def trailers(frames: Frames) -> dict[str, str]:
    """The trailers, which stand in the last frame alone."""
    flag, content = frames[-1]
    assert flag == 0x80
    assert all(flag == 0 for flag, _ in frames[:-1])
    return dict(line.split(":", 1) for line in content.decode().splitlines())


@pytest.mark.rule("grpc.web")
def test_an_answer_is_a_message_and_then_the_trailers() -> None:
    fake = FakeClarifai()
    fake.app().add_input("i")
    answer = call(fake, LIST, framed(b""))
    frames = frames_of(answer.data)
    assert trailers(frames) == {"grpc-status": "0", "grpc-message": ""}
    (message,) = (content for _, content in frames[:-1])
    assert [one.id for one in service_pb2.MultiInputResponse.FromString(message).inputs] == ["i"]
    assert (answer.status_code, answer.content_type) == (200, BINARY)


@pytest.mark.rule("grpc.web")
@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_as_text_both_bodies_are_base64_in_any_number_of_padded_pieces(pieces: int) -> None:
    fake = FakeClarifai()
    fake.app().add_input("i")
    sent = framed(service_pb2.GetInputRequest(input_id="i"))
    size = len(sent) // pieces
    cuts = [sent[n * size : (n + 1) * size] for n in range(pieces - 1)] + [
        sent[size * (pieces - 1) :]
    ]
    answer = call(fake, "/clarifai.api.V2/GetInput", b"".join(map(b64encode, cuts)), TEXT)
    assert answer.content_type == TEXT
    frames = frames_of(b64decode(answer.data, validate=True))
    assert trailers(frames)["grpc-status"] == "0"
    assert service_pb2.SingleInputResponse.FromString(frames[0][1]).input.id == "i"


@pytest.mark.rule("grpc.web", "grpc.refusals")
def test_a_refusal_is_a_message() -> None:
    answer = call(FakeClarifai(), LIST, framed(b""), Authorization="Key None")
    frames = frames_of(answer.data)
    assert trailers(frames)["grpc-status"] == "0"
    assert service_pb2.MultiInputResponse.FromString(frames[0][1]).status.code == 11009


@pytest.mark.rule("grpc.web", "grpc.not_built", "grpc.garbage", "grpc.unknown_method")
@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("/clarifai.api.V2/ListModelTypes", framed(b""), "12", "ListModelTypes"),
        ("/clarifai.api.V2/ListModel", framed(b""), "12", "nearest"),
        (LIST, framed(b"\xff"), "13", "ListInputsRequest"),
        (LIST, b"", "13", "no grpc-web frame"),
        (LIST, b"\0\0", "13", "no grpc-web frame"),
        (LIST, framed(b"", flag=1), "13", "flag is 1"),
        (LIST, framed(b"") + framed(b""), "13", "5 bytes follow where 0"),
        (LIST, framed(b"abc")[:-1], "13", "2 bytes follow where 3"),
    ],
)
def test_a_failure_has_trailers_alone(path: str, body: bytes, status: str, word: str) -> None:
    frames = frames_of(call(FakeClarifai(), path, body).data)
    assert len(frames) == 1
    assert trailers(frames)["grpc-status"] == status
    assert word in trailers(frames)["grpc-message"]


@pytest.mark.rule("grpc.web")
def test_what_a_supplied_handler_raises_is_in_the_trailers_and_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fake = FakeClarifai()

    @fake.handler("ListModels")
    def broken(_request: object) -> None:
        raise ZeroDivisionError("in the handler")

    answer = call(fake, "/clarifai.api.V2/ListModels", framed(b""))
    expected = {"grpc-status": "2", "grpc-message": "ZeroDivisionError%3A in the handler"}
    assert trailers(frames_of(answer.data)) == expected
    assert "in broken" in capsys.readouterr().err


def test_text_that_is_no_base64_fails() -> None:
    frames = frames_of(b64decode(call(FakeClarifai(), LIST, b"A", TEXT).data))
    assert trailers(frames)["grpc-status"] == "13"


@pytest.mark.rule("grpc.web")
def test_a_message_in_trailers_is_percent_encoded() -> None:
    fake = FakeClarifai()
    path = "/clarifai.api.V2/100%25\u00e4"
    message = trailers(frames_of(call(fake, path, framed(b"")).data))["grpc-message"]
    assert message.startswith("%2Fclarifai.api.V2%2F100%25%C3%A4 is no method")


@pytest.mark.rule("grpc.message_limit")
def test_a_body_over_the_limit_fails() -> None:
    fake = FakeClarifai(max_body_bytes=100)
    frames = frames_of(call(fake, LIST, framed(b"x" * 200)).data)
    assert trailers(frames)["grpc-status"] == "8"


@NEWER
@pytest.mark.rule("tracks.stream")
def test_a_stream_is_several_messages() -> None:
    fake = FakeClarifai()
    fake.app().add_input("film")
    for number in range(3):
        data = {"frames": [{"frame_info": {"time": number}, "data": {"concepts": [{"id": "t"}]}}]}
        fake.app().add_annotation("film", data=data)
    asked = framed(service_pb2.StreamAnnotationsRequest(input_id="film"))
    frames = frames_of(call(fake, "/clarifai.api.V2/StreamAnnotations", asked).data)
    assert trailers(frames)["grpc-status"] == "0"
    assert len(frames) == 4


@pytest.mark.rule("grpc.web_cors")
def test_a_page_of_any_origin_may_call_and_read_the_status() -> None:
    fake = FakeClarifai()
    asked = {
        "Origin": "http://localhost:3000",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-grpc-web,x-user-agent",
    }
    before = fake.client().options(LIST, headers=asked)
    assert before.status_code == 204
    allowed = before.headers["Access-Control-Allow-Headers"].lower().split(",")
    assert {*asked["Access-Control-Request-Headers"].split(",")} <= {*allowed}
    for path in (LIST, "/clarifai.api.V2/ListModels"):
        answer = call(fake, path, framed(b""))
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        exposed = answer.headers["Access-Control-Expose-Headers"].split(",")
        assert exposed == ["grpc-status", "grpc-message"]


def test_json_sent_to_the_path_of_a_method_is_no_grpc_web() -> None:
    answer = call(FakeClarifai(), LIST, b"{}", "application/json")
    assert answer.status_code == 404

"""What in a module speaks to Clarifai before, or past, a fake."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple, TypeGuard
from urllib.parse import urlsplit

from fakeannot.doctor.finding import Level
from fakeannot.doctor.names import Source, first_text, text_of
from fakeannot.doors.in_process.grpc_targets import is_clarifai_target
from fakeannot.doors.in_process.hosts import is_clarifai_host

_OPENERS = tuple(
    f"{module}.{name}"
    for module in ("grpc", "grpc.aio")
    for name in ("secure_channel", "insecure_channel")
)
_OFFICIAL = tuple(
    f"ClarifaiChannel.get_{kind}_channel"
    for kind in ("grpc", "insecure_grpc", "aio_grpc", "aio_insecure_grpc")
)
_JSON = "ClarifaiChannel.get_json_channel"
_STUB = "service_pb2_grpc.V2Stub"
_ADDRESSES = ("CLARIFAI_API_BASE", "CLARIFAI_GRPC_BASE")
_TARGETS = ("target", "base", "base_url")
_READERS = ("os.environ.get", "os.environ.setdefault", "os.getenv")
_REGISTERING = tuple(
    f"responses.{name}"
    for name in ("add", "get", "post", "put", "patch", "delete", "upsert", "replace")
)
_FIXTURES = ("fakeannot", "fakeannot_server", "fakeannot_tls_server")


class Hazard(NamedTuple):
    """One of them: how bad, what it is, why it matters and what cures it."""

    level: Level
    what: str
    why: str
    cure: str


def at_import(source: Source, node: ast.AST, *, caught: bool) -> Iterator[Hazard]:
    """Those of an expression that is evaluated when its module is imported.

    Args:
        caught: whether channels that are opened then are caught.
    """
    if isinstance(node, ast.Call):
        name = source.name_of(node.func)
        if _opens(source, name, node):
            yield _channel(name, caught)
        elif name.endswith(_JSON):
            yield Hazard(
                "note",
                "the JSON channel is opened at import",
                "CLARIFAI_API_BASE, if it is ever set, counts only from before that import.",
                "Set it before pytest starts, or pass base_url=.",
            )
        elif name in _READERS:
            yield from _variable(first_text(node))
    elif _is_read(node) and source.name_of(node.value) == "os.environ":
        yield from _variable(text_of(node.slice))


def anywhere(source: Source, node: ast.AST, *, json_fails: bool) -> Iterator[Hazard]:
    """Those of any node.

    Args:
        json_fails: whether the JSON channel cannot work with what is installed.
    """
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _two_mocks(source, node)
    if not isinstance(node, ast.Call):
        return
    name = source.name_of(node.func)
    if name.endswith(_JSON) and json_fails:
        yield Hazard(
            "problem",
            "get_json_channel() with protobuf 7",
            "It fails by itself: what Clarifai generated it from does not know protobuf 7.",
            "pip install 'protobuf<7', or open get_grpc_channel() instead.",
        )
    if not is_clarifai_host(urlsplit(first_text(node)).hostname):
        return
    if name.endswith("add_passthru"):
        yield Hazard(
            "problem",
            "add_passthru lets calls to Clarifai through",
            "In a test without a fake they reach the real service.",
            "Take it out: what that mock does not know ends in the fake.",
        )
    elif name in _REGISTERING:
        yield Hazard(
            "note",
            f"{name} answers for Clarifai",
            "It hides the fake, which answers only what other mocks have not registered.",
            "Arrange the fake instead: fakeannot.app().add_input(...), fakeannot.reply(...).",
        )


def _is_read(node: ast.AST) -> TypeGuard[ast.Subscript]:
    return isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)


def _opens(source: Source, name: str, call: ast.Call) -> bool:
    """Whether a call opens a gRPC channel that may lead to Clarifai."""
    if name.endswith(_STUB):
        return bool(call.args) and _hides_a_channel(source, call.args[0])
    named = [text_of(one.value) for one in call.keywords if one.arg in _TARGETS]
    if name.startswith("clarifai.client."):
        return name.rpartition(".")[2][:1].isupper() and not any(map(_is_elsewhere, named))
    if name in _OPENERS or name.endswith(_OFFICIAL):
        return not any(map(_is_elsewhere, [first_text(call), *named]))
    return False


def _hides_a_channel(source: Source, given: ast.expr) -> bool:
    """Whether what a stub is given was opened where this look does not see it."""
    if isinstance(given, ast.Call):
        name = source.name_of(given.func)
        return name not in _OPENERS and not name.endswith((*_OFFICIAL, _JSON))
    return "." in source.name_of(given)


def _is_elsewhere(target: str) -> bool:
    """Whether a literal target is another host than Clarifai's."""
    return bool(target) and not is_clarifai_target(target.rpartition("://")[2])


def _channel(name: str, caught: bool) -> Hazard:
    what = f"{name.rpartition('.')[2]}(...) at import"
    if caught:
        why = "The channel is caught, as fakeannot_catch_channels = true says so."
        return Hazard("note", what, why, "Nothing to do.")
    return Hazard(
        "problem",
        what,
        "The channel is opened before a fake can catch it, so its calls reach the real service.",
        "fakeannot_catch_channels = true in the ini file, or open it in a function.",
    )


def _variable(name: str) -> Iterator[Hazard]:
    if name in _ADDRESSES:
        yield Hazard(
            "problem",
            f"{name} is read at import",
            "What `fakeannot_server.env` or a fixture sets later is not seen.",
            "Read it in the function that opens the client.",
        )
    elif name.startswith("CLARIFAI_"):
        yield Hazard(
            "note",
            f"{name} is read at import",
            "What a test sets by monkeypatch.setenv later is not seen.",
            "Read it where it is used.",
        )


def _two_mocks(
    source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[Hazard]:
    decorators = [getattr(one, "func", one) for one in function.decorator_list]
    mocked = any(source.name_of(one) == "responses.activate" for one in decorators)
    if mocked and any(one.arg in _FIXTURES for one in function.args.args):
        yield Hazard(
            "note",
            f"@responses.activate on {function.name}, which uses the fake",
            "What is registered on `responses` goes first; the rest of Clarifai ends in the fake.",
            "Nothing to do, unless it was there to mock Clarifai: then take it out.",
        )

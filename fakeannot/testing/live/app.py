"""A real app seen from a test: arranged and looked into through the public API."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.app import App, data_of, has_medium
from fakeannot.conformance.calls import ApiCall, Json, Outcome
from fakeannot.conformance.halting import Fault
from fakeannot.conformance.sandbox import Sandbox
from fakeannot.conformance.session import IMAGE
from fakeannot.contract.json_reader import read_json
from fakeannot.contract.json_writer import write_json
from fakeannot.service.refusals import Refusal
from fakeannot.testing.live.powers import Stand, skip_for

M = TypeVar("M", bound=Message)
_PAGE = 128

# It says by no rule of ours why it refuses.
_OF_THE_REAL_API = ""


class LiveApp(Stand):
    """An app of a real API, with the methods of `fakeannot.App` that make sense there.

    Attributes:
        id: the app's id.
        user_id: the owner.
    """

    stands_for = App
    known_as = "fakeannot.app()"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.user_id, self.id = sandbox.places[0]

    def add_input(
        self,
        input_id: str = "",
        *,
        url: str = "",
        data: resources_pb2.Data | Mapping[str, Any] | None = None,
    ) -> resources_pb2.Input:
        """Post an input, wait until it is processed, and return it as it reads back.

        Args:
            input_id: the API makes one up if not given.
            url: of an image; without it and without media in `data`, a sample of Clarifai's.
            data: more of the input's data, as a message or in its JSON form.

        Raises:
            Refusal: the API refuses the input.
            InvalidJson: `data` is not in the contract's form.
        """
        sent = resources_pb2.Input(id=input_id)
        sent.data.CopyFrom(data_of({} if data is None else data))
        if url or not has_medium(sent.data):
            sent.data.image.url = url or IMAGE
            sent.data.image.allow_duplicate_url = True
        (posted,) = self._posted("PostInputs", "inputs", sent)
        return self._read(resources_pb2.Input, "GetInput", "input", {"input_id": posted["id"]})

    def add_annotation(
        self,
        input_id: str,
        data: resources_pb2.Data | Mapping[str, Any] | None = None,
        *,
        annotation_id: str = "",
        user_id: str = "",
        **fields: Any,
    ) -> resources_pb2.Annotation:
        """Post an annotation, and return it as it reads back; as `App.add_annotation`.

        Raises:
            Refusal: the API refuses the annotation.
            InvalidJson: `data` or a field is not in the contract's form.
        """
        if user_id not in ("", self.user_id):
            skip_for(f"{self.known_as}.add_annotation(user_id={user_id!r})")
        sent = read_json(resources_pb2.Annotation, fields)
        sent.input_id, sent.id = input_id, annotation_id or sent.id
        if data is not None:
            sent.data.CopyFrom(data_of(data))
        (posted,) = self._posted("PostAnnotations", "annotations", sent)
        wanted = {"input_id": input_id, "annotation_id": posted["id"]}
        return self._read(resources_pb2.Annotation, "GetAnnotation", "annotation", wanted)

    def process_inputs(self, *input_ids: str, failure: str = "") -> None:
        """Wait until these inputs, or all if none is named, are processed.

        Raises:
            KeyError: the app has no such input.
        """
        if failure:
            skip_for(f"{self.known_as}.process_inputs(failure=...)")
        there = [one.id for one in self.inputs()]
        for input_id in input_ids:
            if input_id not in there:
                raise KeyError(f"app {self.id!r} has no input {input_id!r}")
        wanted = list(input_ids) or there
        with _failing():
            for start in range(0, len(wanted), _PAGE):
                self._sandbox.wait_for(wanted[start : start + _PAGE])

    def inputs(self) -> list[resources_pb2.Input]:
        """All inputs, in the order of the API's list."""
        return self._listed(resources_pb2.Input, "ListInputs", "inputs")

    def annotations(self, input_id: str = "") -> list[resources_pb2.Annotation]:
        """All annotations, or those of one input: also input-level and models'."""
        wanted: dict[str, Json] = {"list_all_annotations": True}
        if input_id:
            wanted["input_ids"] = [input_id]
        return self._listed(resources_pb2.Annotation, "ListAnnotations", "annotations", wanted)

    def concepts(self) -> list[resources_pb2.Concept]:
        """All concepts, those of earlier tests too: the API has no call to delete them."""
        return self._listed(resources_pb2.Concept, "ListConcepts", "concepts")

    def _posted(self, rpc: str, name: str, sent: Message) -> list[Json]:
        answer = self._send(rpc, {name: [json.loads(write_json(sent))]})
        if answer.code != StatusCode.SUCCESS:
            raise refusal(answer, name)
        return answer.items(name)

    def _read(self, kind: type[M], rpc: str, name: str, wanted: dict[str, Json]) -> M:
        answer = self._send(rpc, wanted)
        if answer.code != StatusCode.SUCCESS:
            raise refusal(answer, name)
        return read_json(kind, answer.body[name], ignore_unknown=True)

    def _listed(
        self, kind: type[M], rpc: str, name: str, wanted: Mapping[str, Json] | None = None
    ) -> list[M]:
        items = [item for page in self._pages(rpc, name, wanted or {}) for item in page]
        return [read_json(kind, item, ignore_unknown=True) for item in items]

    def _pages(self, rpc: str, name: str, wanted: Mapping[str, Json]) -> Iterator[list[Json]]:
        page = 1
        while True:
            answer = self._send(rpc, {**wanted, "page": page, "per_page": _PAGE})
            if answer.code != StatusCode.SUCCESS:
                raise refusal(answer, name)
            yield answer.items(name)
            if len(answer.items(name)) < _PAGE:
                return
            page += 1

    def _send(self, rpc: str, fields: Mapping[str, Json]) -> Outcome:
        with _failing():
            return self._sandbox.send(ApiCall(rpc, fields))


@contextmanager
def _failing() -> Iterator[None]:
    """Fail the test for what is at fault on the way, without the frames that know the key."""
    try:
        yield
    except Fault as fault:
        reason = str(fault)
    else:
        return
    pytest.fail(reason, pytrace=False)


def refusal(answer: Outcome, name: str) -> Refusal:
    """What the API says against a request or, if it says so there, against its first item."""
    body = answer.body if isinstance(answer.body, dict) else {}
    told = [one.get("status", {}) for one in answer.items(name)] + [body.get("status", {})]
    status = next((one for one in told if one.get("details")), told[-1])
    details = status.get("details") or status.get("description") or answer.text
    code = int(status.get("code") or answer.code)
    kind: type[Refusal] = type("Refusal", (Refusal,), {"code": code})
    return kind(details or f"status {answer.status}", rule=_OF_THE_REAL_API)

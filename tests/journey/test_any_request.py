"""Whatever the built calls are sent, each gets an answer of the API and the world stays whole."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fakeannot import FakeClarifai
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import operation
from fakeannot.contract.statuses import status_fact
from fakeannot.service import BUILT
from tests.api import Answer, Api, api_of
from tests.strategies import messages

RPCS = sorted(BUILT)
HTTP = {200, 207, 400, 401, 403, 404, 405, 409, 501}
QUIET = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
# Few ids, so that calls meet one another's things.
INPUTS = st.sampled_from(["i1", "i2", "none"])
ANNOTATIONS = st.sampled_from(["a1", "a2", "a3", ""])
CONCEPTS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["tree", "car"])}, optional={"value": st.sampled_from([0, 1, True])}
    ),
    max_size=2,
)
EDGE = st.sampled_from([0, 0.25, 0.5, 1, 1.5])
BOXES = st.fixed_dictionaries(
    dict.fromkeys(("top_row", "left_col", "bottom_row", "right_col"), EDGE)
)
REGIONS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["r1", "r2"]),
        "region_info": st.fixed_dictionaries({"bounding_box": BOXES}),
        "data": st.fixed_dictionaries({"concepts": CONCEPTS}),
    },
)
DATA = st.fixed_dictionaries(
    {}, optional={"concepts": CONCEPTS, "regions": st.lists(REGIONS, max_size=2)}
)


def checked(answer: Answer) -> Answer:
    """An answer of the API: its envelope, with codes and HTTP statuses that it has."""
    assert answer.http in HTTP, answer.body
    assert status_fact(answer.code).name
    assert len(answer["status"]["req_id"]) == 32
    return answer


@pytest.mark.parametrize("rpc", RPCS)
@given(data=st.data())
@QUIET
def test_any_message_of_the_contract_is_answered(rpc: str, data: st.DataObject) -> None:
    api, called = api_of(FakeClarifai()), operation(rpc)
    request: Message = data.draw(messages(called.request_type))
    binding = data.draw(st.sampled_from(called.bindings))
    segments = [
        quote(data.draw(st.text(max_size=4)), safe="") or "x" if s.startswith("{") else s
        for s in binding.segments
    ]
    body = write_json(request).encode() if binding.has_body else b""
    checked(api.call(binding.method, "/" + "/".join(segments), body))


@given(body=st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["annotations", "id", "data", "regions"]), inner),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
@QUIET
def test_any_body_is_answered(body: bytes) -> None:
    assert checked(api_of(FakeClarifai()).call("POST", "annotations", body)).http == 400


class AnyJourney(RuleBasedStateMachine):
    """Calls in any order that keep meeting the same few things."""

    @initialize()
    def begin(self) -> None:
        self.fake = FakeClarifai()
        self.api: Api = api_of(self.fake)

    @rule(input_id=INPUTS, concepts=CONCEPTS)
    def post_an_input(self, input_id: str, concepts: Any) -> None:
        data = {"image": {"url": f"https://x.test/{input_id}"}, "concepts": concepts}
        checked(self.api.post("inputs", {"inputs": [{"id": input_id, "data": data}]}))

    @rule(input_id=INPUTS, annotation_id=ANNOTATIONS, data=DATA)
    def post_an_annotation(self, input_id: str, annotation_id: str, data: Any) -> None:
        sent = {"id": annotation_id, "input_id": input_id, "data": data}
        checked(self.api.post("annotations", {"annotations": [sent]}))

    @rule(
        input_id=INPUTS,
        annotation_id=ANNOTATIONS,
        data=DATA,
        action=st.sampled_from(["merge", "overwrite", "remove"]),
        delete=st.booleans(),
    )
    def patch_an_annotation(
        self, input_id: str, annotation_id: str, data: Any, action: str, delete: bool
    ) -> None:
        sent = {"id": annotation_id, "input_id": input_id, "data": data}
        body = {"annotations": [sent], "action": action, "delete_if_empty_data": delete}
        checked(self.api.patch("annotations", body))

    @rule(input_id=INPUTS, data=DATA, action=st.sampled_from(["merge", "overwrite", "remove"]))
    def patch_an_input(self, input_id: str, data: Any, action: str) -> None:
        body = {"inputs": [{"id": input_id, "data": data}], "action": action}
        checked(self.api.patch("inputs", body))

    @rule(input_id=INPUTS, annotation_id=ANNOTATIONS)
    def delete_annotations(self, input_id: str, annotation_id: str) -> None:
        ids = {"ids": [annotation_id]} if annotation_id else {}
        checked(self.api.delete("annotations", {"input_ids": [input_id], **ids}))

    @rule(input_id=INPUTS)
    def delete_an_input(self, input_id: str) -> None:
        checked(self.api.delete(f"inputs/{input_id}"))

    @invariant()
    def pages_joined_are_the_whole_list(self) -> None:
        whole = self._ids(("per_page", 1000))
        pages = [self._ids(("per_page", 2), ("page", n)) for n in range(1, len(whole) // 2 + 2)]
        assert [id_ for page in pages for id_ in page] == whole

    @invariant()
    def every_input_shows_the_data_of_its_one_input_level_annotation(self) -> None:
        annotations = self.fake.app().annotations()
        levels = {a.input_id: a.data for a in annotations if a.input_level}
        inputs = {row.id: row.data for row in self.fake.app().inputs()}
        assert levels == inputs
        assert len([a for a in annotations if a.input_level]) == len(inputs)
        assert {a.input_id for a in annotations} == set(inputs)

    @invariant()
    def every_concept_in_use_is_the_apps(self) -> None:
        known = {concept.id for concept in self.fake.app().concepts()}
        for annotation in self.fake.app().annotations():
            regions = [region.data.concepts for region in annotation.data.regions]
            for concepts in (annotation.data.concepts, *regions):
                assert {concept.id for concept in concepts} <= known

    @invariant()
    def what_is_stored_reads_back_the_same_one_by_one(self) -> None:
        for listed in self.api.get("annotations", ("per_page", 1000))["annotations"]:
            path = f"inputs/{listed['input_id']}/annotations/{listed['id']}"
            assert self.api.get(path)["annotation"] == listed

    def _ids(self, *pairs: tuple[str, object]) -> list[str]:
        return [a["id"] for a in self.api.get("annotations", *pairs)["annotations"]]


TestAnyJourney = AnyJourney.TestCase
TestAnyJourney.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, database=None
)

"""Whatever edit is proposed for whatever request: sent for real, it succeeds."""

from __future__ import annotations

import json
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.contract.json_writer import write_json
from tests.api import Api, by_wsgi
from tests.rules.conftest import box
from tests.store.reachable import plain
from tests.strategies import messages
from tests.testing.breaking import broken, sent

VALID = [
    {"input_id": "street", "data": {"concepts": [{"id": "tree", "value": 0.5}]}},
    {"input_id": "street", "id": "mine", "data": {"regions": [{"region_info": box()}]}},
    {"input_id": "square", "status": {"code": "ANNOTATION_PENDING"}},
]


@st.composite
def requests(draw: st.DrawFn) -> Any:
    """A body that is like a valid one."""
    known = st.sampled_from(VALID) | messages(resources_pb2.Annotation).map(
        lambda message: {**json.loads(write_json(message)), "input_id": "street"}
    )
    items = draw(st.lists(known, min_size=1, max_size=3))
    return broken(draw, {"annotations": items})


@given(body=requests())
def test_an_edit_that_is_proposed_succeeds_and_explaining_changes_nothing(body: Any) -> None:
    fake = FakeClarifai(clock=lambda: 1_700_000_000_000_000_000)
    for name in ("street", "square"):
        fake.app().add_input(name)
    Api(by_wsgi(fake), f"Key {fake.api_key}").post("annotations", body)
    call = fake.journal.last
    before = plain(fake._dispatcher.state)
    told = fake.explain(call)
    assert plain(fake._dispatcher.state) == before
    assert bool(told.reasons) == bool(call.refused)
    assert str(told)
    if told.edit is not None:
        answer = sent(fake, told.edit.curl)
        assert answer.code == 10000, f"{answer.body!r}\n{told}"

"""The Node SDK `clarifai-nodejs` fills datasets, makes versions of them and deletes them."""

from __future__ import annotations

import pytest

from tests.api import Api, by_wsgi
from tests.clients.harness import installed, run, street
from tests.clients.node_programs import ENV, node

pytestmark = pytest.mark.client


def test_clarifai_nodejs_works_with_datasets() -> None:
    installed("node", "node")
    with street() as (fake, server):
        assert run(node("datasets.cjs", server.url), {**ENV, **server.env}) == {
            "created": "train",
            "version": "first",
            "versions": ["first", "second"],
            "versions_left": ["second"],
            "datasets": ["notes", "train"],
            "datasets_left": ["train"],
        }
    assert fake.not_built == []
    api = Api(by_wsgi(fake), "Key owner-pat", "/v2/users/owner/apps/street")
    inputs = api.get("datasets/train/inputs")["dataset_inputs"]
    assert sorted(one["input"]["id"] for one in inputs) == ["bus", "car", "tram"]
    notes = [one for one in fake.app("street", "owner").inputs() if one.data.HasField("text")]
    assert {one.id: one.data.concepts[0].name for one in notes} == {"n1": "wet", "n2": "dry"}

"""The Node SDK `clarifai-nodejs` uploads files of all kinds, tables and folders."""

from __future__ import annotations

import pytest
import requests

from fakeannot import FakeClarifai
from tests.clients.harness import installed, run, street
from tests.clients.node_programs import ENV, node

pytestmark = pytest.mark.client

KINDS = ("image", "video", "audio", "text")
IN_TABLES = {"c1": ["wet", "dry"], "c2": ["wet"], "f1": [], "rain": ["weather"]}


def test_clarifai_nodejs_uploads_files_of_all_kinds_tables_and_folders() -> None:
    installed("node", "node")
    with street() as (fake, server):
        run(node("uploads.cjs", server.url), {**ENV, **server.env})
        assert hosted(fake) == {
            **{f"{kind}-file": f"{kind} of a file" for kind in KINDS},
            **{f"{kind}-bytes": f"{kind} in bytes" for kind in KINDS},
            "f1": "a clip",
            "rain": "rain",
            "both": "What is it?",
        }
    assert fake.not_built == []
    data = {one.id: one.data for one in fake.app("street", "owner").inputs()}
    urls = [getattr(data[f"{kind}-url"], kind).url for kind in KINDS]
    assert urls == [f"https://example.com/{kind}" for kind in KINDS]
    labels = {name: [one.name for one in data[name].concepts] for name in IN_TABLES}
    assert labels == IN_TABLES
    assert data["both"].HasField("image")
    check_bulk_uploads(fake)


def check_bulk_uploads(fake: FakeClarifai) -> None:
    """What it calls for each table and folder, deleting what failed though nothing did."""
    last = fake.journal.calls("PostDatasets")[-1]
    called = [(call.rpc, call.code) for call in fake.journal.after(last.number)]
    once = ("PostInputs", "GetInputsAddJob", "ListInputs", "DeleteInputs")
    assert called == [(rpc, 10000) for rpc in once] * 3
    assert not any(call.request.ids for call in fake.journal.calls("DeleteInputs"))


def hosted(fake: FakeClarifai) -> dict[str, str]:
    """What is served of each input that was not sent as a URL; of several media, the last."""
    inputs = fake.app("street", "owner").inputs()
    media = [(one.id, getattr(one.data, kind)) for one in inputs for kind in KINDS]
    return {
        input_id: requests.get(medium.url, timeout=20).text
        for input_id, medium in media
        if medium.HasField("hosted")
    }

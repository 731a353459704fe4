"""Fakes in which everything that can be saved is there."""

from __future__ import annotations

import base64

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai
from fakeannot.store.things import Kind
from tests.api import Api, api_of

MOMENT = 1_700_000_000_123_456_789
PICTURE = base64.b64encode(b"\xff\xd8\xff picture").decode()
VERSIONS = Kind("dataset_versions", resources_pb2.DatasetVersion)
# Field 20000, which the contract has not, with a text.
NEWER = b"\x82\xe2\x09\x03new"


def street_api(fake: FakeClarifai) -> Api:
    """Calls on the app of `full`, with a key that nobody registered."""
    return api_of(fake, "a" * 32, user_id="owner", app_id="street")


def full(processing: str = "manual") -> FakeClarifai:
    """A fake with something of every kind."""
    fake = FakeClarifai(clock=lambda: MOMENT, processing=processing, id_seed=3)
    fake.add_user("labeler", pat="one", scopes=["Annotations_Get"])
    fake.add_user("labeler", pat="two", expired=True)
    fake.add_key("street", user_id="owner", scopes=[])
    fake.workflow(lambda _: [{"id": "seen"}])
    app = fake.app("street", "owner")
    app.add_collaborator("labeler")
    app.add_collaborator("reader", ["Annotations_Get"])
    app.add_input("done", data={"image": {"base64": PICTURE}, "metadata": {"b": [1, None], "a": 2}})
    app.add_input("failed", data={"text": {"raw": "a text to keep"}})
    app.add_input("pending")
    app.process_inputs("done")
    app.process_inputs("failed", failure="it is no picture")
    app.add_annotation(
        "done", {"concepts": [{"id": "größe", "value": 0.502}]}, user_id="labeler", task_id="t"
    )
    label = resources_pb2.Data(concepts=[resources_pb2.Concept(id="nan", value=1)])
    label.MergeFromString(NEWER)
    app.add_annotation("done", label, annotation_id="newer")
    assert street_api(fake).delete("inputs/pending").code == 10000
    app.add_input("pending again")
    world = fake._dispatcher.world
    for things in (world.things_of("owner"), world.apps["owner", "street"].things):
        for id_ in ("one", "two"):
            made = resources_pb2.DatasetVersion(id=id_)
            made.metadata.update({"a": 1})
            things.put(VERSIONS, VERSIONS.row(world.next_sequence(), id_, made), "dataset")
    fake.reply("ListModels", {"models": [{"id": "m"}]})
    fake.ids.next("annotation", "a1", "a2")
    fake.clock.advance(90)
    fake.clock.freeze()
    return fake

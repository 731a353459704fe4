"""A call that is refused for each rule that refuses, with its place and its smallest edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fakeannot import FakeClarifai
from tests.api import Answer, Api, by_wsgi
from tests.rules.conftest import box

ITEM = "annotations[0]"
REGION = f"{ITEM}.data.regions[0]"
APP = "/v2/users/fake-user/apps/fake-app/annotations"
HEADER = "the Authorization header"
SENT = "Key $CLARIFAI_PAT"
OWNER = "Key $CLARIFAI_PAT (a personal access token of 'fake-user')"
OWN_KEY = "Key $CLARIFAI_PAT (the fake's own api_key)"


def arranged(options: Mapping[str, Any]) -> FakeClarifai:
    """A fake with something to stumble on."""
    fake = FakeClarifai(**options)
    app = fake.app()
    app.add_input("street", url="https://example.com/street.jpg")
    app.add_input("square")
    shape = {"regions": [{"id": "r1", "region_info": box()}]}
    app.add_annotation("street", shape, annotation_id="first")
    app.add_annotation("square", {"concepts": [{"id": "tree"}]}, annotation_id="second")
    fake.add_user("guest", pat="guest")
    app.add_collaborator("guest")
    fake.add_user("stranger", pat="stranger")
    fake.add_key(key="old", expired=True)
    fake.add_key(key="reader", scopes=["Annotations_Get"])
    return fake


@dataclass(frozen=True)
class Refused:
    """One call, such as `GET inputs`, to the fake that `world` makes with the options.

    `edit` is None where none can be found.
    """

    rule: str
    call: str
    at: str
    edit: tuple[str, ...] | None
    body: Any = None
    header: str = "Key any"
    options: Mapping[str, Any] = field(default_factory=dict)
    world: Callable[[Mapping[str, Any]], FakeClarifai] = arranged

    def fake(self) -> FakeClarifai:
        return self.world(self.options)

    def send(self, fake: FakeClarifai) -> Answer:
        method, path = self.call.split(" ")
        return Api(by_wsgi(fake), self.header).call(method, path, self.body)


def one(data: Any = None, **fields: Any) -> Any:
    """A body with one annotation, of the input `street` unless it says otherwise."""
    said = {} if data is None else {"data": data}
    return {"annotations": [{"input_id": "street", **said, **fields}]}


def region(info: Any = None, **fields: Any) -> Any:
    return one({"regions": [{**({} if info is None else {"region_info": info}), **fields}]})


def modelled(fake: FakeClarifai) -> str:
    """The id of an annotation that a model made."""
    fake.workflow(lambda _: [{"id": "tree"}])
    fake.app().add_input("seen")
    return str(fake.app().annotations("seen")[-1].id)

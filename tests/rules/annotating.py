"""Short ways to work with annotations, as several users, and to see that nothing changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from google.protobuf.message import Message

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.rules.conftest import box, concepts


def post(api: Api, *annotations: dict[str, Any]) -> Answer:
    """Post annotations as they are."""
    return api.post("annotations", {"annotations": list(annotations)})


def patch(api: Api, action: str, *annotations: dict[str, Any], **more: object) -> Answer:
    """Patch annotations; `more` are other fields of the request."""
    return api.patch("annotations", {"annotations": list(annotations), "action": action, **more})


def only(answer: Answer) -> Any:
    """The one annotation of a bulk answer, whether it was accepted or refused."""
    (item,) = answer["annotations"]
    return item


def codes(answer: Answer) -> list[int]:
    """The status codes of the items of a bulk answer."""
    return [item["status"]["code"] for item in answer["annotations"]]


def listed(api: Api, *pairs: tuple[str, object]) -> list[str]:
    """The ids of a list of annotations."""
    answer = api.get("annotations", *pairs)
    assert answer.outcome == (200, 10000), answer.json
    return [item["id"] for item in answer["annotations"]]


def read(api: Api, annotation_id: str, input_id: str = "car") -> Any:
    """One annotation as it reads back."""
    answer = api.get(f"inputs/{input_id}/annotations/{annotation_id}")
    assert answer.outcome == (200, 10000), answer.json
    return answer["annotation"]


def change(action: str, api: Api, **fields: Any) -> Any:
    """Patch the annotation "a1" of "car" and return it as it then reads back."""
    answer = patch(api, action, {"id": "a1", "input_id": "car", **fields})
    assert answer.outcome == (200, 10000), answer.json
    return read(api, "a1")


def refused_item(answer: Answer) -> tuple[int, int, int, str]:
    """HTTP status, code, the only item's code and its details, for an answer with one failure."""
    status = only(answer)["status"]
    return answer.http, answer.code, status["code"], status["details"]


def ids_of(things: list[dict[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]


def edges(region: dict[str, Any]) -> list[float]:
    """Top, left, bottom and right of a region's box."""
    return list(region["region_info"]["bounding_box"].values())


def add_labelled(fake: FakeClarifai) -> None:
    """Add the annotation "a1" of "car": a box with two labels, one concept, metadata."""
    region = {"id": "r1", "region_info": box(), "data": {"concepts": concepts("wheel", "tyre")}}
    data = {"regions": [region], "concepts": concepts("car"), "metadata": {"k": 1, "d": {"e": 2}}}
    fake.app().add_annotation("car", data, annotation_id="a1")


def collaborator(fake: FakeClarifai, user_id: str, scopes: Sequence[str] | None = None) -> Api:
    """The default app as one who works in it without owning it."""
    fake.app().add_collaborator(user_id, scopes)
    return api_of(fake, fake.add_user(user_id))


def stranger(fake: FakeClarifai) -> Api:
    """The default app as a registered user with no part in it."""
    return api_of(fake, fake.add_user("stranger"))


def everything(fake: FakeClarifai) -> list[Message]:
    """All that is in the default app."""
    app = fake.app()
    return [*app.inputs(), *app.annotations(), *app.concepts()]


@contextmanager
def nothing_changed(fake: FakeClarifai) -> Iterator[None]:
    """Check that the app is the same after the block as before it."""
    before = everything(fake)
    yield
    assert everything(fake) == before

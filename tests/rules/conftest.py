"""What the tests of rules share: a fake, its API, and a few things in it."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of, by_wsgi


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai()


@pytest.fixture
def api(fake: FakeClarifai) -> Api:
    """The default app, by its own key."""
    return api_of(fake)


@pytest.fixture
def owner(fake: FakeClarifai) -> Api:
    """The default user, by their token; paths begin below the user."""
    return Api(by_wsgi(fake), f"Key {fake.pat}", f"/v2/users/{fake.user_id}")


@pytest.fixture
def car(fake: FakeClarifai) -> str:
    """The id of an input."""
    return str(fake.app().add_input("car").id)


def box(top: float = 0.1, left: float = 0.2, bottom: float = 0.5, right: float = 0.6) -> Any:
    """The region_info of a box."""
    sides = {"top_row": top, "left_col": left, "bottom_row": bottom, "right_col": right}
    return {"bounding_box": sides}


def concepts(*ids: str, **values: float) -> Any:
    """A list of concepts: those named without a value, then those with one."""
    return [{"id": id_} for id_ in ids] + [{"id": k, "value": v} for k, v in values.items()]

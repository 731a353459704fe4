"""The key with which the page changes what is in an app: one that opens it, and no other."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.inspector.test_guard import token_of


def key_for(fake: FakeClarifai, user_id: str) -> object:
    client = fake.client()
    headers = {"X-Fakeannot-Token": token_of(client)}
    return client.get(f"/__fakeannot/inspector/key?user={user_id}", headers=headers).json


def test_it_is_a_token_of_the_owner_that_opens_everything() -> None:
    fake = FakeClarifai(strict=True)
    fake.add_key("street", user_id="owner")
    fake.add_user("owner", pat="narrow", scopes=["Annotations_Get"])
    fake.add_user("owner", pat="late", expired=True)
    fake.add_user("owner", pat="wide")
    assert key_for(fake, "owner") == {"key": "wide"}


@pytest.mark.parametrize("strict", [False, True])
def test_where_there_is_none_any_will_do_or_nothing_can_be_changed(strict: bool) -> None:
    fake = FakeClarifai(strict=strict)
    fake.add_user("owner", pat="narrow", scopes=["Annotations_Get"])
    none = {"key": "", "error": "'owner' has no key that opens all their apps."}
    assert key_for(fake, "owner") == (none if strict else {"key": "any"})

"""What can be chosen about a fake: each option does what it says, and bad ones are refused."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from fakeannot import BadSetting, FakeClarifai
from fakeannot.settings import Processing, Settings, settings_of
from tests.api import api_of


def test_the_defaults_are_kind_and_as_documented() -> None:
    settings = FakeClarifai().settings
    assert settings.strict_parts == frozenset()
    assert settings.per_page == 20
    assert settings.when_processed == Processing("immediate")
    assert settings.unknown_fields == "refuse"
    assert settings.collaborator_status == "ANNOTATION_SUCCESS"
    assert settings.max_body_bytes == 128 * 1024 * 1024


def test_the_docstring_names_every_option() -> None:
    told = Settings.__doc__ or ""
    assert [f.name for f in fields(Settings) if f"{f.name}" not in told] == []


@pytest.mark.parametrize(
    ("option", "nearest"),
    [("perpage", "per_page"), ("Strict", "strict"), ("unknown_field", "unknown_fields"),
     ("max_body_size", "max_body_bytes")],
)  # fmt: skip
def test_an_unknown_option_suggests_the_nearest(option: str, nearest: str) -> None:
    with pytest.raises(BadSetting) as refused:
        settings_of({option: 1})
    message = str(refused.value)
    assert message.startswith(f"{option!r} is no option; there are profile, strict, per_page, ")
    assert message.endswith(f"Did you mean {nearest!r}?")


def test_an_unknown_option_near_to_none_lists_them_all() -> None:
    with pytest.raises(BadSetting) as refused:
        FakeClarifai(xyzzy=1)
    assert "Did you mean" not in str(refused.value)
    assert all(field.name in str(refused.value) for field in fields(Settings))


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("profile", "curent", "there are documented, current. Did you mean 'current'?"),
        ("profile", 5, "there are documented, current."),
        ("per_page", 0, "1 to 1000"),
        ("per_page", 1001, "1 to 1000"),
        ("per_page", "20", "a whole number"),
        ("per_page", True, "a whole number"),
        ("per_page", None, "a whole number"),
        ("max_body_bytes", 0, "at least 1"),
        ("max_body_bytes", 1.5, "a whole number"),
        ("id_seed", "x", "a whole number"),
        ("strict", "key", "['key'] is none of ('keys', 'apps', 'users')"),
        ("strict", ["apps", 5], "['5'] is none of"),
        ("strict", 5, "say True, False or some of"),
        ("strict", None, "say True, False or some of"),
        ("unknown_fields", "allow", '"refuse" or "ignore"'),
        ("unknown_fields", [], '"refuse" or "ignore"'),
        ("collaborator_status", "PENDING", "there are ANNOTATION_SUCCESS, ANNOTATION_PENDING"),
        ("collaborator_status", "INPUT_SUCCESS", "is no annotation status"),
        ("collaborator_status", 24150, "a text"),
        ("user_id", "", "a text"),
        ("app_id", None, "a text"),
        ("pat", "", "a text"),
        ("api_key", 5, "a text"),
        ("processing", 5, "a text"),
        ("processing", "later", '"seconds:T"'),
        ("processing", "reads", '"reads:N" (N from 1)'),
        ("processing", "reads:0", '"reads:N" (N from 1)'),
        ("processing", "reads:1.5", '"reads:N" (N from 1)'),
        ("processing", "seconds:", '"seconds:T"'),
        ("processing", "seconds:-1", '"seconds:T"'),
        ("processing", "seconds:nan", '"seconds:T"'),
        ("processing", "immediate:1", '"immediate"'),
    ],
)
def test_a_bad_value_is_refused_with_what_to_say_instead(
    option: str, value: Any, told: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        settings_of({option: value})
    assert str(refused.value).startswith(option)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("strict", "parts"),
    [
        (True, {"keys", "apps", "users"}),
        (False, set()),
        ("", set()),
        ("keys", {"keys"}),
        ("keys, users", {"keys", "users"}),
        (["apps"], {"apps"}),
        ({"apps", "keys"}, {"apps", "keys"}),
    ],
)
def test_strictness_is_all_none_or_some_parts(strict: Any, parts: set[str]) -> None:
    assert settings_of({"strict": strict}).strict_parts == parts


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("immediate", Processing("immediate")),
        ("manual", Processing("manual")),
        ("reads:3", Processing("reads", 3)),
        ("seconds:0", Processing("seconds", 0)),
        ("seconds:2", Processing("seconds", 2_000_000_000)),
        ("seconds:0.25", Processing("seconds", 250_000_000)),
    ],
)
def test_processing_is_read_from_its_text(text: str, when: Processing) -> None:
    assert settings_of({"processing": text}).when_processed == when


@pytest.mark.rule("lists.per_page_20")
@pytest.mark.parametrize(("options", "size"), [({}, 20), ({"per_page": 128}, 128)])
def test_a_page_of_annotations_has_as_many_as_the_setting_says(
    options: dict[str, Any], size: int
) -> None:
    fake = FakeClarifai(**options)
    for _ in range(130):
        fake.app().add_input()
    api = api_of(fake)
    assert len(api.get("annotations")["annotations"]) == size
    assert len(api.get("annotations", ("per_page", 25))["annotations"]) == 25
    assert len(api.get("inputs")["inputs"]) == 128


@pytest.mark.rule("annotations.collaborator_status")
def test_a_collaborators_annotation_starts_with_the_status_of_the_setting() -> None:
    fake = FakeClarifai(collaborator_status="ANNOTATION_AWAITING_REVIEW")
    app = fake.app()
    car = app.add_input("car").id
    app.add_collaborator("lee")
    assert app.add_annotation(car, user_id="lee").status.code == 24157
    assert app.add_annotation(car).status.code == 24150


def test_the_default_user_app_and_keys_can_be_named() -> None:
    fake = FakeClarifai(user_id="ann", app_id="street", pat="p", api_key="k", strict=True)
    fake.app("street", "ann").add_input("car")
    assert (fake.user_id, fake.app_id, fake.pat, fake.api_key) == ("ann", "street", "p", "k")
    assert api_of(fake).get("inputs")["inputs"][0]["id"] == "car"
    named = api_of(fake, "p", user_id="ann", app_id="street")
    assert named.get("inputs")["inputs"][0]["id"] == "car"

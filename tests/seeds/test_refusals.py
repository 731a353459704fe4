"""What is wrong with a seed or snapshot is told in one line with its place; nothing changes."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import BadSeed, FakeClarifai
from fakeannot.contract.json_writer import write_json
from fakeannot.seeds.files import json_text
from fakeannot.seeds.lines import json_line
from fakeannot.seeds.sources import Source
from fakeannot.seeds.yaml_form import yaml_line, yaml_text
from tests.seeds.view import view
from tests.seeds.worlds import MOMENT, full

CAR = {"id": "car-1", "data": {"image": {"url": "https://example.com/1.jpg"}}}
Z = {"id": "z", "input_id": "car-1"}
DEEP = {"input_id": "car-1", "data": {"concepts": [{"id": "a"}, {"id": "b", "value": "high"}]}}


def refusal(fake: FakeClarifai, seed: Any) -> BadSeed:
    """What is told of a bad seed, after which the fake is as before."""
    before = view(fake)
    with pytest.raises(BadSeed) as refused:
        fake.load(seed)
    assert view(fake) == before
    assert len(str(refused.value).splitlines()) == 1
    return refused.value


@pytest.mark.parametrize(
    ("seed", "told"),
    [
        ([], "expected an object, got a list"),
        ({"user": []}, "user: no such field; there are .*replies. Did you mean 'users'?"),
        ({"users": {"id": "x"}}, "users: expected a list, got an object"),
        ({"apps": None}, "apps: expected a list, got null"),
        ({"users": ["ann"]}, "users[0]: expected an object with id, pat, scopes, expired, got"),
        ({"users": [{"pat": "p"}]}, "users[0]: needs a 'id'."),
        ({"users": [{"id": ""}]}, "users[0]: needs a 'id'."),
        ({"users": [{"id": 5}]}, "users[0].id: expected a string, got a number (5)"),
        ({"users": [{"id": "a"}, {"id": "b", "pta": "x"}]}, "users[1].pta: .* mean 'pat'?"),
        ({"users": [{"id": "a", "pat": 5}]}, "users[0].pat: expected a string"),
        ({"users": [{"id": "a", "scopes": "All"}]}, "users[0].scopes: expected a list"),
        ({"users": [{"id": "a", "scopes": ["Al"]}]}, "users[0].scopes[0]: 'Al' is no scope."),
        ({"users": [{"id": "a", "expired": "no"}]}, "users[0].expired: expected true or false"),
        ({"apps": [{"owner": "ann"}]}, "apps[0].owner: no such field; there are id, user_id"),
        ({"apps": [{"collaborators": "lee"}]}, "apps[0].collaborators: expected a list"),
        ({"apps": [{"collaborators": [{"id": "lee"}]}]}, "apps[0].collaborators[0].id: no such"),
        ({"apps": [{"keys": ["k"]}]}, "apps[0].keys[0]: expected an object with key, scopes"),
        ({"apps": [{"keys": [{"key": 5}]}]}, "apps[0].keys[0].key: expected a string"),
        ({"apps": [{"inputs": ["car"]}]}, "apps[0].inputs[0]: expected an object with id, data"),
        ({"apps": [{"inputs": [{"url": "u"}]}]}, "apps[0].inputs[0].url: no such field"),
        ({"apps": [{"inputs": [{"data": 5}]}]}, "apps[0].inputs[0].data: expected an object"),
        (
            {"apps": [{"inputs": [{"data": {"imagee": 1}}]}]},
            "inputs[0].data.imagee: no such field in a Data of the API. Did you mean 'image'?",
        ),
        ({"apps": [{"inputs": [CAR, CAR]}]}, "apps[0].inputs[1]: Input has a duplicate ID."),
        ({"apps": [{"inputs": [{"id": "\ud800"}]}]}, "inputs[0].id: has half of a surrogate pair"),
        ({"apps": [{"annotations": ["x"]}]}, "apps[0].annotations[0]: expected an object"),
        ({"apps": [{"annotations": [{}]}]}, "apps[0].annotations[0]: needs a 'input_id'"),
        ({"apps": [{"annotations": [{"input_id": "x"}]}]}, "annotations[0]: Input 'x' does not"),
        (
            {"apps": [{"inputs": [CAR], "annotations": [Z, Z]}]},
            "apps[0].annotations[1]: Annotation has a duplicate ID.",
        ),
        (
            {"apps": [{"inputs": [CAR], "annotations": [{**Z, "annotation_id": "x"}]}]},
            "annotations[0].annotation_id: no such field in an Annotation",
        ),
        (
            {"apps": [{"inputs": [CAR], "annotations": [DEEP]}]},
            "apps[0].annotations[0].data.concepts[1].value: expected a number, got",
        ),
        ({"apps": [{"\n": 1}]}, r'apps[0]["\n"]: no such field'),
        ({"apps": [{5: 1}]}, "apps[0].5: a name is a text: write '5' in quotes."),
        ({"replies": []}, "replies: expected an object, got a list"),
        ({"replies": {"ListModelz": {}}}, "replies.ListModelz: .*Did you mean 'ListModels'?"),
        ({"replies": {"ListModels": {"model": []}}}, "ListModels.model: .* mean 'models'?"),
        (
            {
                "replies": {
                    "ListDatasetVersions": {"dataset_versions": [{"metrics": {"m": {"X": 1}}}]}
                }
            },
            "[0].metrics.m.X: no such field in a DatasetVersionMetrics of the API.",
        ),
        ({"replies": {"ListModels": 5}}, "replies.ListModels: expected an object"),
        ({"version": 2, "news": 1}, "version: written by a newer fakeannot: version 2; this one"),
        ({"version": 0}, "version: expected a version from 1, got"),
        ({"version": True}, "version: expected a whole number, got a boolean"),
        ({"fakeannot": "snap"}, "fakeannot: 'snap' is neither .* Did you mean 'snapshot'?"),
    ],
)
def test_a_bad_seed_is_refused_with_its_place(seed: Any, told: str) -> None:
    start, _, end = told.partition(".*")
    message = str(refusal(FakeClarifai(clock=lambda: MOMENT), seed))
    assert start in message
    assert end in message


def edit(document: dict[str, Any], place: str, value: Any) -> None:
    """Put a value at a place such as "apps.1.id"; what is there already may be a function of it."""
    *way, last = [int(part) if part.isdecimal() else part for part in place.split(".")]
    inner: Any = document
    for part in way:
        inner = inner[part]
    inner[last] = value(inner[last]) if callable(value) else value


STREET = "apps.1"


def with_status_7(said: dict[str, Any]) -> dict[str, Any]:
    """An input with a status that only bytes can have."""
    message = resources_pb2.Input(id=said["id"])
    message.status.code = 7
    wire = b64encode(message.SerializeToString()).decode()
    return {**json.loads(write_json(message)), "fakeannot": {**said["fakeannot"], "wire": wire}}


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("version", 2, "version: written by a newer fakeannot"),
        ("sequence", -1, "sequence: expected a whole number from 0, got a number (-1)"),
        ("sequence", 1, "concepts[0].fakeannot.sequence: expected a place after 0"),
        ("clock.stands_at", "noon", "clock.stands_at: expected an RFC 3339 time, got 'noon'"),
        ("clock.offset", 5, "clock.offset: expected a duration"),
        ("clock.last_stamp", "9999-12-31T23:59:59Z", "clock.last_stamp: the API's times end with"),
        ("clock.last_asked", 10**30, "clock.last_asked: the API's times end with the year 9999"),
        ("ids.drawn.input", "x", "ids.drawn.input: expected a whole number"),
        ("ids.plannd", {}, "ids.plannd: no such field; .*Did you mean 'planned'?"),
        ("media.0.base64", "*", "media[0].base64: no base64"),
        ("users.1.pat", "two", "users[2].pat: this key is there already."),
        ("apps.0", lambda _: {"id": "street", "user_id": "owner"}, "'owner' has an app 'street'"),
        (f"{STREET}.inputs.1.id", "done", "inputs[1].id: there is one of inputs with this id"),
        (f"{STREET}.inputs.0.fakeannot.annotation_id", "x", "the input has no such annotation."),
        (f"{STREET}.inputs.0.status.code", 7, "status.code: StatusCode has no value with the"),
        (f"{STREET}.inputs.0", with_status_7, "inputs[0].status.code: 7 is no status code"),
        (f"{STREET}.inputs.0.fakeannot.sequence", 99, "sequence: expected a place after 0"),
        (f"{STREET}.inputs.0.fakeannot", {}, "inputs[0].fakeannot.sequence: expected a whole"),
        (f"{STREET}.annotations.1.input_id", "gone", "[1].input_id: the app has no input 'gone'."),
        (f"{STREET}.annotations.3.id", "newer", "[4].id: there is one of annotations"),
        (f"{STREET}.annotations.4.task_id", "t", "[4].fakeannot.wire: is of another message than"),
        (f"{STREET}.annotations.4.fakeannot.wire", "/w==", "wire: no Annotation in base64."),
        (f"{STREET}.concepts.0.valeu", 1, "concepts[0].valeu: .*Did you mean 'value'?"),
        (f"{STREET}.things.0.message", "Dataste", "message: no message .*Did you mean 'Dataset'?"),
        (f"{STREET}.inputs.2.fakeannot.processing", {"later": 1}, "processing.later: no such"),
        (f"{STREET}.inputs.2.fakeannot.processing", {"reads": 1}, "is for another `processing`"),
    ],
)
@pytest.mark.parametrize("form", ["mapping", "json", "yaml"])
def test_a_snapshot_that_does_not_fit_together_is_refused(
    form: str, place: str, value: Any, told: str
) -> None:
    document = full().document()
    edit(document, place, value)
    texts = {"json": json_text(document), "yaml": yaml_text(document)}
    seed = Source(texts[form], "w", form == "yaml") if form in texts else document
    error = refusal(full(), seed)
    start, _, end = told.partition(".*")
    assert start in str(error)
    assert end in str(error)
    assert (error.line > 1) is (form in texts)


def test_an_error_has_the_parts_that_its_line_is_made_of() -> None:
    error = refusal(
        FakeClarifai(clock=lambda: MOMENT),
        Source('{"apps": [\n{"inputs": [\n{"id": 5}]}]}', "w.json"),
    )
    assert str(error) == (
        "w.json, line 3: apps[0].inputs[0].id: expected a string, got a number (5)"
    )
    assert (error.file, error.line, error.path) == ("w.json", 3, "apps[0].inputs[0].id")
    assert error.place == ("apps", 0, "inputs", 0, "id")


def test_what_is_said_of_a_short_form_is_found_where_that_stands() -> None:
    text = '{"apps": [{"collaborators": [\n"\\ud800"]}]}'
    error = refusal(FakeClarifai(clock=lambda: MOMENT), Source(text, "w.json"))
    assert str(error).startswith("w.json, line 2: apps[0].collaborators[0].user_id: has half of")


@pytest.mark.parametrize(
    ("text", "is_yaml", "told"),
    [
        ('{"apps":[],"apps":[]}', False, "no JSON that can be read: an object has 'apps' twice"),
        ("apps: []\nusers: []\napps: []", True, "line 3: no YAML: a mapping has 'apps' twice"),
    ],
)
def test_a_name_that_is_given_twice_is_refused_as_one_would_be_lost(
    text: str, is_yaml: bool, told: str
) -> None:
    error = refusal(FakeClarifai(clock=lambda: MOMENT), Source(text, is_yaml=is_yaml))
    assert str(error) == told


@pytest.mark.parametrize(
    ("seed", "told"),
    [
        (
            {"users": [{"id": "a", "pat": "secret"}, {"id": "b", "pat": "secret"}]},
            "users[1].pat: this key is another's already.",
        ),
        (
            {"apps": [{"id": "a", "keys": [{"key": "secret"}, {"key": "secret", "expired": True}]}]}
            | {"users": [{"id": "b", "pat": "secret"}]},
            "apps[0].keys[0].key: this key is another's already.",
        ),
    ],
)
def test_a_key_opens_one_thing_only_and_is_not_told(seed: Any, told: str) -> None:
    assert str(refusal(FakeClarifai(clock=lambda: MOMENT), seed)) == told


def test_who_owns_a_key_may_have_it_said_again() -> None:
    fake = FakeClarifai()
    seed = {"users": [{"id": fake.user_id, "pat": fake.pat, "scopes": ["Annotations_Get"]}]}
    for _ in range(2):
        fake.load(seed)
    assert fake.document()["users"] == seed["users"]


leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)
values = st.recursive(
    leaves, lambda v: st.lists(v, max_size=3) | st.dictionaries(names, v, max_size=3)
)


@pytest.mark.parametrize("form", ["json", "yaml"])
@given(value=values, data=st.data(), indent=st.sampled_from([0, 2]))
def test_the_line_is_that_where_the_value_begins(
    form: str, value: Any, data: st.DataObject, indent: int
) -> None:
    # A marker that stands nowhere else is put at some place, which is then looked for.
    place: tuple[str | int, ...] = ()
    inner = value
    while isinstance(inner, (dict, list)) and inner:
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = data.draw(st.sampled_from(keys))
        place = (*place, key)
        if not isinstance(inner[key], (dict, list)) or not inner[key]:
            inner[key] = "the marker"
        inner = inner[key]
    if not place:
        return
    text = _json(value, indent) if form == "json" else yaml_text(value)
    line = (json_line if form == "json" else yaml_line)(text, place)
    assert "the marker" in text.split("\n")[line - 1]


def _json(value: Any, indent: int) -> str:
    return json.dumps(value, indent=indent)

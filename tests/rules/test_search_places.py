"""Searches for places: a radius around a point, a box of two corners."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.searching import data, inputs, legacy, search

PLACES = {
    "berlin": (13.4, 52.5),
    "paris": (2.35, 48.86),
    "suva": (178.4, -18.1),
    "apia": (-171.8, -13.8),
}


def point(longitude: float, latitude: float) -> dict[str, Any]:
    return {"geo_point": {"longitude": longitude, "latitude": latitude}}


def around(place: str, unit: str, value: float) -> dict[str, Any]:
    return {"geo": {**point(*PLACES[place]), "geo_limit": {"type": unit, "value": value}}}


@pytest.fixture
def api(fake: FakeClarifai, api: Api) -> Api:
    """An app with inputs at four places, two of them far apart only by their longitudes."""
    for id_, place in PLACES.items():
        fake.app().add_input(id_, data={"geo": point(*place)})
    fake.app().add_input("nowhere")
    return api


@pytest.mark.rule("searches.geo_point")
@pytest.mark.parametrize(
    ("place", "unit", "value", "found"),
    [
        ("berlin", "withinKilometers", 870, ["berlin"]),
        ("berlin", "withinKilometers", 890, ["berlin", "paris"]),
        ("berlin", "withinMiles", 540, ["berlin"]),
        ("berlin", "withinMiles", 553, ["berlin", "paris"]),
        ("berlin", "withinDegrees", 7.8, ["berlin"]),
        ("berlin", "withinDegrees", 8, ["berlin", "paris"]),
        ("berlin", "withinRadians", 0.13, ["berlin"]),
        ("berlin", "withinRadians", 0.14, ["berlin", "paris"]),
        ("suva", "withinDegrees", 11, ["suva", "apia"]),
        ("suva", "withinKilometers", 0, ["suva"]),
        ("suva", "withinRadians", 3.15, [*PLACES]),
    ],
)
def test_inputs_are_found_around_a_point(
    api: Api, place: str, unit: str, value: float, found: list[str]
) -> None:
    assert inputs(api, data(**around(place, unit, value))) == found
    assert legacy(api, {"input": {"data": around(place, unit, value)}}) == found


@pytest.mark.rule("searches.geo_box")
@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ((0, 40), (20, 60), ["berlin", "paris"]),
        ((20, 40), (0, 60), ["berlin", "paris"]),
        ((13.4, 48.86), (2.35, 52.5), ["berlin", "paris"]),
        ((0, 40), (13, 60), ["paris"]),
        ((0, 50), (20, 60), ["berlin"]),
        ((179, -20), (-172, -10), ["suva", "apia"]),
        ((179, -20), (180, -10), []),
    ],
)
def test_inputs_are_found_in_a_box(
    api: Api, one: tuple[float, float], other: tuple[float, float], found: list[str]
) -> None:
    geo = {"geo_box": [point(*one), point(*other)]}
    assert inputs(api, data(geo=geo)) == found


@pytest.mark.rule("searches.geo_box", "searches.geo_point")
def test_a_place_may_have_to_be_in_both(api: Api) -> None:
    wide = {"geo_box": [point(-180, -90), point(5, 90)]}
    near = around("berlin", "withinDegrees", 8)["geo"]
    assert inputs(api, data(geo={**wide, **near})) == ["paris"]


@pytest.mark.rule("searches.geo_shape")
@pytest.mark.parametrize(
    ("geo", "told"),
    [
        (point(1, 1), "needs a geo_limit"),
        ({"geo_limit": {"type": "withinMiles", "value": 1}}, "a geo_limit a geo_point"),
        ({"geo_box": [point(1, 1)]}, "two corners"),
        ({"geo_box": [point(1, 1)] * 3}, "this one has 3"),
        ({"geo_box": [point(1, 1), {}]}, "this one has 1"),
        (
            {**point(1, 1), "geo_limit": {"type": "withinKm", "value": 1}},
            "Did you mean 'withinKilometers'?",
        ),
        ({**point(1, 1), "geo_limit": {"value": 1}}, "Did you mean"),
    ],
)
def test_what_is_no_place_is_refused(api: Api, geo: dict[str, Any], told: str) -> None:
    answer = search(api, "annotations", data(geo=geo))
    assert answer.outcome == (400, 11100)
    assert told in answer.details

"""Points on the earth: those within a radius of another, or in a box of two corners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from math import asin, cos, degrees, inf, isfinite, radians, sin, sqrt

from clarifai_grpc.grpc.api.resources_pb2 import Geo, GeoPoint

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.refusals import BadRequest

PointTest = Callable[[GeoPoint], bool]

# Degrees of a great circle to one of the unit.
_DEGREES = {
    "withinMiles": degrees(1 / 3958.76),
    "withinKilometers": degrees(1 / 6371.0),
    "withinRadians": degrees(1),
    "withinDegrees": 1.0,
}


def place_tests(geo: Geo, at: Path) -> Iterator[PointTest]:
    """What a point has to pass that lies where `geo`, which stood there in the request, says.

    Raises:
        BadRequest: a point without a radius or a radius without a point, a unit nobody knows, or
            a box that has not two corners.
    """
    if geo.HasField("geo_point") or geo.HasField("geo_limit"):
        yield _within(geo, at)
    if geo.geo_box:
        yield _in_box(geo, at)


@enforces("searches.geo_point")
def _within(geo: Geo, at: Path) -> PointTest:
    if not (geo.HasField("geo_point") and geo.HasField("geo_limit")):
        raise _refused("A geo_point needs a geo_limit, and a geo_limit a geo_point.", at)
    unit, center = geo.geo_limit.type, geo.geo_point
    if unit not in _DEGREES:
        near = get_close_matches(unit, _DEGREES, 1, 0)[0]
        known = ", ".join(_DEGREES)
        told = f"The geo_limit type {unit!r} is none of {known}. Did you mean {near!r}?"
        raise _refused(told, (*at, "geo_limit", "type"))
    radius = geo.geo_limit.value * _DEGREES[unit]
    return lambda point: _distance(center, point) <= radius


@enforces("searches.geo_box")
def _in_box(geo: Geo, at: Path) -> PointTest:
    corners = [corner.geo_point for corner in geo.geo_box if corner.HasField("geo_point")]
    if len(corners) != 2 or len(geo.geo_box) != 2:
        told = f"A geo_box has two corners, each with a geo_point; this one has {len(corners)}."
        raise _refused(told, (*at, "geo_box"))
    south, north = sorted(corner.latitude for corner in corners)
    west, east = sorted(corner.longitude for corner in corners)
    return lambda point: south <= point.latitude <= north and west <= point.longitude <= east


def _distance(one: GeoPoint, other: GeoPoint) -> float:
    """How far two points are from each other, in degrees of a great circle.

    Nothing is near a point that is no number, and latitudes may go beyond the poles.
    """
    if not all(map(isfinite, (one.latitude, one.longitude, other.latitude, other.longitude))):
        return inf
    north, south = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return degrees(2 * asin(sqrt(min(max(half, 0.0), 1.0))))


def _refused(details: str, at: Path) -> BadRequest:
    return BadRequest(details, rule="searches.geo_shape", at=at)

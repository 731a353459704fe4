"""Routes: which operation a method and a path mean, and what is near when none is meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot.contract.operations import Binding, Operation
from fakeannot.contract.routes import NoRoute, Route, WrongMethod, find_route
from tests.bindings import all_bindings, path_of

BINDINGS = [*all_bindings()]
NAMES = [f"{operation.name}-{b.method}{path_of(b)}" for operation, b in BINDINGS]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


def found(method: str, path: str) -> Route:
    return find_route(method, path.removeprefix("/").split("/"))


def value_at(route: Route, path: str) -> Any:
    """What the request, made of the route's fields, has at a dotted path."""
    value: Any = route.operation.request_type(**route.fields)
    for name in path.split("."):
        value = getattr(value, name)
    return value


@pytest.mark.parametrize(("operation", "binding"), BINDINGS, ids=NAMES)
def test_every_binding_leads_to_its_operation_with_its_values(
    operation: Operation, binding: Binding
) -> None:
    variables = {s: f"value-{at}" for at, s in enumerate(binding.segments) if s.startswith("{")}
    route = find_route(binding.method, [variables.get(s, s) for s in binding.segments])
    assert route.operation.name == operation.name
    assert route.binding == binding
    for variable, value in variables.items():
        assert value_at(route, variable[1:-1]) == value


@pytest.mark.parametrize("base", ["/v2", "/v2/users/u/apps/a"])
@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/inputs/status", "GetInputCount"),
        ("GET", "/inputs/stream", "StreamInputs"),
        ("DELETE", "/inputs/annotations", "DeleteAnnotations"),
        ("GET", "/inputs/statuses", "GetInput"),
        ("DELETE", "/inputs/annotation", "DeleteInput"),
        # A literal that has not the method gives way to the variable.
        ("DELETE", "/inputs/status", "DeleteInput"),
        ("GET", "/inputs/annotations", "GetInput"),
        ("GET", "/inputs/status/annotations/a", "GetAnnotation"),
    ],
)
def test_a_literal_beats_a_variable_where_it_has_the_method(
    base: str, method: str, path: str, name: str
) -> None:
    assert found(method, base + path).operation.name == name


@settings(deadline=None, max_examples=40)
@given(user=ANY_TEXT, app=ANY_TEXT, input_id=ANY_TEXT, annotation_id=ANY_TEXT)
def test_values_are_taken_as_they_are(
    user: str, app: str, input_id: str, annotation_id: str
) -> None:
    ids = ["inputs", input_id, "annotations", annotation_id]
    route = find_route("GET", ["v2", "users", user, "apps", app, *ids])
    assert route.operation.name == "GetAnnotation"
    names = ("user_app_id.user_id", "user_app_id.app_id", "input_id", "annotation_id")
    assert [value_at(route, name) for name in names] == [user, app, input_id, annotation_id]


@settings(deadline=None, max_examples=40)
@given(method=ANY_TEXT, segments=st.lists(ANY_TEXT | st.sampled_from(["v2", "inputs", "users"])))
def test_any_path_is_a_route_or_one_of_the_two_errors(method: str, segments: list[str]) -> None:
    try:
        route = find_route(method, segments)
    except (NoRoute, WrongMethod):
        return
    assert len(route.binding.segments) == len(segments)
    assert route.binding.method == method


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("GET", "/v2/annotation", "GET /v2/annotations"),
        ("PATCH", "/v2/anotations", "PATCH /v2/annotations"),
        ("GET", "/v2/user/u/apps/a/inputs", "GET /v2/users/{user_app_id.user_id}/"),
        ("GET", "/v2/inputs/i/annotation/a", "GET /v2/inputs/{input_id}/annotations/{annotation"),
    ],
)
def test_an_unknown_path_comes_with_the_nearest_route(method: str, path: str, nearest: str) -> None:
    with pytest.raises(NoRoute) as refused:
        found(method, path)
    assert str(refused.value) == path
    assert refused.value.nearest.startswith(nearest)


def test_a_path_like_no_other_has_no_nearest() -> None:
    with pytest.raises(NoRoute) as refused:
        found("GET", "/" + "0" * 300)
    assert refused.value.nearest == ""


def test_an_empty_segment_is_no_value() -> None:
    for path in ("/v2/inputs/", "/v2/inputs//annotations/a", "/v2//inputs", ""):
        with pytest.raises(NoRoute):
            found("GET", path)


def test_a_known_path_says_which_methods_it_has() -> None:
    with pytest.raises(WrongMethod) as refused:
        found("PUT", "/v2/annotations")
    assert str(refused.value) == "PUT /v2/annotations"
    assert refused.value.allowed == ("DELETE", "GET", "PATCH", "POST")


def test_a_get_that_two_rpcs_claim_reads() -> None:
    assert find_route("GET", ["v2", "pipelines"]).operation.name == "ListPipelines"


def test_the_nearest_route_of_a_very_long_path_is_found() -> None:
    with pytest.raises(NoRoute) as caught:
        find_route("GET", ["v2", "inputs", "x" * 100_000, "annotationz", "a"])
    assert caught.value.nearest == "GET /v2/inputs/{input_id}/annotations/{annotation_id}"

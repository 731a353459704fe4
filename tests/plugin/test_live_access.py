"""Where a live run goes is read from the environment, and refused if that makes no sense."""

from __future__ import annotations

import pytest

from fakeannot.testing.live.access import Access, NoAccess, read_access
from fakeannot.testing.live.plugin import rate
from tests.plugin.live import KEY

NAMED = {"CLARIFAI_PAT": KEY, "CLARIFAI_USER_ID": "u", "CLARIFAI_APP_ID": "a"}


@pytest.mark.parametrize(
    "base", ["", "https://api.clarifai.com", "https://eu.clarifai.com/", "http://CLARIFAI.com.:80"]
)
def test_every_host_of_clarifai_is_the_real_service(base: str) -> None:
    with pytest.raises(NoAccess, match="--fakeannot-yes-real"):
        read_access(yes_real=False, environ={**NAMED, "CLARIFAI_API_BASE": base})
    assert read_access(yes_real=True, environ={**NAMED, "CLARIFAI_API_BASE": base}).is_real


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"CLARIFAI_API_BASE": "api.clarifai.com"}, "no address"),
        ({"CLARIFAI_API_BASE": "grpc:localhost:1"}, "no address"),
        ({"CLARIFAI_USER_ID": "me"}, "name the user"),
    ],
)
def test_what_makes_no_sense_is_refused(changed: dict[str, str], told: str) -> None:
    with pytest.raises(NoAccess, match=told):
        read_access(yes_real=True, environ={**NAMED, **changed})


@pytest.mark.parametrize(
    ("base", "target"),
    [
        ("https://h.example", "h.example:443"),
        ("http://h.example/", "h.example:80"),
        ("http://127.0.0.1:99", "127.0.0.1:99"),
    ],
)
def test_grpc_is_spoken_where_rest_is(base: str, target: str) -> None:
    access = read_access(yes_real=False, environ={**NAMED, "CLARIFAI_API_BASE": base})
    assert isinstance(access, Access)
    assert access.grpc_target == target
    assert access.base == base.rstrip("/")
    assert KEY not in repr(access)
    assert (access.certificates is None) == base.startswith("http:")


def test_the_real_service_is_called_at_a_measured_pace() -> None:
    real = read_access(yes_real=True, environ=NAMED)
    assert rate(real) == 10
    assert rate(real._replace(base="http://127.0.0.1:1")) == 0

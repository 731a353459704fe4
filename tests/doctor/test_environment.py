"""Environment variables that lead clients elsewhere are told; values of keys are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakeannot.doctor.environment import MANY, check_environment
from tests.doctor.told import is_clean, told


def test_an_ordinary_environment_is_fine() -> None:
    assert is_clean(check_environment({"PATH": "/bin", "HOME": "/home/me", "NO_PROXY": ""}))


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("CLARIFAI_API_BASE", "http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("CLARIFAI_API_BASE", "https://me:secret@proxy.example/", "proxy.example"),
        ("CLARIFAI_API_BASE", "notclarifai.com", "notclarifai.com"),
        ("CLARIFAI_GRPC_BASE", "localhost:18443", "localhost:18443"),
        ("CLARIFAI_GRPC_BASE", "https://api.clarifai.com", "api.clarifai.com"),
    ],
)
def test_a_base_that_the_fake_does_not_catch_is_a_problem(
    name: str, value: str, shown: str
) -> None:
    found = check_environment({name: value})
    assert told(found) == [f"{name} leads to {shown}"]
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLARIFAI_API_BASE", "https://api.clarifai.com"),
        ("CLARIFAI_GRPC_BASE", "eu.clarifai.com:443"),
    ],
)
def test_a_base_of_clarifais_is_a_note(name: str, value: str) -> None:
    found = check_environment({name: value})
    assert told(found) == []
    assert len(told(found, "note")) == 1


def test_keys_are_named_and_not_shown() -> None:
    found = check_environment({"CLARIFAI_PAT": "s3cr3t", "CLARIFAI_API_KEY": "s3cr3t"})
    assert told(found, "note") == ["CLARIFAI_PAT, CLARIFAI_API_KEY set"]
    assert "s3cr3t" not in str(found)


AUTHORITIES = [
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "CLARIFAI_ROOT_CERTIFICATES_PATH",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
]


@pytest.mark.parametrize("name", AUTHORITIES)
def test_an_authority_is_a_note_and_one_that_is_missing_a_problem(
    name: str, tmp_path: Path
) -> None:
    there = tmp_path / "ca.pem"
    assert told(check_environment({name: str(there)})) == [f"{name}: no file {there}"]
    there.write_text("", "utf-8")
    assert told(check_environment({name: str(there)}), "note") == [f"{name} is {there}"]
    assert told(check_environment({name: str(there)})) == []


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY", "grpc_proxy"])
@pytest.mark.parametrize("passed", ["", "localhost", "127.0.0.1", "example.com"])
def test_a_proxy_that_loopback_does_not_pass_by_is_a_problem(name: str, passed: str) -> None:
    found = check_environment({name: "http://me:secret@proxy:3128", "NO_PROXY": passed})
    (seen,) = told(found)
    assert seen.startswith(f"{name.upper()} set")
    assert "secret" not in str(found)


@pytest.mark.parametrize("passed", ["*", "127.0.0.1,localhost", "x.example, localhost ,127.0.0.1"])
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_a_proxy_that_loopback_passes_by_is_fine(name: str, passed: str) -> None:
    assert is_clean(check_environment({"HTTP_PROXY": "http://proxy:3128", name: passed}))


def test_an_environment_that_slows_requests_is_a_note() -> None:
    many = {f"V{number}": "" for number in range(MANY + 1)}
    assert told(check_environment(many), "note") == [f"{MANY + 1} environment variables"]
    many.popitem()
    assert is_clean(check_environment(many))

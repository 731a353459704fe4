"""The wheel in an environment that has what it requires, and no more."""

from __future__ import annotations

import pytest

from tests.packaging.building import Built
from tests.packaging.emptiness import Environment, brought_along

IMPORT_ALL = """
import importlib, pkgutil, fakeannot
for module in pkgutil.walk_packages(fakeannot.__path__, "fakeannot."):
    if not module.name.endswith("__main__"):
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            print(error.name)
"""
CALL = """
import grpc, requests
from fakeannot import FakeClarifai

fake = FakeClarifai()
with fake.intercept():
    headers = {"Authorization": "Key any"}
    print(requests.get("https://api.clarifai.com/v2/inputs", headers=headers).status_code)
    with grpc.insecure_channel("api.clarifai.com:443") as channel:
        call = channel.unary_unary("/clarifai.api.V2/ListInputs")
        call(b"", metadata=[("authorization", "Key any")])
print(fake.journal.total)
"""
CONFORM = "conform --target http://127.0.0.1:1 --pat-env HOME --user u --app a"


@pytest.fixture(scope="module")
def environment(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    made = Environment(tmp_path_factory.mktemp("environment"))
    made.install(built.wheel)
    for name in brought_along(built.metadata().requires_dist or ()):
        made.lend(name)
    return made


def test_nothing_that_it_requires_is_missing(environment: Environment) -> None:
    assert "No broken requirements found." in environment.pip("check")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("--version", "fakeannot 0.1.0"),
        ("demo", "16 calls, 0 not answered with Ok."),
        ("rules", "envelope.status_first"),
        ("coverage --markdown", "# Coverage"),
    ],
)
def test_the_command_does_its_work(environment: Environment, command: str, said: str) -> None:
    assert said in environment.run("fakeannot", *command.split())


def test_calls_are_intercepted(environment: Environment) -> None:
    assert environment.run("python", "-c", CALL).split() == ["200", "2"]


def test_every_module_can_be_imported_but_those_that_are_for_another_library(
    environment: Environment,
) -> None:
    missing = environment.run("python", "-c", IMPORT_ALL).split()
    assert {*missing} == {"aiohttp", "hypothesis", "pytest", "trustme"}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("serve --tls", "TLS needs the package trustme, which is not installed: pip install"),
        (CONFORM, "This needs the package hypothesis: pip install 'fakeannot[conform]'"),
    ],
)
def test_what_needs_an_extra_says_which(environment: Environment, command: str, said: str) -> None:
    assert said in environment.run("fakeannot", *command.split(), status=2)

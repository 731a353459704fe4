"""The installed packages that a fake and its clients are made of, and what they need."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from typing import NamedTuple

NAMES = (
    "clarifai-grpc",
    "protobuf",
    "grpcio",
    "grpcio-reflection",
    "responses",
    "requests",
    "werkzeug",
    "httpx",
    "aiohttp",
    "hypothesis",
    "pytest",
    "trustme",
)
_OWN = "fakeannot"
_REQUIREMENT = re.compile(r"\s*([\w.-]+)\s*(?:\[[^]]*\])?\s*\(?([^;)]*)\)?\s*(?:;(.*))?")
_BOUND = re.compile(r"(>=|<)\s*(\d+(?:\.\d+)*)")
_PYTHON = re.compile(r"python_version\s*(<|>=)\s*[\"'](\d+(?:\.\d+)*)")

Release = tuple[int, ...]


class Packages(NamedTuple):
    """What is installed.

    Attributes:
        versions: by the name of a package; those that are missing are not in it.
        requirements: what each asks for, in the form of its metadata.
    """

    versions: Mapping[str, str]
    requirements: Mapping[str, list[str]]


class Bound(NamedTuple):
    """That one package asks for versions of another from, or below, a number."""

    of: str
    name: str
    sign: str
    number: str
    optional: bool

    def allows(self, number: str) -> bool:
        """Whether a version is within the bound."""
        at_least = release(number) >= release(self.number)
        return at_least if self.sign == ">=" else not at_least


def installed() -> Packages:
    """The packages of this Python."""
    versions, requirements = {}, {}
    for name in (_OWN, *NAMES):
        try:
            versions[name] = version(name)
            requirements[name] = requires(name) or []
        except PackageNotFoundError:
            continue
    return Packages(versions, requirements)


def bounds(packages: Packages) -> Iterator[Bound]:
    """What the packages ask of one another; of extras, those of fakeannot only."""
    for of, texts in packages.requirements.items():
        for text in texts:
            yield from _bounds_of(of, text)


def release(number: str) -> Release:
    """A version as numbers, to be compared: 1.2 is 1.2.0, and so is 1.2.0rc1."""
    digits = re.match(r"\d+(?:\.\d+)*", number)
    parts = [int(part) for part in digits[0].split(".")] if digits else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _bounds_of(of: str, text: str) -> Iterator[Bound]:
    matched = _REQUIREMENT.match(text)
    assert matched is not None, "the pattern takes any text with a name"
    name, signs, marker = matched[1].lower(), matched[2], matched[3] or ""
    optional = "extra" in marker
    if name not in NAMES or (optional and of != _OWN) or not _is_for_this_python(marker):
        return
    for sign, number in _BOUND.findall(signs):
        yield Bound(of, name, sign, number, optional)


def _is_for_this_python(marker: str) -> bool:
    here = release(".".join(map(str, sys.version_info[:2])))
    signs = _PYTHON.findall(marker)
    return all((here >= release(number)) == (sign == ">=") for sign, number in signs)

"""What the tests of doors share: a fake, and an authority for servers that speak TLS."""

from __future__ import annotations

import ssl

import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.local.tls import Authority
from tests.doors.local.tls_client import trusting


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai()


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority("127.0.0.1")


@pytest.fixture(scope="session")
def tls_context(authority: Authority) -> ssl.SSLContext:
    """For a server."""
    return authority.context()


@pytest.fixture(scope="session")
def trust(authority: Authority) -> ssl.SSLContext:
    """For a client that trusts the authority."""
    return trusting(authority)

"""The authority of a server: its names, its file, and what it takes."""

from __future__ import annotations

import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.local.serving import TlsUnavailable
from fakeannot.doors.local.tls import NAMES, Authority
from tests.doors.local.tls_client import trusting


def names_of(host: str) -> set[str]:
    """What a client reads in the certificate of a server on `host`."""
    authority = Authority(host)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = authority.context().wrap_bio(to_server, to_client, server_side=True)
    client = trusting(authority).wrap_bio(to_client, to_server, server_hostname="localhost")
    for side in (client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    # As ssl gives it: pairs of a kind and a name.
    certificate: Any = client.getpeercert()
    return {name for _, name in certificate["subjectAltName"]}


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "annotations.test", "::1"])
def test_the_certificate_is_for_the_api_for_loopback_and_for_the_host(host: str) -> None:
    wanted = {"0:0:0:0:0:0:0:1" if name == "::1" else name for name in (*NAMES, host)}
    assert names_of(host) == wanted


def test_every_interface_needs_no_name_of_its_own() -> None:
    assert names_of("") == names_of("localhost")


def test_the_certificate_is_in_the_file_given_and_stays_there(tmp_path: Path) -> None:
    authority = Authority("localhost")
    with authority.published(tmp_path / "ca.pem") as file:
        assert file == tmp_path / "ca.pem"
    assert file.read_bytes() == authority.pem
    assert ssl.PEM_cert_to_DER_cert(authority.pem.decode())


def test_a_relative_file_is_told_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Authority("localhost").published(Path("ca.pem")) as file:
        assert file == tmp_path / "ca.pem"


def test_a_file_of_no_name_is_gone_at_the_end_with_all_around_it() -> None:
    authority = Authority("localhost")
    with authority.published() as file, authority.published() as other:
        assert file.read_bytes() == other.read_bytes() == authority.pem
        assert file != other
    assert not file.parent.exists()
    assert not other.parent.exists()


def test_without_the_library_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "fakeannot.doors.local.tls")
    monkeypatch.setitem(sys.modules, "trustme", None)
    fake = FakeClarifai()
    with (
        pytest.raises(TlsUnavailable, match=r'trustme.*pip install "trustme>='),
        fake.serve(tls=True),
    ):
        pass
    with fake.serve() as server:
        assert server.url.startswith("http:")


def test_serving_in_the_clear_loads_nothing_of_tls() -> None:
    code = """
import sys
from fakeannot import FakeClarifai
with FakeClarifai().serve():
    print(sorted({"ssl", "trustme", "cryptography", "tempfile"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

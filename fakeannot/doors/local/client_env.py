"""The environment variables by which each official client finds its server."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from fakeannot.settings import Settings

INSECURE_PORT = 18080
"""Where Clarifai's insecure gRPC channels connect to unless they are told a port."""


_ROOTS = {
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": "gRPC but in Java, Go and .NET; read at the first use",
    "CLARIFAI_ROOT_CERTIFICATES_PATH": "Python SDK",
    "REQUESTS_CA_BUNDLE": "Python: requests, and what is made of it",
    "CURL_CA_BUNDLE": "curl",
    "NODE_EXTRA_CA_CERTS": "Node.js: fetch and https, at its start",
}


class Variable(NamedTuple):
    """An environment variable, and which clients read it."""

    name: str
    value: str
    read_by: str

    def __repr__(self) -> str:
        # Tests print what they compare, and some have keys.
        return f"<Variable {self.name}>"


def variables(
    settings: Settings, url: str, grpc_target: str, ca_file: Path | None = None
) -> list[Variable]:
    """What points the clients to a server at `url` and, for gRPC, at `grpc_target`.

    With `ca_file`, over TLS, with the authority in that file.
    """
    return [
        Variable("CLARIFAI_API_BASE", url, "Python: clarifai, and clarifai-grpc's JSON channel"),
        _in_the_clear(grpc_target) if ca_file is None else _over_tls(grpc_target),
        *(Variable(name, str(ca_file), who) for name, who in _ROOTS.items() if ca_file is not None),
        Variable("API_ENDPOINT", url, "npm clarifai 2"),
        Variable("CLARIFAI_PAT", settings.pat, "Python and npm SDKs"),
        Variable("CLARIFAI_USER_ID", settings.user_id, "Python SDK"),
        Variable("CLARIFAI_APP_ID", settings.app_id, "Python SDK"),
        Variable("CLARIFAI_API_KEY", settings.api_key, "Python clarifai 2"),
    ]


def _in_the_clear(grpc_target: str) -> Variable:
    host, _, port = grpc_target.rpartition(":")
    other_port = f"; pass port={port}" if int(port) != INSECURE_PORT else ""
    read_by = f"clarifai-grpc: get_insecure_grpc_channel(){other_port}"
    return Variable("CLARIFAI_GRPC_BASE", host, read_by)


def _over_tls(grpc_target: str) -> Variable:
    read_by = "clarifai-grpc: get_grpc_channel(); npm clarifai-nodejs-grpc: ClarifaiStub.grpc()"
    return Variable("CLARIFAI_GRPC_BASE", grpc_target, read_by)

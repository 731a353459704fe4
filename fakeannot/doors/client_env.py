"""The environment variables by which each official client finds its server."""

from __future__ import annotations

from typing import NamedTuple

from fakeannot.settings import Settings

INSECURE_PORT = 18080
"""Where Clarifai's insecure gRPC channels connect to unless they are told a port."""


class Variable(NamedTuple):
    """An environment variable, and which clients read it."""

    name: str
    value: str
    read_by: str


def variables(settings: Settings, url: str, grpc_target: str) -> list[Variable]:
    """What points the clients to a server at `url` and, for gRPC, at `grpc_target`."""
    host, _, port = grpc_target.rpartition(":")
    return [
        Variable("CLARIFAI_API_BASE", url, "Python: clarifai, and clarifai-grpc's JSON channel"),
        Variable(
            "CLARIFAI_GRPC_BASE",
            host,
            "clarifai-grpc: get_insecure_grpc_channel()"
            + (f"; pass port={port}" if int(port) != INSECURE_PORT else ""),
        ),
        Variable("API_ENDPOINT", url, "npm clarifai 2"),
        Variable("CLARIFAI_PAT", settings.pat, "Python and npm SDKs"),
        Variable("CLARIFAI_USER_ID", settings.user_id, "Python SDK"),
        Variable("CLARIFAI_APP_ID", settings.app_id, "Python SDK"),
        Variable("CLARIFAI_API_KEY", settings.api_key, "Python clarifai 2"),
    ]

"""Whether the versions that are installed get along."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from fakeannot.doctor.finding import Finding
from fakeannot.doctor.packages import Bound, Packages, bounds, release

CHECK = "versions"
_CONTRACT = "clarifai_grpc.grpc.api.service_pb2"


def check_versions(packages: Packages) -> list[Finding]:
    """What does not fit together."""
    told = ", ".join(f"{name} {number}" for name, number in packages.versions.items())
    found = [*_out_of_bounds(packages), *_json_channel(packages), *_contract()]
    bad = [one for one in found if one.level == "problem"]
    return [*found, *([] if bad else [Finding("ok", CHECK, told)])]


def json_channel_fails(packages: Packages) -> bool:
    """Whether Clarifai's JSON channel cannot work with the protobuf that is there."""
    return release(packages.versions.get("protobuf", "0")) >= (7,)


def _out_of_bounds(packages: Packages) -> Iterator[Finding]:
    for bound in dict.fromkeys(bounds(packages)):
        number = packages.versions.get(bound.name)
        if number is None and not bound.optional:
            yield _misfit(bound, f"{bound.name} is not installed")
        elif number is not None and not bound.allows(number):
            yield _misfit(bound, f"{bound.name} {number}")


def _misfit(bound: Bound, seen: str) -> Finding:
    wanted = f"{bound.name}{bound.sign}{bound.number}"
    return Finding(
        "problem",
        CHECK,
        seen,
        f"{bound.of} needs {wanted}; code that is generated or tried with another version breaks.",
        f"pip install '{wanted}'",
    )


def _json_channel(packages: Packages) -> Iterator[Finding]:
    if json_channel_fails(packages):
        yield Finding(
            "note",
            CHECK,
            f"protobuf {packages.versions['protobuf']}",
            "ClarifaiChannel.get_json_channel() fails with protobuf 7, with a fake and without.",
            "pip install 'protobuf<7', or open get_grpc_channel() instead.",
        )


def _contract() -> list[Finding]:
    """Whether the generated code of the contract can be imported: it looks at protobuf itself."""
    try:
        importlib.import_module(_CONTRACT)
    except Exception as error:  # of any kind: protobuf raises its own
        why = str(error).partition("\n")[0]
        return [
            Finding(
                "problem",
                CHECK,
                f"{_CONTRACT} cannot be imported: {type(error).__name__}",
                why or "Nothing can speak to Clarifai without it.",
                "pip install --upgrade clarifai-grpc protobuf",
            )
        ]
    return []

"""What a detector of the tests finds, and what models made of it."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai
from tests.rules.conftest import box, concepts

FACE = {"id": "face-1", "region_info": box(), "data": {"concepts": concepts("face")}, "value": 0.9}
FACES = [FACE, {"region_info": box(0.6, 0.6, 0.9, 0.9)}]


def made(fake: FakeClarifai) -> list[resources_pb2.Annotation]:
    """The annotations that no user made."""
    return [a for a in fake.app().annotations() if not a.user_id]

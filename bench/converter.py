"""P13: the compiled converter against protobuf's own json_format, on typical annotations.

Run from the root of the repository: python -m bench.converter
"""

from __future__ import annotations

import random

from clarifai_grpc.grpc.api.resources_pb2 import Annotation
from google.protobuf.json_format import MessageToDict, ParseDict

from bench.rounds import Ratio, ratio
from fakeannot.contract.json_reader import read_json
from fakeannot.contract.json_writer import write_json

COUNT = 128
READ_GOAL = 0.25
WRITE_GOAL = 0.6


def annotation(source: random.Random, index: int) -> dict[str, object]:
    """One region with two concepts; ids, box and times differ from annotation to annotation."""
    top, bottom = sorted(round(source.random(), 4) for _ in range(2))
    left, right = sorted(round(source.random(), 4) for _ in range(2))
    time = f"2024-03-{index % 28 + 1:02d}T09:{index % 60:02d}:55.{source.randrange(10**6):06d}Z"
    box = {"top_row": top, "left_col": left, "bottom_row": bottom, "right_col": right}
    region = {
        "id": f"{source.getrandbits(128):032x}",
        "region_info": {"bounding_box": box},
        "data": {"concepts": [{"id": "cat", "value": 1}, {"id": "dog", "value": 0}]},
    }
    return {
        "id": f"{source.getrandbits(128):032x}",
        "input_id": f"input-{index}",
        "data": {"regions": [region]},
        "user_id": "me",
        "embed_model_version_id": f"{source.getrandbits(128):032x}",
        "status": {"code": 24150, "description": "Annotation is successfully labeled"},
        "created_at": time,
        "modified_at": time,
        "trusted": True,
        "worker": {"user": {"id": "me"}},
    }


def measure() -> list[tuple[str, Ratio, float]]:
    """Name, figures per annotation, and goal of each case."""
    source = random.Random(13)
    values = [annotation(source, index) for index in range(COUNT)]
    messages = [read_json(Annotation, value) for value in values]
    reading = ratio(
        lambda: [read_json(Annotation, value) for value in values],
        lambda: [ParseDict(value, Annotation()) for value in values],
    )
    writing = ratio(
        lambda: [write_json(message) for message in messages],
        lambda: [
            MessageToDict(m, preserving_proto_field_name=True, use_integers_for_enums=True)
            for m in messages
        ],
    )
    return [
        ("read_json / ParseDict", reading, READ_GOAL),
        ("write_json / MessageToDict", writing, WRITE_GOAL),
    ]


def main() -> None:
    """Print the table."""
    print(f"{'per annotation':<28}{'ours µs':>9}{'peer µs':>9}{'ratio':>7}{'goal':>6}  met")
    for name, found, goal in measure():
        ours, peer = found.ours_us / COUNT, found.peer_us / COUNT
        met = "yes" if found.ratio <= goal else "NO"
        print(f"{name:<28}{ours:>9.1f}{peer:>9.1f}{found.ratio:>7.3f}{goal:>6}  {met}")


if __name__ == "__main__":
    main()

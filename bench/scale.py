"""P14 and P15: a million annotations held, and pages, deletes and filters among them.

Run from the root of the repository: python -m bench.scale [count]
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

from clarifai_grpc.grpc.api.resources_pb2 import Annotation

from bench.table import Line, print_table
from fakeannot.contract.json_reader import read_json
from fakeannot.store.annotations import AnnotationQuery, AnnotationStore
from fakeannot.store.rows import AnnotationRow

COUNT = 1_000_000
PER_INPUT = 20
PAGE = 20
PLAIN = AnnotationQuery(trusted_only=True)


def message(source: random.Random, index: int) -> Annotation:
    """A stored annotation: one box with one concept, as a labelling job makes them."""
    box = {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.5, "right_col": source.random()}
    concept = {"id": "car", "name": "car", "value": 1, "app_id": "app"}
    region = {
        "id": f"{source.getrandbits(128):032x}",
        "region_info": {"bounding_box": box},
        "data": {"concepts": [concept]},
    }
    value = {
        "id": f"{source.getrandbits(128):032x}",
        "input_id": f"input-{index // PER_INPUT}",
        "data": {"regions": [region]},
        "user_id": "labeler",
        "status": {"code": 24150, "description": "Annotation success"},
        "created_at": "2026-01-02T03:04:05.678901Z",
        "modified_at": "2026-01-02T03:04:05.678901Z",
        "trusted": True,
        "worker": {"user": {"id": "labeler"}},
    }
    return read_json(Annotation, value)


def filled(count: int) -> AnnotationStore:
    """A store of `count` annotations, `PER_INPUT` an input."""
    source, store = random.Random(14), AnnotationStore()
    for index in range(count):
        store.add(AnnotationRow.of(index, message(source, index)))
    return store


def micros(action: Callable[[], object], rounds: int = 9, calls: int = 50) -> float:
    """Median over the rounds of the microseconds one call takes."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            action()
        taken.append((time.perf_counter() - start) / calls * 1e6)
    return statistics.median(taken)


def memory(count: int) -> tuple[float, float, AnnotationStore]:
    """Bytes for each annotation as stored, and once all were read as JSON; and the store."""
    tracemalloc.start()
    store = filled(count)
    gc.collect()
    stored = tracemalloc.get_traced_memory()[0] / count
    for row in store.page(AnnotationQuery(), 0, count):
        _ = row.json
    gc.collect()
    read = tracemalloc.get_traced_memory()[0] / count
    tracemalloc.stop()
    return stored, read, store


def delete_then_last(store: AnnotationStore) -> Callable[[], object]:
    """Delete from the middle, then list the last page: the counts have to be made anew."""
    middle = iter(store.page(PLAIN, len(store) // 2, 5000))

    def action() -> object:
        store.remove(next(middle))
        return store.page(PLAIN, len(store) - PAGE, PAGE)

    return action


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    stored, read, store = memory(count)
    start = time.perf_counter()
    gc.collect()
    collected = (time.perf_counter() - start) * 1e3
    first = micros(lambda: store.page(PLAIN, 0, PAGE))
    last = micros(lambda: store.page(PLAIN, count - PAGE, PAGE))
    of_input = AnnotationQuery(input_ids=(f"input-{count // PER_INPUT // 2}",), trusted_only=True)
    small = filled(count // 100)
    few = AnnotationQuery(input_ids=("input-10",), trusted_only=True)
    filtered = micros(lambda: store.page(of_input, 0, PAGE))
    filtered_small = micros(lambda: small.page(few, 0, PAGE))
    deleting = micros(delete_then_last(store))
    print(f"{count:,} annotations, {PER_INPUT} an input")
    print_table(
        [
            Line("P14 stored, bytes each", stored, 600),
            Line("P14 once read over REST, bytes each", read, 1300),
            Line("P14 pass of the garbage collector, ms", collected, 200),
            Line("P15 last page / first page", last / first, 5),
            Line("P15 delete, then last page, µs", deleting, 100),
            Line("P15 page of one input / same in 1 % of the app", filtered / filtered_small, 1.5),
        ]
    )


if __name__ == "__main__":
    main()

"""What an input has to pass to be as an example of one says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clarifai_grpc.grpc.api.resources_pb2 import Input

from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.datasets.memberships import MEMBERS
from fakeannot.service.searching.seen import InputTest, SeenInput
from fakeannot.store.rows import MEDIA_FIELDS


@enforces("searches.inputs_like")
def input_tests(call: Call, wanted: Input) -> Iterator[InputTest]:
    """What one has to pass, the cheap first; of the example only what is set says anything."""
    if wanted.id:
        yield lambda seen: seen.row.id == wanted.id
    if wanted.status.code:
        yield lambda seen: seen.row.status == wanted.status.code
    if wanted.dataset_ids:
        yield lambda seen: _is_in(call, seen.row.id, wanted.dataset_ids)
    if wanted.data.image.url:
        applies("searches.image_url")
        yield lambda seen: seen.data.image.url == wanted.data.image.url
    kinds = [kind for kind in MEDIA_FIELDS if wanted.data.HasField(kind)]
    if kinds:
        yield lambda seen: _is_any(seen, kinds)


def _is_in(call: Call, input_id: str, dataset_ids: Iterable[str]) -> bool:
    return any(call.things.get(MEMBERS, input_id, id_) for id_ in dataset_ids)


def _is_any(seen: SeenInput, kinds: list[str]) -> bool:
    return any(seen.data.HasField(kind) for kind in kinds)


def inputs_at_most(call: Call, wanted: Input) -> tuple[str, ...]:
    """The ids that the example leaves to choose from; empty where it says nothing of that."""
    if wanted.id:
        return (wanted.id,)
    members = (call.things.all(MEMBERS, dataset_id) for dataset_id in wanted.dataset_ids)
    return tuple(dict.fromkeys(member.id for rows in members for member in rows))

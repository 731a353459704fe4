"""Which inputs are in which datasets of an app."""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.refusals import DoesNotExist
from fakeannot.service.things import Shelf, find
from fakeannot.store.things import Kind, ThingRow
from fakeannot.store.timestamps import set_time

DATASETS = Kind("datasets", resources_pb2.Dataset)
# A dataset's own; only the input's id and when it came are kept, the rest is the input's.
MEMBERS = Kind("dataset_inputs", resources_pb2.DatasetInput)


def find_dataset(call: Call, dataset_id: str, at: Path = ("dataset_id",)) -> ThingRow:
    """The dataset of that id, which stood there in the request; refused with 11101 if unknown."""
    return find(Shelf(call, DATASETS, "dataset"), dataset_id, at)


@enforces("datasets.of_posted_unknown")
def check_datasets(call: Call, dataset_ids: Iterable[str]) -> None:
    """Refuse an input that is to be in a dataset which is not there."""
    for index, dataset_id in enumerate(dataset_ids):
        find_dataset(call, dataset_id, ("dataset_ids", index))


@enforces("datasets.inputs_once")
def join(call: Call, dataset_id: str, input_id: str) -> ThingRow:
    """Put an input into a dataset, unless it is there already, and tell since when it is."""
    member = call.things.get(MEMBERS, input_id, dataset_id)
    if member is None:
        message = resources_pb2.DatasetInput(input=resources_pb2.Input(id=input_id))
        set_time(message.created_at, call.world.clock.stamp())
        member = MEMBERS.row(call.world.next_sequence(), input_id, message)
        call.things.put(MEMBERS, member, dataset_id)
    return member


def find_member(call: Call, dataset_id: str, input_id: str) -> ThingRow:
    """An input's place in a dataset; refused with 11101 if it has none."""
    find_dataset(call, dataset_id)
    member = call.things.get(MEMBERS, input_id, dataset_id)
    if member is None:
        details = f"Input {input_id!r} is not in the dataset {dataset_id!r}."
        raise DoesNotExist(details, rule="things.unknown", at=("input_id",))
    return member


def told(call: Call, member: ThingRow) -> resources_pb2.DatasetInput:
    """An input in a dataset as answers tell of it: with the input as it is now."""
    message: resources_pb2.DatasetInput = member.message
    row = call.app.inputs.get(member.id)
    assert row is not None, "an input leaves its datasets when it goes"
    message.input.CopyFrom(row.message)
    return message


def leave(call: Call, dataset_id: str, input_id: str) -> bool:
    """Take an input out of a dataset; tells whether it was there."""
    is_in = call.things.get(MEMBERS, input_id, dataset_id) is not None
    if is_in:
        call.things.remove(MEMBERS, input_id, dataset_id)
    return is_in


def leave_all(call: Call, input_id: str) -> None:
    """Take an input out of every dataset."""
    left = [leave(call, dataset.id, input_id) for dataset in call.things.all(DATASETS)]
    if any(left):
        applies("datasets.inputs_deleted")

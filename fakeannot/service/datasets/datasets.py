"""PostDatasets, GetDataset, PatchDatasets and DeleteDatasets."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Dataset

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.completion import host
from fakeannot.service.datasets.memberships import DATASETS, MEMBERS, find_dataset
from fakeannot.service.datasets.versions import VERSIONS, drop_versions
from fakeannot.service.patching import check_action
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import Shelf, added, delete, put
from fakeannot.store import patch
from fakeannot.store.things import ThingRow
from fakeannot.store.timestamps import set_time

# What the service says of a dataset, whatever a client sends.
_ITS_OWN = (
    *("app_id", "user_id", "created_at", "modified_at", "version"),
    *("is_starred", "star_count", "bookmark_origin"),
)


@handles("PostDatasets")
@enforces("datasets.post")
def post_datasets(call: Call, request: service_pb2.PostDatasetsRequest) -> Reply:
    accepted = [_accepted(call, sent) for sent in request.datasets]
    return listing("datasets", [Fresh(one) for one in added(_shelf(call), accepted)])


@handles("GetDataset")
def get_dataset(call: Call, request: service_pb2.GetDatasetRequest) -> Reply:
    return single("dataset", Fresh(told(call, find_dataset(call, request.dataset_id))))


@handles("PatchDatasets")
def patch_datasets(call: Call, request: service_pb2.PatchDatasetsRequest) -> Reply:
    check_action(request.action)
    check_count("datasets", len(request.datasets))
    for index, sent in enumerate(request.datasets):
        _check(call, sent, request.action, ("datasets", index))
    patched = [_patched(call, sent, request.action) for sent in request.datasets]
    return listing("datasets", [Fresh(one) for one in patched])


@handles("DeleteDatasets")
@enforces("datasets.delete_cascades")
def delete_datasets(call: Call, request: service_pb2.DeleteDatasetsRequest) -> Reply:
    check_count("dataset_ids", len(request.dataset_ids))
    for dataset_id in delete(_shelf(call), request.dataset_ids):
        drop_versions(call, dataset_id)
        call.things.drop(MEMBERS, dataset_id)
    return Reply()


def told(call: Call, row: ThingRow) -> Dataset:
    """A dataset as answers tell of it: with its latest version, if it has one."""
    dataset: Dataset = row.message
    newest = call.things.count(VERSIONS, row.id) - 1
    for version in call.things.page(VERSIONS, row.id, newest, 1) if newest >= 0 else ():
        applies("datasets.latest_version")
        dataset.version.CopyFrom(version.message)
    return dataset


def _shelf(call: Call) -> Shelf:
    return Shelf(call, DATASETS, "dataset")


def _accepted(call: Call, sent: Dataset) -> Dataset:
    """What is taken over of a dataset that was sent; an uploaded picture is hosted."""
    taken = Dataset()
    taken.CopyFrom(sent)
    for name in _ITS_OWN:
        taken.ClearField(name)
    if taken.HasField("image"):
        host(call, "image", taken.image)
    return taken


def _check(call: Call, sent: Dataset, action: str, at: Path) -> None:
    old = find_dataset(call, sent.id, (*at, "id")).message
    if action == "remove" and (not old.image.url or sent.image.url != old.image.url):
        details = (
            "'remove' takes the image away: set image.url to the dataset's, "
            f"{old.image.url!r}, got {sent.image.url!r}."
        )
        raise BadRequest(details, rule="datasets.patch", at=(*at, "image", "url"))


@enforces("datasets.patch")
def _patched(call: Call, sent: Dataset, action: str) -> Dataset:
    dataset: Dataset = find_dataset(call, sent.id).message
    taken, now = _accepted(call, sent), call.world.clock.stamp()
    if action == "remove":
        dataset.ClearField("image")
    elif action == "merge":
        patch.merge(dataset, taken)
    else:
        patch.replace_fields(dataset, taken)
    set_time(dataset.modified_at, now)
    fresh: Dataset = put(_shelf(call), dataset)
    set_time(fresh.modified_at, now, exact=True)
    return fresh

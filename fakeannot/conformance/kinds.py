"""What a run leaves in an app unless it is cleared up, and the calls to do so."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """Things of an app that are cleared up.

    Attributes:
        name: the field of answers that they are listed in.
        ids: the field of a deletion that names them.
        rule: what a deletion breaks that leaves some of them listed.
        one_by_one: whether a deletion names just one.
    """

    name: str
    posts: str
    lists: str
    deletes: str
    ids: str
    rule: str
    one_by_one: bool = False


DATASETS = Kind(
    "datasets", "PostDatasets", "ListDatasets", "DeleteDatasets", "dataset_ids",
    "datasets.delete_cascades",
)  # fmt: skip
INPUTS = Kind("inputs", "PostInputs", "ListInputs", "DeleteInputs", "ids", "inputs.delete_cascades")
SEARCHES = Kind(
    "searches", "PostSearches", "ListSearches", "DeleteSearch", "id", "searches.any_saved", True
)
KINDS = (DATASETS, INPUTS, SEARCHES)

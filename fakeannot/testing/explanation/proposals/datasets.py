"""Edits against refusals of datasets and their versions, of images, and of uploads."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator

from fakeannot.testing.explanation.document import Json
from fakeannot.testing.explanation.proposals.case import Case, Proposal, proposes


@proposes("apps.patch_actions", "datasets.patch")
def own_image(case: Case) -> Iterator[Proposal]:
    yield case.set(("action",), "overwrite")
    if case.path[-1] == "url":
        yield case.set(case.path, _image_url(case))
        yield from case.remove(case.path)


@proposes("datasets.inputs_by_search")
def one_of_two(case: Case) -> Iterator[Proposal]:
    yield from case.remove(("dataset_inputs",))
    yield from case.remove(case.path)


@proposes("datasets.version_unfiltered")
def all_annotations(case: Case) -> Iterator[Proposal]:
    yield from case.remove((*case.path, "annotation_filter"))
    yield from case.remove(case.path)
    # With a filter of its own, even an empty one, a version does not take its dataset's.
    yield case.set(case.beside("annotation_filter_config"), {})


@proposes("uploads.length")
def some_length(case: Case) -> Iterator[Proposal]:
    yield case.set(case.path, 1)


@proposes("uploads.parts")
def part_within(case: Case) -> Iterator[Proposal]:
    lengths = {row.id: row.message.content_length for _, row in case.things("uploads")}
    length = lengths.get(str(case.draft.value(("upload_id",))), 0)
    if case.path[-1] != "range_start":
        yield from case.nearest(("upload_id",), lengths)
        return
    data: Json = case.draft.value(case.beside("data"))
    content = b64decode(f"{data}==") if isinstance(data, str) else b""
    yield case.set(case.path, max(0, length - len(content)))
    yield case.set(case.beside("data"), b64encode(content[:length]).decode())


@proposes("extraction.sources")
def held_archive(case: Case) -> Iterator[Proposal]:
    urls = [row.message.content_url for _, row in case.things("uploads")]
    yield from case.nearest(case.path, filter(None, urls))


def _image_url(case: Case) -> str:
    """The URL of the image that the app or dataset has."""
    id_ = case.draft.value((*case.path[:-2], "id"))
    if case.path[0] == "datasets":
        known = [row.message for _, row in case.things("datasets") if row.id == id_]
    else:
        named = id_ if isinstance(id_, str) else case.app_id
        known = [app.message for app in case.world.apps.values() if app.app_id == named]
    return next((str(one.image.url) for one in known), "")

"""The archives that dataset versions are exported as: the same bytes for the same inputs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO

from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Input, InputBatch

from fakeannot.contract.json_writer import write_json
from fakeannot.rules import enforces
from fakeannot.store.media import MediaStore
from fakeannot.store.thumbnails import pixels_of

_MIMETYPE = "application/x.clarifai-data"
_IN_BATCH = 1000
# Names of files in an archive, and what is in them.
_Files = Iterable[tuple[str, bytes]]


def _archive(files: _Files) -> bytes:
    from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            # With a date of its own, a file would make another archive every two seconds; and
            # what is not compressed tells from the first bytes what the archive is.
            form = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), content, form)
    return made.getvalue()


@enforces("datasets.export_clarifai")
def _batches(inputs: Sequence[Input], form: str, write: Callable[[InputBatch], bytes]) -> bytes:
    def files() -> Iterator[tuple[str, bytes]]:
        yield "mimetype", f"{_MIMETYPE}+{form}".encode()
        for start in range(0, len(inputs), _IN_BATCH):
            batch = inputs[start : start + _IN_BATCH]
            name = f"all/{start // _IN_BATCH:06}_n{len(batch)}"
            yield name, write(InputBatch(inputs=batch))

    return _archive(files())


def _measured(one: Input, media: MediaStore) -> Input:
    """The input with the size of an uploaded image that nobody told."""
    uploaded = media.get(one.data.image.url.rpartition("/")[2])
    pixels = None if uploaded is None else pixels_of(uploaded)
    measured = Input()
    measured.CopyFrom(one)
    if pixels is not None and not measured.data.image.image_info.width:
        info = measured.data.image.image_info
        info.width, info.height = pixels
    return measured


@enforces("datasets.export_coco")
def _coco(inputs: Sequence[Input], media: MediaStore) -> bytes:
    from fakeannot.interchange.coco_document import coco_document
    from fakeannot.interchange.notes import Notes

    regions = (
        Annotation(id=region.id, input_id=one.id, data={"regions": [region]})
        for one in inputs
        for region in one.data.regions
    )
    measured = [_measured(one, media) for one in inputs]
    document = coco_document(measured, regions, _concepts(inputs), [], None, Notes())
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _archive([("annotations/instances_all.json", text.encode())])


def _concepts(inputs: Sequence[Input]) -> Iterable[Concept]:
    """The concepts of the inputs and of their regions, each once."""
    data = (
        part for one in inputs for part in (one.data, *(region.data for region in one.data.regions))
    )
    return {concept.id: concept for part in data for concept in part.concepts}.values()


ARCHIVES: dict[str, Callable[[Sequence[Input], MediaStore], bytes]] = {
    "clarifai_data_protobuf": lambda inputs, _: _batches(
        inputs, "protobuf", InputBatch.SerializeToString
    ),
    "clarifai_data_json": lambda inputs, _: _batches(
        inputs, "json", lambda batch: write_json(batch).encode()
    ),
    "coco": _coco,
}

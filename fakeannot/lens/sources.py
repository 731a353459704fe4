"""What can be compared: fakes, apps, annotations, seeds and COCO files, all as labels by input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.app import App
from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.fake import FakeClarifai
from fakeannot.interchange import files, read_coco
from fakeannot.lens.labels import Label, LabelReader
from fakeannot.store.media import Media, MediaStore

Source: TypeAlias = (
    "FakeClarifai | App | Mapping[str, Any] | str | Path "
    "| Iterable[resources_pb2.Annotation | Mapping[str, Any]]"
)


class Taken(NamedTuple):
    """Which annotations take part, besides those that users posted.

    Attributes:
        input_level: what came with the inputs themselves.
        models: what models and workflows made.
    """

    input_level: bool
    models: bool

    def has(self, annotation: resources_pb2.Annotation) -> bool:
        """Whether an annotation takes part."""
        worker = annotation.worker
        by_model = annotation.model_version_id or worker.HasField("model")
        by_model = bool(by_model) or worker.HasField("workflow")
        return (self.input_level or not annotation.input_level) and (self.models or not by_model)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two sets that are compared, as it was when it was read.

    Attributes:
        inputs: by id; of those that annotations only mention there is no more than the id.
        labels: of all inputs, in the order of the annotations.
        notes: what could not be compared, and how many times.
    """

    inputs: dict[str, resources_pb2.Input]
    labels: list[Label]
    notes: Counter[str]
    _media: MediaStore

    def uploaded(self, input_id: str) -> Media | None:
        """The uploaded picture of an input, if the fake holds one."""
        found = self.inputs.get(input_id)
        return _media_at(self._media, found.data.image.url) if found else None


def side_of(source: Source, taken: Taken) -> Side:
    """A source as labels.

    Raises:
        BadFile: a file cannot be read, or is of no form that is known.
        BadSeed: a seed is of another shape, or the API would refuse part of it.
        InvalidJson: an annotation is not in the contract's form.
        TypeError: the source is none of these.
    """
    told: list[str] = []
    content = _content(source, told)
    app = content if isinstance(content, App) else None
    # Held on to, as a fake that is reset has other uploads from then on.
    media = MediaStore() if app is None else app._dispatcher.world.media
    inputs = {} if app is None else {one.id: one for one in app.inputs()}
    reader = LabelReader(lambda url: (_media_at(media, url) or Media(b"", "")).content)
    labels: list[Label] = []
    for annotation in content.annotations() if isinstance(content, App) else content:
        if taken.has(annotation):
            labels += reader.labels(annotation)
            inputs.setdefault(annotation.input_id, resources_pb2.Input(id=annotation.input_id))
    reader.notes.update(told)
    return Side(inputs, labels, reader.notes, media)


def _content(source: Any, told: list[str]) -> App | Iterable[resources_pb2.Annotation]:
    if isinstance(source, FakeClarifai):
        return source.app()
    if isinstance(source, App):
        return source
    if isinstance(source, (str, Path)):
        return _of_file(source, told)
    if isinstance(source, Mapping):
        annotations = _listed(source)
        return _only_app(source, "the seed") if annotations is None else _messages(annotations)
    if isinstance(source, Iterable):
        return _messages(source)
    raise TypeError(
        "Annotations come as a FakeClarifai, an App, a seed or COCO file, a seed as a mapping or a "
        f"list of annotations, got {type(source).__name__}."
    )


def _of_file(file: str | Path, told: list[str]) -> App | Iterable[resources_pb2.Annotation]:
    if Path(file).suffix in (".yaml", ".yml"):
        return _only_app(file, str(file))
    content = files.read_json(file)
    if isinstance(content, Mapping) and "images" in content:
        return _only_app(read_coco(file, tell=told.append), str(file))
    annotations = _listed(content)
    # A seed is loaded from its file, so that errors tell the line.
    return _only_app(file, str(file)) if annotations is None else _messages(annotations)


def _listed(content: Any) -> Iterable[Any] | None:
    """Annotations in a list, or as the API is sent and answers them; None of anything else."""
    if isinstance(content, Mapping):
        return content.get("annotations") if "apps" not in content else None
    return content if isinstance(content, list) else None


def _only_app(seed: Mapping[str, Any] | str | Path, name: str) -> App:
    """The one app of a seed with something in it."""
    fake = FakeClarifai()
    fake.load(seed)
    filled = [key for key, app in fake._dispatcher.world.apps.items() if len(app.inputs)]
    if len(filled) > 1:
        ids = ", ".join(repr(app_id) for _, app_id in filled)
        raise files.BadFile(
            f"{name} has several apps, {ids}: load it into a fake and name one, as in "
            f"fake.app({filled[0][1]!r}, {filled[0][0]!r})."
        )
    user_id, app_id = filled[0] if filled else (fake.user_id, fake.app_id)
    return fake.app(app_id, user_id)


def _messages(annotations: Iterable[Any]) -> Iterator[resources_pb2.Annotation]:
    for at, one in enumerate(annotations):
        if isinstance(one, resources_pb2.Annotation):
            yield one
            continue
        try:
            yield read_json(resources_pb2.Annotation, one)
        except InvalidJson as refusal:
            refusal.within(at)
            refusal.within("annotations")
            raise


def _media_at(media: MediaStore, url: str) -> Media | None:
    """What was uploaded and is hosted at a URL: such a one ends with the hash."""
    return media.get(url.rpartition("/")[2])

"""What is compared: each concept at each place is one `Label`, however annotations group them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.lens.shapes import Shape, exact_of, shapes_of
from fakeannot.store.rows import MEDIA_FIELDS

Layer: TypeAlias = (
    "resources_pb2.Region | resources_pb2.Frame | resources_pb2.TimeSegment | resources_pb2.Track"
)

_READ = frozenset({"concepts", "regions", "frames", "tracks", "time_segments"})
# What an input-level annotation has of its input.
_OF_INPUT = frozenset({*MEDIA_FIELDS, "metadata", "geo"})
_BY_EQUALITY = "compared by equality, not drawn: spans, tokens, times or masks without a picture"
_FIELDS = {"Region": "regions", "Frame": "frames", "TimeSegment": "time_segments"}


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A concept at a place of an input.

    Attributes:
        concept: its id, or its name if it has no id; "" for a region without a concept.
        value: from 0 to 1.
        text: what a region says, such as a number plate; mostly "".
        at: the frame of a video, such as "1500 ms"; "" for none.
        shapes: where it is; none for the whole input.
        exact: what else says where it is: spans of texts, times.
        annotation_id: the annotation that it was found in.
        layers: what lies around the concept, as messages, from the outside in.
    """

    input_id: str
    concept: str
    name: str
    value: float
    text: str
    at: str
    shapes: tuple[Shape, ...]
    exact: tuple[str, ...]
    annotation_id: str
    layers: tuple[Layer, ...]

    def __repr__(self) -> str:
        return f"<Label {self.caption} of {self.input_id!r}: {self.place}>"

    @property
    def means(self) -> tuple[str, str]:
        """What has to be equal for two labels to say the same."""
        return self.concept, self.text

    @property
    def kind(self) -> Hashable:
        """Labels of one kind can be in one place."""
        return tuple(shape.kind for shape in self.shapes), self.exact

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return ", ".join([*(one.words for one in self.shapes), *self.exact]) or "whole input"

    @property
    def called(self) -> str:
        """The concept and the text, as they are shown."""
        shown = [self.concept, repr(self.text) if self.text else ""]
        return " ".join(filter(None, shown)) or "(no concept)"

    @property
    def caption(self) -> str:
        """What it is called, with its value if that is not 1."""
        return self.called if self.value == 1 else f"{self.called} {self.value:.3g}"

    def data(self) -> resources_pb2.Data:
        """The label as an annotation's data."""
        made = resources_pb2.Data()
        if self.concept:
            name = "" if self.name == self.concept else self.name
            made.concepts.add(id=self.concept, name=name, value=self.value)
        if self.text:
            made.text.raw = self.text
        for layer in reversed(self.layers):
            outer = resources_pb2.Data()
            field = _FIELDS.get(type(layer).__name__, "tracks")
            around: Any = getattr(outer, field).add()
            around.CopyFrom(layer)
            if made.ByteSize():
                around.data.CopyFrom(made)
            made = outer
        return made


class LabelReader:
    """Takes annotations apart.

    Attributes:
        notes: what was not compared or only by equality, and how many times.
    """

    def __init__(self, content_of: Callable[[str], bytes]) -> None:
        """`content_of` gives the uploaded bytes behind a URL, b"" if there are none."""
        self.notes: Counter[str] = Counter()
        self._content_of = content_of

    def labels(self, annotation: resources_pb2.Annotation) -> Iterator[Label]:
        """What an annotation says, in parts."""
        known = _OF_INPUT if annotation.input_level else frozenset()
        yield from self._within(annotation, annotation.data, (), known)

    def _within(
        self,
        annotation: resources_pb2.Annotation,
        data: resources_pb2.Data,
        layers: tuple[Layer, ...],
        known: frozenset[str],
    ) -> Iterator[Label]:
        in_region = bool(layers) and isinstance(layers[-1], resources_pb2.Region)
        for concept in _concepts(data, in_region=in_region):
            yield self._label(annotation, concept, data.text.raw if in_region else "", layers)
        for region in data.regions:
            inner = (*layers, self._place(region))
            yield from self._within(annotation, region.data, inner, frozenset({"text"}))
        for part in (*data.frames, *data.time_segments, *data.tracks):
            yield from self._within(annotation, part.data, (*layers, _bare(part)), frozenset())
        for field, _ in data.ListFields():
            if field.name not in _READ and field.name not in known:
                self.notes[f"not compared: {field.name}"] += 1

    def _label(
        self,
        annotation: resources_pb2.Annotation,
        concept: resources_pb2.Concept,
        text: str,
        layers: tuple[Layer, ...],
    ) -> Label:
        shapes, exact = [], []
        for layer in layers:
            if isinstance(layer, resources_pb2.Region):
                shapes += shapes_of(layer.region_info)
                exact += exact_of(layer.region_info) or _unseen(layer)
            elif not isinstance(layer, resources_pb2.Frame):
                exact.append(_time(layer))
        if exact:
            self.notes[_BY_EQUALITY] += 1
        return Label(
            input_id=annotation.input_id,
            concept=concept.id or concept.name,
            name=concept.name,
            value=concept.value,
            text=text,
            at=", ".join(_moment(one) for one in layers if isinstance(one, resources_pb2.Frame)),
            shapes=tuple(shapes),
            exact=tuple(exact),
            annotation_id=annotation.id,
            layers=layers,
        )

    def _place(self, region: resources_pb2.Region) -> resources_pb2.Region:
        """A region without what it says, and with the bytes of its mask where they are held."""
        if not region.region_info.ByteSize():
            return resources_pb2.Region(id=region.id)
        bare = resources_pb2.Region(region_info=region.region_info)
        if bare.region_info.HasField("mask"):
            image = bare.region_info.mask.image
            if content := image.base64 or self._content_of(image.url):
                image.CopyFrom(resources_pb2.Image(base64=content))
        return bare


def _concepts(data: resources_pb2.Data, *, in_region: bool) -> list[resources_pb2.Concept]:
    """The concepts; of a region that has none, and nothing within, one that says nothing."""
    if data.concepts or data.regions or not in_region:
        return list(data.concepts)
    return [resources_pb2.Concept(value=1)]


def _bare(
    part: resources_pb2.Frame | resources_pb2.TimeSegment | resources_pb2.Track,
) -> Layer:
    """A part of a video without what it says and without an id."""
    if isinstance(part, resources_pb2.Frame):
        return resources_pb2.Frame(frame_info=part.frame_info)
    return type(part)(time_info=part.time_info)


def _unseen(region: resources_pb2.Region) -> list[str]:
    return [] if region.region_info.ByteSize() else [f"region {region.id!r}"]


def _moment(frame: resources_pb2.Frame) -> str:
    info = frame.frame_info
    return f"{info.time} ms" if info.time or not info.index else f"frame {info.index}"


def _time(part: resources_pb2.TimeSegment | resources_pb2.Track) -> str:
    kind = "track" if isinstance(part, resources_pb2.Track) else "time"
    info = part.time_info
    frames = f" in {info.num_frames} frames" if info.num_frames else ""
    return f"{kind} {info.begin_time:.6g} to {info.end_time:.6g} s{frames}"

"""How well what was found fits: by the values of concepts, or by what looks alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Data, Input
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.call import Call
from fakeannot.service.refusals import BadRequest, DoesNotExist
from fakeannot.service.searching.data_tests import concept_ids
from fakeannot.service.searching.embedding import embedded, require_embedder, similarity
from fakeannot.service.searching.seen import SeenAnnotation, SeenInput
from fakeannot.store.rows import AnnotationRow


class Wish(NamedTuple):
    """What a rank asks for.

    Attributes:
        example: an annotation, of which only what is set says anything.
        at: where it stands in the request.
    """

    example: Annotation
    negate: bool
    at: Path


class ByConcept(NamedTuple):
    """Scores by the value of a concept in the annotation that says it most."""

    negate: bool
    value_in: Callable[[SeenAnnotation], float | None]

    def score(self, _: SeenInput, annotations: Sequence[SeenAnnotation]) -> float | None:
        """A number from 0 to 1, or None where nobody says anything of the concept."""
        best = self.best(annotations)
        return None if best is None else abs(self.negate - best[0])

    def best(self, annotations: Sequence[SeenAnnotation]) -> tuple[float, SeenAnnotation] | None:
        """The first annotation with the highest value, and the value."""
        values = ((self.value_in(annotation), annotation) for annotation in annotations)
        said = [(value, annotation) for value, annotation in values if value is not None]
        return max(said, key=lambda one: one[0], default=None)


class ByLooks(NamedTuple):
    """Scores by how much an input looks like another."""

    negate: bool
    likeness: Callable[[SeenInput], float | None]

    def score(self, seen: SeenInput, _: Sequence[SeenAnnotation]) -> float | None:
        """A number from 0 to 1, or None for an input that nobody has looked at yet."""
        likeness = self.likeness(seen)
        return None if likeness is None else abs(self.negate - likeness)


Scorer = ByConcept | ByLooks


def scorers(call: Call, wish: Wish) -> Iterator[Scorer]:
    """One for each thing that the rank asks for.

    Raises:
        NotImplementedYet: it is about looks, and there is no embedder.
        DoesNotExist: it is about an input that is not there.
        BadRequest: it asks for a model alone, or for a concept that it does not name.
    """
    data = wish.example.data
    for index, concept in enumerate(data.concepts):
        yield _by_concept(call, concept, wish, (*wish.at, "data", "concepts", index))
    looks = list(_queries(call, wish))
    if looks:
        require_embedder(call, wish.at)
    for query in looks:
        yield ByLooks(wish.negate, _likeness(call, embedded(call, query), wish.at, given=False))
    for embedding in data.embeddings:
        require_embedder(call, wish.at)
        vector = tuple(embedding.vector)
        yield ByLooks(wish.negate, _likeness(call, vector, wish.at, given=True))
    if wish.example.model_version_id and not (data.concepts or data.embeddings or looks):
        details = "A rank by a 'model_version_id' needs a concept, an image, a text or a vector."
        raise BadRequest(details, rule="searches.rank_model", at=(*wish.at, "model_version_id"))


@enforces("searches.rank_concepts", "searches.rank_model")
def _by_concept(call: Call, wanted: Concept, wish: Wish, at: Path) -> ByConcept:
    ids, version_id = concept_ids(call, wanted, at), wish.example.model_version_id
    texts = [id_.encode() for id_ in ids]

    def value_in(seen: SeenAnnotation) -> float | None:
        row = seen.row
        if version_id and row.record[2][AnnotationRow.MODEL_VERSION_ID] != version_id:
            return None
        if not any(text in row.wire for text in texts):
            return None
        values = (own.value for own in seen.contents.concepts if own.id in ids)
        return max(values, default=None)

    # A concept with the value 0 asks for its opposite.
    return ByConcept(wish.negate != (wanted.value == 0), value_in)


def _queries(call: Call, wish: Wish) -> Iterator[Input]:
    """The inputs that others are to look like."""
    data, input_id = wish.example.data, wish.example.input_id
    if data.image.url or data.image.base64:
        yield Input(data=Data(image=data.image))
    if data.text.raw:
        yield Input(data=Data(text=data.text))
    if input_id:
        row = call.app.inputs.get(input_id)
        if row is None:
            details = f"Input {input_id!r}, to rank by, does not exist{call.where}."
            raise DoesNotExist(details, rule="searches.rank_input", at=(*wish.at, "input_id"))
        yield row.message


def _likeness(
    call: Call, query: Sequence[float], at: Path, *, given: bool
) -> Callable[[SeenInput], float | None]:
    """How much inputs look like a query; each is looked at once, and only when processed."""
    known: dict[str, float] = {}

    def likeness(seen: SeenInput) -> float | None:
        row = seen.row
        if row.status != StatusCode.INPUT_SUCCESS:
            return None
        if row.id not in known:
            known[row.id] = similarity(query, embedded(call, row.message), at, given=given)
        return known[row.id]

    return likeness

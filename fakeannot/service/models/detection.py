"""Annotations that models make: what a user's detector says of a processed input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.statuses import status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.annotations.checks import check_contents
from fakeannot.service.annotations.workers import sign_for
from fakeannot.service.call import Call, Detector
from fakeannot.service.contents import contents_of
from fakeannot.service.refusals import Refusal


def detected(call: Call, message: resources_pb2.Input) -> list[resources_pb2.Annotation]:
    """What the detectors find in an input, as annotations that are checked but not stored.

    Raises:
        TypeError: a detector returned what is no region, concept or data.
        BadDetection: it returned what an annotation cannot hold.
    """
    return [one for detector in call.detectors for one in _found_by(call, detector, message)]


@enforces("models.processed_only", "models.hidden", "models.regions")
def _found_by(
    call: Call, detector: Detector, message: resources_pb2.Input
) -> Iterator[resources_pb2.Annotation]:
    for data in seen_by(detector, message):
        yield _annotation(call, message.id, data, detector)


def seen_by(detector: Detector, message: resources_pb2.Input) -> Iterator[resources_pb2.Data]:
    """What a detector finds in an input, of which it is given a copy; it is checked.

    Raises:
        TypeError: the detector returned what is no region, concept or data.
        BadDetection: it returned what an annotation cannot hold.
    """
    copy = resources_pb2.Input()
    copy.CopyFrom(message)
    for data in found(detector.detect(copy)):
        _check(message.id, data)
        yield data


class BadDetection(ValueError):
    """A detector returned data that the API would refuse in an annotation."""


def _check(input_id: str, data: resources_pb2.Data) -> None:
    try:
        check_contents(contents_of(data))
    except Refusal as refusal:
        applies("models.checked")
        raise BadDetection(f"a detector found in input {input_id!r}: {refusal}") from None


def found(result: Any) -> Iterator[resources_pb2.Data]:
    """What a detector returned, as the data of one annotation for each region.

    Regions each get an annotation of their own; concepts share one. Whole `Data` is taken as it
    is. Each may be a message or a mapping in the JSON form of one.

    Raises:
        TypeError: the detector returned something else.
    """
    whole = resources_pb2.Data()
    for thing in _things(result):
        if isinstance(thing, resources_pb2.Data):
            yield thing
        elif isinstance(thing, resources_pb2.Region):
            yield resources_pb2.Data(regions=[thing])
        else:
            whole.concepts.append(thing)
    if whole.concepts:
        yield whole


_Thing = Any  # a Data, Region or Concept message


def _things(result: Any) -> Iterator[_Thing]:
    if result is None:
        return
    one = isinstance(result, (*_MESSAGES, Mapping))
    items: Iterable[Any] = (result,) if one else result
    for item in items:
        yield item if isinstance(item, _MESSAGES) else _read(item)


_MESSAGES = (resources_pb2.Data, resources_pb2.Region, resources_pb2.Concept)


def _read(item: Any) -> _Thing:
    """A region, concept or data from its JSON form, told apart by the fields it has."""
    if not isinstance(item, Mapping):
        raise TypeError(f"a detector returns regions, concepts or data, got {item!r}")
    kind: Any = resources_pb2.Data
    if "region_info" in item:
        kind = resources_pb2.Region
    elif "id" in item:
        kind = resources_pb2.Concept
    try:
        return read_json(kind, dict(item))
    except InvalidJson as error:
        raise TypeError(f"a detector's {kind.__name__} {item!r}: {error}") from None


def _annotation(
    call: Call, input_id: str, data: resources_pb2.Data, detector: Detector
) -> resources_pb2.Annotation:
    annotation = resources_pb2.Annotation(
        id=call.world.ids.uuid4("annotation", call.app.annotations),
        input_id=input_id,
        data=data,
        status=status_message(StatusCode.ANNOTATION_SUCCESS),
    )
    sign_for(call, annotation, detector)
    return annotation

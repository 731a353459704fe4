"""Statuses: the codes of the contract with the descriptions and HTTP statuses of real answers."""

from __future__ import annotations

import pytest
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import (
    annotation_status,
    is_annotation_status,
    status_fact,
    status_message,
)


@pytest.mark.parametrize(
    ("code", "description", "http"),
    [
        (10000, "Ok", 200),
        (10010, "Mixed Success", 207),
        (10020, "Failure", 400),
        (10030, "Try the request again", 500),
        (10070, "Accepted", 202),
        (11001, "Invalid authentication token", 401),
        (11005, "Too Many Requests", 429),
        (11007, "API key has insufficient scopes", 403),
        (11008, "Invalid API key or Invalid API key/application pair", 401),
        (11009, "API key not found", 401),
        (11100, "Bad request format", 400),
        (11101, "Resource does not exist", 404),
        (11102, "Invalid request", 401),
        (11103, "Method not allowed", 405),
        (21200, "Model does not exist", 404),
        (22102, "Workflow does not exist", 404),
        (24150, "Annotation success", 200),
        (24151, "Annotation pending", 200),
        (24155, "Annotation invalid argument", 400),
        (24156, "Permission to annotation denied", 403),
        (24157, "Annotation still waiting for review", 200),
        (24158, "Annotation review denied", 200),
        (24159, "Annotation still waiting for consensus review", 200),
        (30000, "Download complete", 200),
        (30001, "Download pending", 200),
        (30002, "Download failed; check URL", 400),
        (30104, "Input invalid argument", 400),
        (30200, "Input image modification success", 200),
        (99009, "Internal error", 500),
    ],
)
def test_described_statuses_are_those_of_real_answers(
    code: int, description: str, http: int
) -> None:
    fact = status_fact(code)
    assert (fact.code, fact.description, fact.http) == (code, description, http)


def test_every_code_of_the_contract_has_a_name_a_description_and_an_http_status() -> None:
    for name, code in StatusCode.items():
        fact = status_fact(code)
        assert StatusCode.Value(fact.name) == code, name
        assert fact.description
        assert 200 <= fact.http < 600


def test_a_code_without_a_source_is_described_by_its_name() -> None:
    fact = status_fact(StatusCode.MODEL_TRAINING)
    assert fact.description == "Model training"


def test_a_code_that_the_contract_lacks_is_refused() -> None:
    with pytest.raises(ValueError):
        status_fact(424242)


def test_a_status_message_has_details_where_they_are_given() -> None:
    plain, told = status_message(11101), status_message(11101, "no such thing")
    assert (plain.code, plain.description, plain.details) == (11101, "Resource does not exist", "")
    assert told.details == "no such thing"
    assert not plain.req_id


@pytest.mark.parametrize(
    ("code", "is_one"),
    [(24150, True), (24159, True), (24250, False), (24300, False), (99004, False), (30000, False),
     (10000, False), (0, False)],
)  # fmt: skip
def test_the_statuses_of_annotations_are_told_from_others(code: int, is_one: bool) -> None:
    assert is_annotation_status(code) is is_one


def test_an_annotation_status_is_found_by_name() -> None:
    assert annotation_status("ANNOTATION_PENDING") == 24151
    with pytest.raises(ValueError, match="'PENDING' is no annotation status; there are"):
        annotation_status("PENDING")
    with pytest.raises(ValueError):
        annotation_status("INPUT_SUCCESS")

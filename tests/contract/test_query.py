from __future__ import annotations

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import UserAppIDSet
from clarifai_grpc.grpc.api.service_pb2 import (
    DeleteAnnotationsRequest,
    ListAnnotationsRequest,
    ListInputsRequest,
    ListModelsRequest,
)
from clarifai_grpc.grpc.api.status.status_pb2 import Status
from google.protobuf.message import Message

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.query import query_to_json


def listed(*pairs: tuple[str, str]) -> ListAnnotationsRequest:
    return read_json(ListAnnotationsRequest, query_to_json(ListAnnotationsRequest, pairs))


def test_a_repeated_key_gives_one_element_each() -> None:
    assert list(listed(("ids", "a"), ("ids", "b")).ids) == ["a", "b"]


def test_a_single_key_of_a_list_is_a_list_of_one() -> None:
    assert list(listed(("input_ids", "a")).input_ids) == ["a"]


def test_dotted_keys_reach_into_messages() -> None:
    request = listed(("user_app_id.user_id", "me"), ("user_app_id.app_id", "mine"))
    assert request.user_app_id == UserAppIDSet(user_id="me", app_id="mine")


def test_camel_case_keys_are_the_same_fields() -> None:
    request = listed(("userAppId.userId", "me"), ("inputIds", "a"), ("input_ids", "b"))
    assert request.user_app_id.user_id == "me"
    assert list(request.input_ids) == ["a", "b"]


@pytest.mark.parametrize("text", ["True", "true", "1"])
def test_words_for_true_are_true(text: str) -> None:
    assert listed(("list_all_annotations", text)).list_all_annotations is True


@pytest.mark.parametrize("text", ["False", "false", "0"])
def test_words_for_false_are_false(text: str) -> None:
    assert query_to_json(ListAnnotationsRequest, [("list_all_annotations", text)]) == {
        "list_all_annotations": False
    }


@pytest.mark.parametrize("text", ["yes", "", "TRUE"])
def test_other_words_for_booleans_are_refused_by_the_reader(text: str) -> None:
    with pytest.raises(InvalidJson) as caught:
        listed(("list_all_annotations", text))
    assert caught.value.path == "list_all_annotations"


def test_the_last_of_a_scalar_given_twice_wins() -> None:
    assert listed(("page", "1"), ("page", "2")).page == 2


def test_an_empty_number_is_absent() -> None:
    assert query_to_json(ListAnnotationsRequest, [("page", ""), ("per_page", "5")]) == {
        "per_page": "5"
    }


def test_an_empty_text_is_kept() -> None:
    assert query_to_json(DeleteAnnotationsRequest, [("ids", "")]) == {"ids": [""]}


@pytest.mark.parametrize("key", ["statuses", "statuses.code"])
@pytest.mark.parametrize("code", ["24151", "ANNOTATION_PENDING"])
def test_statuses_are_given_by_code(key: str, code: str) -> None:
    request = listed((key, code), (key, "24150"))
    assert list(request.statuses) == [Status(code=24151), Status(code=24150)]


def test_the_field_names_that_official_clients_send_for_statuses_say_nothing() -> None:
    assert listed(("statuses", "code"), ("statuses", "description")) == ListAnnotationsRequest()


def test_an_empty_status_code_is_absent() -> None:
    assert query_to_json(ListAnnotationsRequest, [("statuses", ""), ("statuses.code", "")]) == {}


@pytest.mark.parametrize(
    ("message_type", "key"),
    [
        (ListAnnotationsRequest, "nonsense"),
        (ListAnnotationsRequest, "user_app_id.nonsense"),
        (ListAnnotationsRequest, "page.nonsense"),
        (ListAnnotationsRequest, "statuses.description"),
        (ListAnnotationsRequest, "ids.nonsense"),
        (ListAnnotationsRequest, ""),
        (ListAnnotationsRequest, "."),
    ],
)
def test_an_unknown_key_is_kept_for_the_reader_to_name(
    message_type: type[Message], key: str
) -> None:
    value = query_to_json(message_type, [(key, "x")])
    assert value == {key: "x"}
    with pytest.raises(InvalidJson) as caught:
        read_json(message_type, value)
    assert caught.value.unknown_field


@pytest.mark.parametrize("reverse", [False, True])
def test_a_message_given_as_text_is_refused_by_the_reader(reverse: bool) -> None:
    pairs = [("user_app_id", "me"), ("user_app_id.user_id", "me")]
    with pytest.raises(InvalidJson) as caught:
        listed(*(reversed(pairs) if reverse else pairs))
    assert str(caught.value) == "user_app_id: expected an object, got a string ('me')"


def test_numbers_stay_text_that_the_reader_takes() -> None:
    value = query_to_json(ListInputsRequest, [("page", "3")])
    assert value == {"page": "3"}
    assert read_json(ListInputsRequest, value).page == 3


def test_optional_booleans_are_converted_too() -> None:
    value = query_to_json(ListModelsRequest, [("featured_only", "True")])
    assert read_json(ListModelsRequest, value).featured_only

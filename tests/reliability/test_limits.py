"""As much as there may be, in little: connections, calls that are kept, annotations."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.rpc import RpcFailure
from reliability.limits import crowd, full, journal
from tests.rpcs import by_rpc_door, request_of


@pytest.mark.slow
def test_a_journal_takes_about_as_much_as_it_may() -> None:
    told = journal(20 * 2**20)
    assert 0 < told.kept < told.calls
    assert told.grown < 1.5 * told.limit


@pytest.mark.slow
def test_a_crowd_leaves_no_thread() -> None:
    assert crowd(200).threads_left == 0


@pytest.mark.slow
def test_an_app_is_filled_walked_through_and_emptied_and_no_annotation_takes_much() -> None:
    told = full(4000)
    assert told.bytes_each < 4000
    assert told.again < 5


def test_what_is_not_built_is_noted_once_however_often_it_is_called() -> None:
    fake = FakeClarifai()
    for rpc in ("ListPipelines", "ListArtifacts", "ListPipelines"):
        with pytest.raises(RpcFailure):
            by_rpc_door(fake, f"Key {fake.pat}")(rpc, request_of(fake, rpc))
    assert fake.not_built == ["ListPipelines", "ListArtifacts"]

"""What the tests of the fake among other mocks share: addresses, and mocks of `responses`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
import responses

from tests.doors.in_process.interception import API

OTHER = "https://example.com/"
LIST = f"{API}/v2/annotations"


@pytest.fixture(autouse=True)
def default_mock_is_clean() -> Iterator[None]:
    yield
    responses.reset()


Mock = Callable[[], AbstractContextManager[responses.RequestsMock]]
MOCKS = pytest.mark.parametrize(
    "of_responses",
    [lambda: responses.mock, lambda: responses.RequestsMock()],
    ids=["responses.mock", "RequestsMock()"],
)

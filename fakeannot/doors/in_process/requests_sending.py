"""What an adapter of `requests` makes of an answer, or of none: its retries, and its errors."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from requests import PreparedRequest, Response
from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ReadTimeout, RetryError
from urllib3.connectionpool import HTTPConnectionPool, connection_from_url
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError, ResponseError
from urllib3.response import HTTPResponse
from urllib3.util import Timeout

from fakeannot.doors.http import headers_of
from fakeannot.doors.in_process.prepared import http_request
from fakeannot.doors.mishaps import Mishap, first_half

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    from fakeannot.doors.rest import RestDoor

    Attempt: TypeAlias = Callable[[], HTTPResponse]

# Among the positional arguments that `HTTPAdapter.send` takes after the request.
_TIMEOUT_AT = 1


def sent_to(
    door: RestDoor, adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any
) -> Response:
    """What `HTTPAdapter.send` gives for a request that a door answers; raises as it does."""
    timeout = args[_TIMEOUT_AT] if len(args) > _TIMEOUT_AT else kwargs.get("timeout")
    return sent(adapter, request, lambda: raw_answer(door, request, timeout))


def raw_answer(door: RestDoor, request: PreparedRequest, timeout: Any = None) -> HTTPResponse:
    """What a connection would give for a request that a door answers.

    Raises:
        urllib3.exceptions.HTTPError: it would give nothing, for a mishap.
    """
    answer = door.answer(http_request(request))
    body = answer.body
    if answer.mishap is not None:
        body = arriving(answer.body, answer.mishap, request, timeout)
    headers = headers_of(answer)
    return HTTPResponse(
        body=BytesIO(b"" if request.method == "HEAD" else body),
        headers=headers,  # type: ignore[arg-type]  # takes pairs too
        status=answer.status,
        reason=http.client.responses.get(answer.status),
        preload_content=False,
        original_response=_original(headers),
        request_method=request.method,
    )


def sent(adapter: HTTPAdapter, request: PreparedRequest, attempt: Attempt) -> Response:
    """The response to a request, tried as often as the adapter is told to, without waiting.

    Raises:
        requests.RequestException: as the adapter does.
    """
    try:
        raw = _tried(adapter.max_retries, request, attempt)
    except MaxRetryError as error:
        if isinstance(error.reason, ResponseError):
            raise RetryError(error, request=request) from error
        raise NotConnected(error, request=request) from error
    except ReadTimeoutError as error:
        raise ReadTimeout(error, request=request) from error
    except ProtocolError as error:
        raise NotConnected(error, request=request) from error
    return adapter.build_response(request, raw)


def _tried(retries: Retry, request: PreparedRequest, attempt: Attempt) -> HTTPResponse:
    """One attempt after the other, as urllib3's pools make them."""
    method, url, pool = request.method or "GET", request.url or "", None
    while True:
        try:
            raw = attempt()
        except (ReadTimeoutError, ProtocolError) as error:
            pool = pool or pool_of(url)
            retries = retries.increment(method, url, error=error, _pool=pool)
            continue
        if not retries.is_retry(method, raw.status, "Retry-After" in raw.headers):
            return raw
        try:
            retries = retries.increment(method, url, response=raw, _pool=pool)
        except MaxRetryError:
            if retries.raise_on_status:
                raise
            return raw


def pool_of(url: str) -> HTTPConnectionPool:
    """What errors say that they come from; it connects to nothing."""
    return connection_from_url(url)


def arriving(body: bytes, mishap: Mishap, request: PreparedRequest, timeout: Any) -> bytes:
    """What arrives of an answer's body, after as long as it takes.

    Args:
        timeout: as `requests` takes it.

    Raises:
        ReadTimeoutError: nothing does, or not in time.
        ProtocolError: the connection ends before.
    """
    most = _read_timeout(timeout)
    time.sleep(mishap.delay if most is None else min(mishap.delay, most))
    if mishap.ending == "silent" or (most is not None and most < mishap.delay):
        url = request.url or ""
        raise ReadTimeoutError(pool_of(url), url, f"Read timed out. (read timeout={most})")
    if mishap.ending == "dropped":
        error = http.client.RemoteDisconnected("Remote end closed connection without response")
        raise ProtocolError("Connection aborted.", error)
    return first_half(body) if mishap.ending == "truncated" else body


def _original(headers: list[tuple[str, str]]) -> Any:
    """Where `requests` looks for cookies, which takes a while: nothing if there are none."""
    if not any(name.lower() == "set-cookie" for name, _ in headers):
        return None
    original = HTTPResponse(
        body=BytesIO(),
        headers=headers,  # type: ignore[arg-type]  # as above
        preload_content=False,
    )
    original.msg = original.headers  # type: ignore[assignment]  # has what is asked of it
    return original


def _read_timeout(timeout: Any) -> float | None:
    """The seconds that a client waits for an answer; None: for ever."""
    if isinstance(timeout, Timeout):
        # One with a total tells it only once it runs.
        running = timeout.clone()
        running.start_connect()
        seconds = running.read_timeout
        return seconds if isinstance(seconds, (int, float)) else None
    if isinstance(timeout, tuple):
        timeout = timeout[1]
    return None if timeout is None else float(timeout)

"""Errors of those methods that are given keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def raises_where_called(
    *errors: type[Exception],
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have a function raise these errors of its own, without the way to where they came up.

    What is wrong is in the message. A report of pytest's has what each function on the way was
    given, and so the keys.
    """

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def raising(*args: P.args, **kwargs: P.kwargs) -> R:
            __tracebackhide__ = True
            try:
                return function(*args, **kwargs)
            except errors as error:
                raise error.with_traceback(None) from None

        return raising

    return decorated

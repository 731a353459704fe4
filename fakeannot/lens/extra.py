"""What to say where the libraries of the extra are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class LensUnavailable(ModuleNotFoundError):
    """The lens was used, and a library that it needs is not installed."""


@contextmanager
def extra() -> Iterator[None]:
    """Around imports of the extra's libraries.

    Raises:
        LensUnavailable: one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        raise LensUnavailable(
            f'The lens needs {missing}, which is not installed: pip install "fakeannot[lens]"',
            name=error.name,
        ) from None

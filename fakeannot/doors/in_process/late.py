"""Tells the calls of a thread that has outlived its fake, which nobody is to answer.

While a fake intercepts, each thread that begins is marked with it, and so is the work that is
handed to a pool of threads. A thread that began before any fake is anybody's. Who is marked is also
known to go on until it is over (`lingering`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures.thread import ThreadPoolExecutor
from typing import Any
from weakref import ref

from fakeannot.doors.in_process.lingering import begin, finish
from fakeannot.doors.in_process.patches import Function, PatchedLayer, patched
from fakeannot.doors.in_process.turns import began_here, is_active, latest

_MARK = "_fakeannot_began_in"


class LateCall(RuntimeError):
    """A call to Clarifai by a thread that a fake which has ended left behind."""

    def __init__(self) -> None:
        name = threading.current_thread().name
        super().__init__(
            f"The thread {name!r} began while a fake was active, which has ended, and calls "
            "Clarifai only now. No other fake answers it, as it would change what another test "
            "sees, and it does not reach the real service either. Wait for the thread, or stop it, "
            "in the test that started it."
        )


class MarkingLayer(PatchedLayer):
    """Marks what begins in a fake, from its making to its `end`."""

    def __init__(self) -> None:
        self._patches = [
            patched(threading.Thread, "start", _marking),
            patched(ThreadPoolExecutor, "submit", _handing_on),
        ]


def refuse_late_calls() -> None:
    """Let the current thread call only if what it began in has not ended, or it has a fake itself.

    Raises:
        LateCall: it is neither.
    """
    mark = getattr(threading.current_thread(), _MARK, None)
    if mark is not None and not is_active(mark()) and not began_here():
        raise LateCall


def _current_mark() -> Any:
    """What is begun now gets this mark: that of the thread which begins it, or the latest fake."""
    mark = getattr(threading.current_thread(), _MARK, None)
    turn = latest()
    if turn is None or not (mark is None or began_here()):
        return mark
    return ref(turn.rest)


def _marking(found: Function) -> Function:
    def start(thread: threading.Thread, *args: Any, **kwargs: Any) -> Any:
        mark = None if getattr(_hiring, "now", False) else _current_mark()
        setattr(thread, _MARK, mark)
        if mark is None:
            return found(thread, *args, **kwargs)
        run = _Run(thread)
        try:
            return found(thread, *args, **kwargs)
        except BaseException:
            run.over()
            raise

    return start


def _handing_on(found: Function) -> Function:
    def submit(
        pool: ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any:
        mark = _current_mark()
        # The threads of a pool are nobody's: what they do is somebody's.
        _hiring.now = True
        try:
            if mark is None:
                return found(pool, fn, *args, **kwargs)
            return _Marked(fn, mark).handed_on(found, pool, *args, **kwargs)
        finally:
            _hiring.now = False

    return submit


class _Run:
    """Stands for the `run` of a marked thread until the thread begins, and sees it end."""

    def __init__(self, thread: threading.Thread) -> None:
        self._thread = thread
        self._own = vars(thread).get("run")
        self._run = thread.run
        thread.run = self  # type: ignore[method-assign]  # for this one thread
        begin(self)

    def __call__(self) -> None:
        __tracebackhide__ = True
        self._put_back()
        try:
            self._run()
        finally:
            finish(self)

    def over(self) -> None:
        """The thread has not started."""
        self._put_back()
        finish(self)

    def _put_back(self) -> None:
        if vars(self._thread).get("run") is self:
            del self._thread.run
        if self._own is not None:
            self._thread.run = self._own  # type: ignore[method-assign]  # as it was


class _Marked:
    """Work that marks the thread which does it, meanwhile."""

    def __init__(self, work: Callable[..., Any], mark: Any) -> None:
        self._work, self._mark = work, mark

    def handed_on(self, submit: Function, pool: Any, *args: Any, **kwargs: Any) -> Any:
        """The future of the work."""
        begin(self)
        try:
            future = submit(pool, self, *args, **kwargs)
        except BaseException:
            finish(self)
            raise
        # It may be cancelled, and never begin.
        future.add_done_callback(lambda _: finish(self))
        return future

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        thread = threading.current_thread()
        before = getattr(thread, _MARK, None)
        setattr(thread, _MARK, self._mark)
        try:
            return self._work(*args, **kwargs)
        finally:
            setattr(thread, _MARK, before)
            finish(self)


_hiring = threading.local()

"""Tests tried on mutants, in forks of a run of pytest that has collected them.

A first run tells which tests run which lines, and how long each takes. A mutant is tried with
those that run the statement it changes, the shortest first, until one fails.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import _lru_cache_wrapper
from importlib import import_module
from inspect import CO_OPTIMIZED
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

import pytest
from coverage import Coverage
from hypothesis import settings

from fakeannot.rules.tracing import enforced_by, rules_of
from reliability.mutants import Mutant

OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist"),
    *("-m", "not slow and not client", "--hypothesis-profile=mutation"),
    *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
)
# What tests of the ledger read, whatever code runs.
_LEDGER = ("tests/rules/test_ledger.py", "tests/rules/test_handlers.py")
_NOT_COPIED = shutil.ignore_patterns(".*", "node_modules")
_MEMORY = 6 * 2**30
settings.register_profile(
    "mutation", max_examples=30, derandomize=True, database=None, deadline=None
)


class _Watch:
    """Notes of each test what it runs and how long it takes."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        began = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - began
        return result


class Known(NamedTuple):
    """What a run of the code as it is has told.

    Attributes:
        tests: those that run a line, by file and line.
        seconds: how long each takes.
    """

    tests: dict[Path, dict[int, list[str]]]
    seconds: dict[str, float]

    def tests_of(self, mutant: Mutant, seconds: float) -> list[str]:
        """Tests that run what a mutant changes, the shortest first: so many seconds of them."""
        return _shortest(self._found(mutant), self.seconds, seconds)

    def modules_of(self, mutant: Mutant, seconds: float) -> list[str]:
        """The same, as whole modules."""
        lasting: dict[str, float] = defaultdict(float)
        for test, took in self.seconds.items():
            lasting[_module(test)] += took
        return _shortest({_module(test) for test in self._found(mutant)}, lasting, seconds)

    def _found(self, mutant: Mutant) -> set[str]:
        of_file = self.tests.get(mutant.path, {})
        return {test for line in mutant.span() or of_file for test in of_file.get(line, ())}


def _module(test: str) -> str:
    return test.partition("::")[0]


def _shortest(names: set[str], lasting: Mapping[str, float], seconds: float) -> list[str]:
    """Those that last that long together, but one at least."""
    ordered = sorted(names, key=lambda name: (lasting[name], name))
    spent = accumulate(lasting[name] for name in ordered)
    within = sum(1 for so_far in spent if so_far <= seconds)
    return ordered[: max(within, 1)]


def learn(session: pytest.Session, folders: Iterable[Path]) -> Known:
    """Run all tests on the code as it is; one that fails so is told and left out."""
    coverage = Coverage(data_file=None, config_file=False, source=[str(one) for one in folders])
    watch = _Watch(coverage)
    session.config.pluginmanager.register(watch)
    coverage.start()
    left = session.items
    while failed := _run(session, left):
        print(f"\nleft out, as it fails without a mutant: {failed}", flush=True)
        del watch.seconds[failed]
        session.testsfailed = 0
        left = left[[one.nodeid for one in left].index(failed) + 1 :]
    coverage.stop()
    session.config.pluginmanager.unregister(watch)
    data, here = coverage.get_data(), Path.cwd()
    tests = {
        Path(file).relative_to(here): {
            line: [test for test in tests if test in watch.seconds]
            for line, tests in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    return Known(tests, watch.seconds)


def _run(session: pytest.Session, items: list[pytest.Item]) -> str:
    """Run tests until one fails, and tell which."""
    # As many as there are, which may be none.
    for item, following in zip(items, [*items[1:], None], strict=False):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return item.nodeid
    return ""


class Program:
    """The modules, whose functions are changed where they are."""

    def __init__(self, modules: Iterable[Path]) -> None:
        names = {".".join(one.with_suffix("").parts).removesuffix(".__init__") for one in modules}
        for name in names:
            import_module(name)
        there = gc.get_objects()
        self._caches = [
            one for one in there if isinstance(one, _lru_cache_wrapper) and one.__module__ in names
        ]
        self._functions: dict[str, list[FunctionType]] = defaultdict(list)
        for one in there:
            if isinstance(one, FunctionType):
                self._functions[one.__code__.co_filename].append(one)

    def become(self, mutant: Mutant) -> None:
        """Let functions do what they do in a mutant."""
        for cached in self._caches:
            cached.cache_clear()
        file = str(Path.cwd() / mutant.path)
        before = compile(mutant.path.read_text(encoding="utf-8"), file, "exec")
        after = compile(mutant.source(), file, "exec")
        changed = dict(zip(_functions_in(before), _functions_in(after), strict=True))
        for function in self._functions[file]:
            old = function.__code__
            new = changed.get(old, old)
            enforced_by(new, rules_of(old))
            function.__code__ = new


def _functions_in(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            # The body of a class is code too, with functions of its own.
            yield from [one] if one.co_flags & CO_OPTIMIZED else _functions_in(one)


class Trial(NamedTuple):
    """A mutant and the process that runs tests on it, in a folder of its own."""

    mutant: Mutant
    process: int
    folder: Path
    until: float

    def outcome(self) -> bool | None:
        """Whether it survived; None as long as its tests run. What hangs has not."""
        hangs = time.monotonic() > self.until
        if hangs:
            os.killpg(self.process, signal.SIGKILL)
        ended, status = os.waitpid(self.process, 0 if hangs else os.WNOHANG)
        if not ended:
            return None
        shutil.rmtree(self.folder)
        return status == 0


class Trials(NamedTuple):
    """Tests, and what is known of them."""

    session: pytest.Session
    program: Program
    known: Known
    seconds: float

    def begin(self, mutant: Mutant) -> Trial:
        """Start to try a mutant; it has survived already if no test runs what it changes."""
        folder = Path(tempfile.mkdtemp())
        if mutant.span() is None:
            process = _fork(lambda: self._imported(mutant, folder / "copy"), folder / "log")
        else:
            process = _fork(lambda: self._changed(mutant), folder / "log")
        return Trial(mutant, process, folder, time.monotonic() + 60 + 5 * self.seconds)

    def _changed(self, mutant: Mutant) -> str:
        self.program.become(mutant)
        tests = set(self.known.tests_of(mutant, self.seconds))
        chosen = [item for item in self.session.items if item.nodeid in tests]
        chosen.sort(key=lambda item: self.known.seconds[item.nodeid])
        return _run(self.session, chosen)

    def _imported(self, mutant: Mutant, copy: Path) -> None:
        """Become a run of tests in a copy of the checkout, where the mutant is the module."""
        modules = dict.fromkeys((*self.known.modules_of(mutant, self.seconds), *_LEDGER))
        shutil.copytree(".", copy, ignore=_NOT_COPIED)
        (copy / mutant.path).write_text(mutant.source(), encoding="utf-8")
        os.chdir(copy)
        command = ["-B", "-m", "pytest", "-x", "-p", "reliability.trials", *OPTIONS]
        os.execv(sys.executable, [sys.executable, *command, *modules])


def _fork(work: Callable[[], object], log: Path) -> int:
    """The id of a new process that does the work and ends with whether that was true."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    failed = True
    try:
        os.setsid()
        printed = os.open(log, os.O_WRONLY | os.O_CREAT)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        # A mutant may ask for all the memory that there is.
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        failed = bool(work())
    finally:
        os._exit(failed)

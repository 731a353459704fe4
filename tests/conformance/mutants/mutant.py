"""What a mutant is: a fake with one thing wrong, to see whether the check has eyes for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Mutant(NamedTuple):
    """One wrong fake.

    Attributes:
        sentence: what it does.
        rule: the rule that it breaks.
        break_it: makes the fakes of this process so; it is never undone.
        settings: options of the fake, where those are what is wrong.
    """

    name: str
    sentence: str
    rule: str
    break_it: Callable[[], None]
    settings: Mapping[str, Any] = {}


MUTANTS: dict[str, Mutant] = {}


def mutant(sentence: str, rule: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a function to be what makes a mutant of its own name."""

    def declare(break_it: Callable[[], None]) -> Callable[[], None]:
        add(Mutant(break_it.__name__, sentence, rule, break_it))
        return break_it

    return declare


def with_settings(name: str, sentence: str, rule: str, **settings: Any) -> None:
    """Declare a mutant that a fake is made by its options."""
    add(Mutant(name, sentence, rule, lambda: None, settings))


def swapped(name: str, sentence: str, rule: str, where: Any, what: str, by: Any) -> None:
    """Declare a mutant in which one name of a module or class stands for something else."""
    add(Mutant(name, sentence, rule, lambda: put(where, what, by)))


def add(made: Mutant) -> None:
    assert made.name not in MUTANTS, made.name
    MUTANTS[made.name] = made


def put(where: Any, what: str, by: Any) -> None:
    """Have a name of a module or class stand for something else."""
    assert hasattr(where, what), f"{where} has no {what}"
    setattr(where, what, by)


def wrap(where: Any, what: str, around: Callable[..., Any]) -> None:
    """Put `around(original, *arguments)` in the place of a function."""
    original = getattr(where, what)
    setattr(where, what, lambda *args, **named: around(original, *args, **named))

"""Which generated id of the target is which of the fake: one to one, learned from answers."""

from __future__ import annotations

import re
from typing import Any

HEX32 = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


class References:
    """Pairs of ids that were generated for the same thing in two worlds."""

    def __init__(self) -> None:
        self._target_of: dict[str, str] = {}
        self._fake_of: dict[str, str] = {}

    def pair(self, fake: str, target: str) -> bool:
        """Take two ids for one another; False if either is known as another's already."""
        if self._target_of.get(fake, target) != target or self._fake_of.get(target, fake) != fake:
            return False
        self._target_of[fake] = target
        self._fake_of[target] = fake
        return True

    def has(self, fake: str) -> bool:
        """Whether it is known what the target calls this."""
        return fake in self._target_of

    def may_pair(self, fake: str, target: str) -> bool:
        """Whether two ids are of the same thing, as far as is known."""
        if fake in self._target_of or target in self._fake_of:
            return self._target_of.get(fake) == target
        return fake == target or bool(HEX32.fullmatch(fake) and HEX32.fullmatch(target))

    def to_target(self, value: Any) -> Any:
        """A JSON value with the fake's ids replaced by the target's."""
        return _replaced(value, self._target_of)

    def to_fake(self, value: Any) -> Any:
        """A JSON value with the target's ids replaced by the fake's."""
        return _replaced(value, self._fake_of)

    def same_text(self, fake: str, target: str) -> bool:
        """Whether two texts differ in nothing but ids that go together; new pairs are learned."""
        if HEX32.sub("#", fake) != HEX32.sub("#", target):
            return False
        pairs = zip(HEX32.findall(fake), HEX32.findall(target), strict=True)
        return all(self.pair(one, other) for one, other in pairs)


def _replaced(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(inner, ids) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, ids) for inner in value]
    if isinstance(value, str) and len(value) >= 32:
        return HEX32.sub(lambda found: ids.get(found[0], found[0]), value)
    return value

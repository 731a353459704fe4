"""Two fakes behind nginx."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from fakeannot import FakeClarifai
from tests.scaling.behind_nginx import Proxy, free_ports, nginx


class Shared(NamedTuple):
    """The fakes that share the worlds, and what is before them."""

    proxy: Proxy
    fakes: list[FakeClarifai]

    def having(self, world: str) -> list[FakeClarifai]:
        """The fakes that have a world of that name."""
        return [fake for fake in self.fakes if world in fake.worlds]


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    first = free_ports(4)
    proxy, ports = Proxy(first, first + 1), [first + 2, first + 3]
    fakes = [FakeClarifai(world_per_key=True) for _ in ports]
    with ExitStack() as stack:
        for fake, port in zip(fakes, ports, strict=True):
            stack.enter_context(fake.serve(port=port, public_url=proxy.url))
        stack.enter_context(nginx(proxy, ports, tmp_path))
        yield Shared(proxy, fakes)

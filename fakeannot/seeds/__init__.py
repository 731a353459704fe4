"""Worlds in files: seeds that people write, and snapshots that a fake writes.

A seed says what to begin with; all parts may be left out:

```json
{
  "version": 1,
  "users": [{"id": "labeler", "pat": "labeler-pat", "scopes": ["Annotations_Get"]}],
  "apps": [{
    "id": "street", "user_id": "owner", "collaborators": ["labeler"],
    "keys": [{"key": "street-key"}],
    "inputs": [{"id": "car-1", "data": {"image": {"url": "https://example.com/1.jpg"}}}],
    "annotations": [{"input_id": "car-1", "data": {"concepts": [{"id": "car"}]}}]
  }],
  "replies": {"ListModels": {"models": []}}
}
```

Inputs and annotations are in the form of the API's requests and pass the API's own checks. Without
an `id` or `user_id`, an app is the default app, or the default user's. Replies answer RPCs that
are not built, see `FakeClarifai.reply`.

A snapshot has `"fakeannot": "snapshot"` in it. It is of the same shape, but its inputs, annotations
and concepts are in the form of the API's answers and are restored as they are, with what a fake
keeps of them besides in an object `fakeannot` of their own; and it has the clock, the ids that were
drawn, and the media.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from fakeannot.seeds.errors import BadSeed, YamlUnavailable, did_you_mean
from fakeannot.seeds.handwritten import SEED, Seed
from fakeannot.seeds.messages import OWN
from fakeannot.seeds.part import Part
from fakeannot.seeds.reading import SNAPSHOT, SavedState, saved_state_in
from fakeannot.seeds.sources import Source, file_source
from fakeannot.seeds.writing import VERSION

__all__ = ["BadSeed", "SavedState", "Seed", "YamlUnavailable", "opened"]

_KINDS = ("seed", "snapshot")


@contextmanager
def opened(seed: Mapping[str, Any] | str | Path | Source) -> Iterator[Seed | SavedState]:
    """Read a mapping, a file or a text; while open, a `BadSeed` gets the file's name and line.

    Raises:
        BadSeed: it cannot be read, or is not of the documented shape.
        YamlUnavailable: reading YAML needs a package that is not installed.
    """
    if not isinstance(seed, (str, PathLike, Source)):
        yield _read(deepcopy(seed))
        return
    source = seed if isinstance(seed, Source) else file_source(seed)
    try:
        yield _parsed(source)
    except BadSeed as error:
        raise source.located(error) from None


@lru_cache(maxsize=4)  # a file that every test loads is read once
def _parsed(source: Source) -> Seed | SavedState:
    return _read(source.value())


def _read(value: Any) -> Seed | SavedState:
    document = Part(value).object()
    kind = document.get(OWN, "seed")
    version = document.get("version", VERSION)
    if version.whole() > VERSION:
        told = f"written by a newer fakeannot: version {version.value}; this one reads up to"
        raise version.bad(f"{told} {VERSION}.")
    if version.value < 1:
        raise version.unlike("a version from 1")
    if kind.value not in _KINDS:
        hint = did_you_mean(kind.value, _KINDS)
        raise kind.bad(f"{kind.value!r} is neither 'seed' nor 'snapshot'.{hint}")
    if kind.value == "seed":
        return Seed(document.object((OWN, "version", *SEED)))
    return saved_state_in(document.object((OWN, "version", *SNAPSHOT)))

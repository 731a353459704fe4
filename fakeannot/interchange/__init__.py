"""Annotations from other tools, as seeds of a fake; and what a fake holds, as COCO.

    fake.load(read_coco("instances.json"))
    write_coco(fake.app())["annotations"]

A reader gives a whole seed or raises `BadFile`. What the other form has no place for is left out
and told: each such line is a `NotKept` warning, unless `tell` is given and takes it. What is
exported is loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakeannot.interchange.coco_reading import read_coco
    from fakeannot.interchange.coco_writing import write_coco
    from fakeannot.interchange.concept_csv import read_csv
    from fakeannot.interchange.files import BadFile
    from fakeannot.interchange.notes import NotKept
    from fakeannot.interchange.voc import read_voc

__all__ = ["BadFile", "NotKept", "read_coco", "read_csv", "read_voc", "write_coco"]

_HOMES = {
    "BadFile": "files",
    "NotKept": "notes",
    "read_coco": "coco_reading",
    "read_csv": "concept_csv",
    "read_voc": "voc",
    "write_coco": "coco_writing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

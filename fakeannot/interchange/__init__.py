"""Annotations from other tools, as seeds of a fake; and what a fake holds, as COCO.

    fake.load(read_coco("instances.json"))
    write_coco(fake.app())["annotations"]

A reader gives a whole seed or raises `BadFile`. What the other form has no place for is left out
and told: each such line is a `NotKept` warning, unless `tell` is given and takes it. What is
exported is loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.lazily import exported

if TYPE_CHECKING:
    from fakeannot.interchange.coco_reading import read_coco
    from fakeannot.interchange.coco_writing import write_coco
    from fakeannot.interchange.concept_csv import read_csv
    from fakeannot.interchange.files import BadFile
    from fakeannot.interchange.notes import NotKept
    from fakeannot.interchange.voc import read_voc

__all__ = ["BadFile", "NotKept", "read_coco", "read_csv", "read_voc", "write_coco"]

__getattr__, __dir__ = exported(
    __name__,
    {
        "BadFile": "files",
        "NotKept": "notes",
        "read_coco": "coco_reading",
        "read_csv": "concept_csv",
        "read_voc": "voc",
        "write_coco": "coco_writing",
    },
)

"""Annotations from other tools, as seeds of a fake; and what a fake holds, as COCO.

>>> from fakeannot import FakeClarifai
>>> from fakeannot.interchange import read_coco, write_coco
>>> fake = FakeClarifai()
>>> fake.load(read_coco("instances.json"))
>>> write_coco(fake.app())["annotations"]

A reader gives a whole seed or raises `BadFile`. What the other form has no place for is left out
and told: each such line is a `NotKept` warning, unless `tell` is given and takes it.
"""

from __future__ import annotations

from fakeannot.interchange.coco_reading import read_coco
from fakeannot.interchange.coco_writing import write_coco
from fakeannot.interchange.concept_csv import read_csv
from fakeannot.interchange.files import BadFile
from fakeannot.interchange.notes import NotKept
from fakeannot.interchange.voc import read_voc

__all__ = ["BadFile", "NotKept", "read_coco", "read_csv", "read_voc", "write_coco"]

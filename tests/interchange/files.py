"""Files of other tools, made for a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fakeannot import App, FakeClarifai

CATEGORIES = [{"id": 18, "name": "dog", "supercategory": "animal"}, {"id": 7, "name": "Stop sign"}]


def coco(*annotations: Any, **other: Any) -> dict[str, Any]:
    """COCO with one image, 200 wide and 100 high, and two categories."""
    image = {"id": 5, "file_name": "street.jpg", "width": 200, "height": 100}
    return {
        "images": [image],
        "annotations": list(annotations),
        "categories": CATEGORIES,
        **other,
    }


def labelled(id_: int = 1, **fields: Any) -> dict[str, Any]:
    """An annotation of that image as a dog."""
    return {"id": id_, "image_id": 5, "category_id": 18, **fields}


def written(path: Path, content: Any) -> Path:
    """A file with this text, these bytes, or else this as JSON."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return path


def loaded(seed: dict[str, Any]) -> App:
    """The default app of a fake with this seed."""
    fake = FakeClarifai()
    fake.load(seed)
    return fake.app()


def posted(app: App) -> list[Any]:
    """The annotations of an app but for those that its inputs brought along."""
    return [annotation for annotation in app.annotations() if not annotation.input_level]

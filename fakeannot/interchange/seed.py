"""Seeds as readers make them: one app with inputs and annotations, see `fakeannot.seeds`."""

from __future__ import annotations

from typing import Any

from fakeannot.interchange.shapes import Json, Size


def seed_of(app_id: str, user_id: str, inputs: list[Json], annotations: list[Json]) -> Json:
    """A seed of one app; an id that is not given stays the fake's default."""
    named = {"id": app_id, "user_id": user_id}
    ids = {key: value for key, value in named.items() if value}
    return {"apps": [{**ids, "inputs": inputs, "annotations": annotations}]}


def image_data(url: str, size: Size | None = None) -> Json:
    """An input's data with an image; other inputs may have the same URL."""
    image: Json = {"url": url, "allow_duplicate_url": True}
    if size is not None:
        image["image_info"] = size._asdict()
    return {"image": image}


def data_of(region_info: Json | None, concepts: list[Json]) -> Json:
    """An annotation's data: concepts of a region, or of the whole image if that is None."""
    said: dict[str, Any] = {"concepts": concepts}
    if region_info is None:
        return said
    return {"regions": [{"region_info": region_info, "data": said}]}

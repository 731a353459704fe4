"""CSV of concepts: an input in each row, and what it shows; the SDK's shape, and simpler ones.

| inputid | input | concepts | value | metadata | geopoints |
|---|---|---|---|---|---|
| car-1 | https://example.com/1.jpg | car,red | 1 | {'lens': 'wide'} | 8.5,47.4 |

`concepts` is one or more with commas between, or a list in JSON's or Python's form. `value` is of
all of them, 1 if not given. Without a header, the columns are input, concepts and maybe value.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.contract.invalid_json import InvalidJson, expected, shown
from fakeannot.contract.json_reader import read_json
from fakeannot.interchange import fields
from fakeannot.interchange.csv_table import read_rows
from fakeannot.interchange.files import BadFile
from fakeannot.interchange.names import Concepts, Names, is_address, stem
from fakeannot.interchange.progress import progress
from fakeannot.interchange.seed import data_of, image_data, seed_of
from fakeannot.interchange.shapes import Json

_WORDS = {"": 1.0, "true": 1.0, "false": 0.0}


def read_csv(file: str | Path, *, app_id: str = "", user_id: str = "") -> Json:
    """A CSV file of concepts as a seed, for `FakeClarifai.load`: one annotation for each row.

    Args:
        app_id: the app that it fills; the default one if not named.
        user_id: whose app that is.

    Raises:
        BadFile: it cannot be read, or a row says something that cannot be.
    """
    read = _Reading()
    for row in progress(read_rows(file), "rows"):
        try:
            read.add(row.cells)
        except InvalidJson as refusal:
            raise BadFile(f"{file}, line {row.line}: {refusal}") from None
    return seed_of(app_id, user_id, list(read.inputs.values()), read.annotations)


class _Reading:
    """The inputs, by id, and the annotations of the rows read so far."""

    def __init__(self) -> None:
        self.inputs: dict[str, Json] = {}
        self.annotations: list[Json] = []
        self._names, self._concepts = Names(), Concepts()
        # By what the file calls them: an id, or a URL where there is none.
        self._ids: dict[tuple[str, str], str] = {}

    def add(self, cells: dict[str, str]) -> None:
        """Take one row in."""
        input_id = self._add_input(cells)
        with fields.within("value"):
            value = _value(cells.get("value", ""))
        with fields.within("concepts"):
            names = _names(cells.get("concepts", ""))
        if names:
            concepts = [{**self._concepts.of(name), "value": value} for name in names]
            self.annotations.append({"input_id": input_id, "data": data_of(None, concepts)})

    def _add_input(self, cells: dict[str, str]) -> str:
        address, named = cells.get("input", ""), cells.get("inputid", "")
        if not named and not is_address(address):
            address, named = "", address
        if not (address or named):
            raise InvalidJson("it says of no input what it shows")
        key = (named, "" if named else address)
        data = _data(address, cells)
        if key not in self._ids:
            self._ids[key] = self._names.free(named or stem(address))
            self.inputs[self._ids[key]] = {"id": self._ids[key]}
        known = self.inputs[self._ids[key]]
        for part, said in data.items():
            if known.setdefault("data", {}).setdefault(part, said) != said:
                raise InvalidJson(
                    f"an earlier line says another {part} of {shown(key[0] or key[1])}"
                )
        return self._ids[key]


def _data(address: str, cells: dict[str, str]) -> Json:
    """An input's data, as far as a row says."""
    data = image_data(address) if address else {}
    if cells.get("metadata"):
        with fields.within("metadata"):
            data["metadata"] = fields.object_(_lenient_json(cells["metadata"]))
    if cells.get("geopoints"):
        with fields.within("geopoints"):
            data["geo"] = _geo(cells["geopoints"])
    read_json(resources_pb2.Data, data)
    return data


def _geo(cell: str) -> Json:
    """The SDK's "longitude,latitude"."""
    parts = cell.split(",")
    if len(parts) != 2:
        raise expected("longitude,latitude", cell)
    longitude, latitude = (_number(part) for part in parts)
    return {"geo_point": {"longitude": longitude, "latitude": latitude}}


def _names(cell: str) -> list[str]:
    if cell.startswith("["):
        listed = fields.list_(_lenient_json(cell))
    else:
        listed = [name for name in cell.split(",") if name.strip()]
    return list(dict.fromkeys(fields.each(listed, lambda name: fields.text(name).strip())))


def _value(cell: str) -> float:
    word = _WORDS.get(cell.lower())
    return fields.share(_number(cell)) if word is None else word


def _number(cell: str) -> float:
    try:
        return fields.number(float(cell))
    except ValueError:
        raise expected("a finite number", cell) from None


def _lenient_json(cell: str) -> Any:
    """JSON, or what looks like it with the quotes of Python, as the SDK takes it."""
    for text in (cell, cell.replace("'", '"')):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    raise expected("JSON", cell)

"""The rows of a CSV file by column, with their lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from fakeannot.contract.invalid_json import shown
from fakeannot.interchange.files import BadFile, read_text

_INPUT, _ID, _CONCEPTS, _VALUE = "input", "inputid", "concepts", "value"
# The words of the official SDK come first, then others that say the same.
_COLUMNS = {
    _ID: _ID,
    _INPUT: _INPUT,
    _CONCEPTS: _CONCEPTS,
    _VALUE: _VALUE,
    "metadata": "metadata",
    "geopoints": "geopoints",
    **dict.fromkeys(("input_id", "id"), _ID),
    **dict.fromkeys(("inputs", "url", "image", "image_url"), _INPUT),
    **dict.fromkeys(("concept", "label", "labels"), _CONCEPTS),
}
_WITHOUT_HEADER = (_INPUT, _CONCEPTS, _VALUE)


class Row(NamedTuple):
    """The cells of a line by the SDK's name of the column, without space around them."""

    line: int
    cells: dict[str, str]


def read_rows(file: str | Path) -> list[Row]:
    """All rows that say anything; between cells are commas, semicolons or tabs.

    Raises:
        BadFile: it cannot be read, or its columns are not known.
    """
    text = read_text(file)
    lines = _split(file, text)
    first = next(lines, None)
    if first is None:
        raise BadFile(f"{file}: it is empty")
    columns, has_header = _columns(file, first)
    rows = [] if has_header else [_row(file, first, columns)]
    return [*rows, *(_row(file, line, columns) for line in lines)]


def _split(file: str | Path, text: str) -> Iterator[tuple[int, list[str]]]:
    beginning = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=max(",;\t", key=beginning.count), strict=True
    )
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise BadFile(f"{file}, line {reader.line_num}: no CSV: {error}") from None


def _columns(file: str | Path, first: tuple[int, list[str]]) -> tuple[Sequence[str], bool]:
    """What the columns are, and whether the first line says so."""
    line, cells = first
    known = [_COLUMNS.get(cell.lower()) for cell in cells]
    found = [column for column in known if column is not None]
    if not found and len(cells) in (2, 3):
        return _WITHOUT_HEADER[: len(cells)], False
    if len(found) < len(known):
        which = shown(cells[known.index(None)])
        raise BadFile(f"{file}, line {line}: {which} is no column; known are {', '.join(_COLUMNS)}")
    if len(found) > len(set(found)):
        raise BadFile(f"{file}, line {line}: two columns say the same: {', '.join(cells)}")
    if _CONCEPTS not in found or not {_INPUT, _ID} & {*found}:
        needed = f"{_CONCEPTS!r} and one of {_INPUT!r} and {_ID!r}"
        raise BadFile(f"{file}, line {line}: the columns needed are {needed}")
    return found, True


def _row(file: str | Path, line: tuple[int, list[str]], columns: Sequence[str]) -> Row:
    number, cells = line
    if len(cells) > len(columns):
        told = f"{len(cells)} cells, but there are {len(columns)} columns"
        raise BadFile(f"{file}, line {number}: it has {told}")
    return Row(number, dict(zip(columns, cells, strict=False)))

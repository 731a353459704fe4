"""XML whose elements know the line they begin at, and without anything that could explode.

A document type is refused, as only that can define entities, and expat is asked for no other file.
"""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from fakeannot.contract.invalid_json import shown
from fakeannot.interchange.files import BadFile, read_bytes


class Xml:
    """An XML file that was read.

    Attributes:
        file: where it is.
        root: its outermost element.
    """

    def __init__(self, file: Path, root: Element, lines: dict[Element, int]) -> None:
        self.file, self.root = file, root
        self._lines = lines

    def bad(self, element: Element, reason: str) -> BadFile:
        """The refusal of an element, with its line."""
        return BadFile(f"{self.file}, line {self._lines[element]}: {reason}")

    def child(self, element: Element, tag: str) -> Element:
        """The first element of that name within another.

        Raises:
            BadFile: there is none; so with those below.
        """
        found = element.find(tag)
        if found is None:
            raise self.bad(element, f"<{element.tag}> needs a <{tag}>")
        return found

    def text(self, element: Element, tag: str) -> str:
        """What stands in the first element of that name."""
        found = self.child(element, tag)
        text = (found.text or "").strip()
        if not text:
            raise self.bad(found, f"<{tag}> is empty")
        return text

    def number(self, element: Element, tag: str) -> float:
        """The finite number in the first element of that name."""
        text = self.text(element, tag)
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            raise self.bad(self.child(element, tag), f"<{tag}> is a number, got {shown(text)}")
        return number


def read_xml(file: Path) -> Xml:
    """An XML file with the lines of its elements.

    Raises:
        BadFile: it cannot be read, is no XML, or has a document type.
    """
    builder, lines = TreeBuilder(), dict[Element, int]()
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        lines[builder.start(tag, attributes)] = parser.CurrentLineNumber

    def refuse(*_: object) -> NoReturn:
        where = f"{file}, line {parser.CurrentLineNumber}"
        raise BadFile(f"{where}: a document type (<!DOCTYPE ...>) is refused: it can hold a bomb")

    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    content = read_bytes(file)
    try:
        parser.Parse(content, True)
    except BadFile:
        raise
    except expat.ExpatError as error:
        raise BadFile(
            f"{file}, line {error.lineno}: no XML: {expat.ErrorString(error.code)}"
        ) from None
    except (LookupError, ValueError) as error:  # an encoding that is not known
        raise BadFile(f"{file}, line 1: no XML: {error}") from None
    return Xml(file, builder.close(), lines)

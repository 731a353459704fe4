"""The one refusal of the JSON reader, and the words it uses."""

from __future__ import annotations

_LONGEST_PART = 64
_LONGEST_VALUE = 40
_PARTS_AT_START = 8
_PARTS_AT_END = 2


class InvalidJson(ValueError):
    """A JSON value that does not fit its message type.

    `path` says where ("annotations[0].data.regions[0].region_id", "" for the whole value),
    `reason` why ("" for an unknown field), `unknown_field` whether the message has no such field.
    """

    def __init__(self, reason: str = "", *, unknown_field: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown_field = unknown_field
        self._inside_out: list[str | int] = []

    def within(self, part: str | int) -> None:
        """Note the field or index around the place: called from the inside out."""
        self._inside_out.append(part)

    @property
    def parts(self) -> tuple[str | int, ...]:
        """The fields and indices on the way to the place, from the outside in."""
        return tuple(reversed(self._inside_out))

    @property
    def path(self) -> str:
        """Where the value was refused; very deep paths and very long names are shortened."""
        parts = [_path_part(part) for part in self.parts]
        if len(parts) <= _PARTS_AT_START + _PARTS_AT_END:
            return "".join(parts).removeprefix(".")
        start, end = "".join(parts[:_PARTS_AT_START]), "".join(parts[-_PARTS_AT_END:])
        return f"{start}...{end.removeprefix('.')}".removeprefix(".")

    def __str__(self) -> str:
        reason = "no such field" if self.unknown_field else self.reason
        return f"{self.path}: {reason}" if self._inside_out else reason


def _path_part(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    # A lone surrogate in a key would make the answer that quotes it impossible to encode.
    text = part.encode("utf-8", "backslashreplace").decode()
    return f".{_shortened(text, _LONGEST_PART)}"


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}..."


def kind_of(value: object) -> str:
    """The JSON kind of a value in words: "a list", "null"."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    kinds = {str: "a string", list: "a list", dict: "an object"}
    return next((word for kind, word in kinds.items() if isinstance(value, kind)), "no JSON value")


def shown(value: object) -> str:
    """A value as a reason quotes it: strings and numbers, shortened, the others by kind."""
    if isinstance(value, str):
        return _shortened(repr(value[: _LONGEST_VALUE + 1]), _LONGEST_VALUE)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_LONGEST_VALUE:
        return str(value)
    return kind_of(value)


def expected(wanted: str, value: object) -> InvalidJson:
    """The refusal of a value of the wrong kind, which is quoted if it is short."""
    kind, text = kind_of(value), shown(value)
    got = kind if text == kind else f"{kind} ({text})"
    return InvalidJson(f"expected {wanted}, got {got}")

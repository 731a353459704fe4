"""Documents as YAML: of what YAML has, that which JSON has too, and comments.

Imported where YAML is read or written, as PyYAML comes with an extra.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from fakeannot.seeds.errors import BadSeed, Place, YamlUnavailable

try:
    import yaml
except ModuleNotFoundError as error:
    raise YamlUnavailable(
        'YAML needs the package PyYAML, which is not installed: pip install "PyYAML>=6.0.1"',
        name=error.name,
    ) from error

_DEEPEST = 200
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
# The same in C, where the package was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Loader(_SafeLoader):  # type: ignore[misc]  # which of two it is shows when it runs
    """A safe loader to which a time is a text, as it is in JSON."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A mapping, of which nothing is lost: YAML itself would take the last of two."""
        names: set[str] = set()
        for name, _ in node.value:
            if str(name.value) in names:
                line = name.start_mark.line + 1
                raise BadSeed(f"no YAML: a mapping has {name.value!r} twice", line=line)
            names.add(str(name.value))
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


class _Dumper(_SafeDumper):  # type: ignore[misc]  # as above
    """A safe dumper that writes out what comes twice."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def yaml_value(text: str) -> Any:
    """What a YAML text says.

    Raises:
        BadSeed: it is no YAML, or has an alias, or a tag that is not of plain data.
    """
    try:
        _check_shape(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        raise BadSeed(f"no YAML: {reason}", line=mark.line + 1 if mark else 0) from None
    except BadSeed:
        raise
    except ValueError as error:
        raise BadSeed(f"no YAML that can be read: {error}") from None


def yaml_text(value: Any) -> str:
    """A value as YAML, block by block."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    return text


def yaml_line(text: str, place: Place) -> int:
    """The line, from 1, on which the value at that place begins; or what is around it."""
    node = yaml.compose(text, Loader=_Loader)
    for wanted in place:
        inner = [value for name, value in _inside(node) if name == wanted]
        if not inner:
            break
        node = inner[-1]
    return 1 if node is None else int(node.start_mark.line) + 1


def _inside(node: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)


def _check_shape(text: str) -> None:
    """Refuse what would crash the reader, or make it write out millions of things."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            told = f"*{event.anchor} is not read: write out what it stands for."
            raise BadSeed(told, line=mark.line + 1)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise BadSeed(f"nested deeper than {_DEEPEST} levels.", line=mark.line + 1)

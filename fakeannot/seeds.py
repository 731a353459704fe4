"""A world written down as JSON, to start from.

```json
{
  "users": [{"id": "labeler", "pat": "labeler-pat", "scopes": ["Annotations_Get"]}],
  "apps": [{
    "id": "street", "user_id": "owner", "collaborators": ["labeler"],
    "keys": [{"key": "street-key"}],
    "inputs": [{"id": "car-1", "data": {"image": {"url": "https://example.com/1.jpg"}}}],
    "annotations": [{"input_id": "car-1", "data": {"concepts": [{"id": "car"}]}}]
  }],
  "replies": {"ListModels": {"models": []}}
}
```

Inputs and annotations are in the form of the API's requests and pass the API's own checks. Without
an `id` or `user_id`, an app is the default app, or the default user's. Replies answer RPCs that
are not built, see `FakeClarifai.reply`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fakeannot.contract.json_reader import InvalidJson
from fakeannot.contract.operations import UnknownOperation
from fakeannot.service.access import granted
from fakeannot.service.refusals import Refusal

if TYPE_CHECKING:
    from fakeannot.app import App
    from fakeannot.fake import FakeClarifai

_USER = frozenset({"id", "pat", "scopes", "expired"})
_APP = frozenset({"id", "user_id", "collaborators", "keys", "inputs", "annotations"})
_KEY = frozenset({"key", "scopes", "expired"})


class BadSeed(ValueError):
    """A seed that is not of the documented shape, or that the API would refuse."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Users, apps and supplied answers to begin with."""

    users: list[dict[str, Any]] = field(default_factory=list)
    apps: list[dict[str, Any]] = field(default_factory=list)
    replies: dict[str, Any] = field(default_factory=dict)

    def fill(self, fake: FakeClarifai) -> None:
        """Bring the users, apps and answers into a fake.

        Raises:
            BadSeed: the API would refuse part of it; what came before it is there.
        """
        for at, user in enumerate(self.users):
            _known(user, _USER, f"users[{at}]")
            fake.add_user(_required(user, "id", f"users[{at}]"), **_options(user, f"users[{at}]"))
        for at, app in enumerate(self.apps):
            _known(app, _APP, f"apps[{at}]")
            _fill_app(fake, app, f"apps[{at}]")
        for rpc, answer in self.replies.items():
            try:
                fake.reply(rpc, answer)
            except (TypeError, UnknownOperation) as error:
                raise BadSeed(f"replies: {error}") from None


def read_seed(source: Mapping[str, Any] | str | Path) -> Seed:
    """A seed from a mapping or a JSON file.

    Raises:
        BadSeed: the file cannot be read as JSON, or has keys other than those above.
    """
    value: Any = source
    if isinstance(source, (str, Path)):
        try:
            value = json.loads(Path(source).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadSeed(f"seed {str(source)!r}: {error}") from None
    _known(value, frozenset({"users", "apps", "replies"}), "the seed")
    value = deepcopy(value)
    replies = value.get("replies", {})
    if not isinstance(replies, Mapping):
        raise BadSeed(f"the seed.replies is an object of answers by RPC, got {replies!r}.")
    return Seed(_list(value, "users", "the seed"), _list(value, "apps", "the seed"), dict(replies))


def _fill_app(fake: FakeClarifai, seed: dict[str, Any], where: str) -> None:
    app = fake.app(_text(seed, "id", where), _text(seed, "user_id", where))
    for user_id in _list(seed, "collaborators", where):
        app.add_collaborator(_required({"id": user_id}, "id", f"{where}.collaborators"))
    for key in _list(seed, "keys", where):
        _known(key, _KEY, f"{where}.keys")
        fake.add_key(app.id, user_id=app.user_id, **_options(key, f"{where}.keys"))
    for at, sent in enumerate(_list(seed, "inputs", where)):
        _add(app, "input", sent, f"{where}.inputs[{at}]")
    for at, sent in enumerate(_list(seed, "annotations", where)):
        _add(app, "annotation", sent, f"{where}.annotations[{at}]")


def _add(app: App, kind: str, sent: dict[str, Any], where: str) -> None:
    try:
        if kind == "input":
            _known(sent, frozenset({"id", "data"}), where)
            app.add_input(_text(sent, "id", where), data=sent.get("data"))
        else:
            input_id = _required(sent, "input_id", where)
            rest = {k: v for k, v in sent.items() if k not in ("id", "input_id", "data", "user_id")}
            app.add_annotation(
                input_id,
                sent.get("data"),
                annotation_id=_text(sent, "id", where),
                user_id=_text(sent, "user_id", where),
                **rest,
            )
    except (Refusal, InvalidJson, TypeError) as error:
        raise BadSeed(f"{where}: {error}") from None


def _known(value: Any, keys: frozenset[str], where: str) -> None:
    if not isinstance(value, Mapping):
        raise BadSeed(f"{where} is an object with {', '.join(sorted(keys))}, got {value!r}.")
    if unknown := sorted(set(value) - keys):
        raise BadSeed(f"{where} has {unknown}; it may have {', '.join(sorted(keys))}.")


def _required(value: Any, key: str, where: str) -> str:
    if not isinstance(value, Mapping) or not _text(value, key, where):
        raise BadSeed(f"{where} needs a {key!r}.")
    return _text(value, key, where)


def _text(value: Mapping[str, Any], key: str, where: str) -> str:
    text = value.get(key, "")
    if not isinstance(text, str):
        raise BadSeed(f"{where}.{key} is a text, got {text!r}.")
    return text


def _list(value: Mapping[str, Any], key: str, where: str) -> list[Any]:
    items = value.get(key, [])
    if not isinstance(items, (list, tuple)):
        raise BadSeed(f"{where}.{key} is a list, got {items!r}.")
    return list(items)


def _options(value: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What a user or a key has besides an id, in the form of keyword arguments."""
    options: dict[str, Any] = {k: _text(value, k, where) for k in ("pat", "key") if k in value}
    if value.get("scopes") is not None:
        scopes = _list(value, "scopes", where)
        try:
            granted(scopes)
        except (ValueError, TypeError) as error:
            raise BadSeed(f"{where}.scopes: {error}") from None
        options["scopes"] = scopes
    if not isinstance(value.get("expired", False), bool):
        raise BadSeed(f"{where}.expired is true or false, got {value['expired']!r}.")
    return {**options, "expired": value.get("expired", False)}

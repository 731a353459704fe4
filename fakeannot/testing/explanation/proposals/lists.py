"""Edits against refusals of lists: too short, too long, or not as long as another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fakeannot.testing.explanation.proposals.case import Case, Proposal, proposes
from fakeannot.testing.explanation.proposals.json_values import field_at
from fakeannot.testing.explanation.proposals.known import known_ids

IMAGE = "https://example.com/image.jpg"
_IDS, _INPUT_IDS = ("ids",), ("input_ids",)


@proposes("annotations.pairs_match")
def as_many_of_each(case: Case) -> Iterator[Proposal]:
    ids, input_ids = case.texts(_IDS), case.texts(_INPUT_IDS)
    if len(input_ids) < len(ids):
        yield _appended(case, _owners(case, ids[len(input_ids) :], input_ids))
        yield from case.cut(_IDS, len(input_ids))
    else:
        yield from case.cut(_INPUT_IDS, len(ids))


@proposes("annotations.delete_needs_input")
def some_input(case: Case) -> Iterator[Proposal]:
    owners = _owners(case, case.texts(_IDS), case.input_ids()) or case.input_ids()[:1]
    if owners:
        yield _appended(case, owners)


@proposes("bulk.at_most_128")
def fewer_items(case: Case) -> Iterator[Proposal]:
    yield from case.cut(case.path, 128)


@proposes("bulk.not_empty")
def one_item(case: Case) -> Iterator[Proposal]:
    field = field_at(case, case.path)
    if field is None:
        return
    if field.message_type is None:
        yield from (case.set(case.path, [id_]) for id_ in known_ids(case)[:1])
        return
    for item in _items(case):
        yield case.set(case.path, [item])
    # What it lacks is told by the next refusal.
    yield case.set(case.path, [{}])


def _items(case: Case) -> Iterator[Mapping[str, object]]:
    """Items of annotations and inputs that lack nothing."""
    operation, field = case.draft.operation, case.path[-1]
    patches = operation is not None and operation.name.startswith("Patch")
    if field == "annotations" and patches:
        own = (row for row in case.annotations() if row.user_id)
        yield from ({"input_id": row.input_id, "id": row.id} for row in [*own][:1])
    elif field == "annotations":
        yield from ({"input_id": id_} for id_ in case.input_ids()[:1])
    elif field == "inputs" and patches:
        yield from ({"id": id_} for id_ in case.input_ids()[:1])
    elif field == "inputs":
        yield {"data": {"image": {"url": IMAGE}}}


def _owners(case: Case, ids: list[str], otherwise: list[str]) -> list[str]:
    """The input of each annotation, and for one that is not there the last of some others."""
    owner = {row.id: row.input_id for row in case.annotations()}
    known = [owner.get(id_, otherwise[-1] if otherwise else "") for id_ in ids]
    return known if all(known) else []


def _appended(case: Case, input_ids: list[str]) -> Proposal:
    draft, changes = case.draft, []
    for number, value in enumerate(input_ids, len(case.texts(_INPUT_IDS))):
        change = draft.setting((*_INPUT_IDS, number), value)
        changes.append(change)
        draft = draft.changed((change,))
    return Proposal(tuple(changes))

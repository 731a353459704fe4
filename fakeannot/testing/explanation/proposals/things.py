"""Edits against refusals of ids, and of things that there are or are not."""

from __future__ import annotations

from collections.abc import Iterator

from fakeannot.testing.explanation.document import GONE
from fakeannot.testing.explanation.proposals.case import Case, Proposal, proposes
from fakeannot.testing.explanation.proposals.known import known, known_ids, parents
from fakeannot.testing.explanation.proposals.lists import IMAGE


@proposes("annotations.id_unique", "inputs.id_unique", "things.id_unique", "concepts.post_known")
def another_id(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.path)
    yield case.set(case.path, f"{case.got}-2")


@proposes("annotations.id_without_slash", "inputs.id_without_slash", "things.id_without_slash")
def no_slash(case: Case) -> Iterator[Proposal]:
    if isinstance(case.got, str):
        yield case.set(case.path, case.got.replace("/", "-"))
    yield from case.remove(case.path)


@proposes("things.unknown", "stored_models.unknown", "stored_workflows.unknown")
def known_thing(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, known_ids(case))
    for one in known(case):
        if one.id == case.got and one.parent:
            yield from (case.set(parent, one.parent) for parent in parents(case))


@proposes(
    "annotations.input_known", "inputs.patch_unknown", "inputs.get_unknown", "searches.rank_input"
)
def known_input(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, case.input_ids())


@proposes("annotations.input_id", "annotations.get_unknown", "annotations.patch_known")
def known_annotation(case: Case) -> Iterator[Proposal]:
    at_input = case.path[-1] == "input_id"
    input_path = case.path if at_input else case.beside("input_id")
    if at_input:
        yield from _input_of_annotation(case)
        yield from known_input(case)
        return
    input_id = case.draft.value(input_path)
    rows = list(case.annotations(input_id if isinstance(input_id, str) else ""))
    # Those that may be changed and deleted come first.
    plain = [row.id for row in rows if not row.input_level and row.user_id]
    yield from case.nearest(case.path, plain or [row.id for row in rows])
    yield from _input_of_annotation(case)


def _input_of_annotation(case: Case) -> Iterator[Proposal]:
    """The input that has the annotation which is named."""
    ids = {case.draft.value(case.beside(name)) for name in ("id", "annotation_id")} - {GONE}
    rows = case.annotations() if ids else iter(())
    for input_id in dict.fromkeys(row.input_id for row in rows if row.id in ids):
        yield case.set(case.beside("input_id"), input_id)


@proposes("inputs.need_media")
def some_medium(case: Case) -> Iterator[Proposal]:
    kinds = [kind for kind in ("image", "video", "audio", "text") if _has(case, kind)]
    for kind in kinds or ["image"]:
        yield case.set((*case.item, "data", kind, "url"), IMAGE)


@proposes("inputs.url_unique")
def duplicate_url(case: Case) -> Iterator[Proposal]:
    yield case.set(case.beside("allow_duplicate_url"), value=True)


def _has(case: Case, kind: str) -> bool:
    return case.draft.value((*case.item, "data", kind)) is not GONE

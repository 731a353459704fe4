"""Mutants that list wrongly."""

from __future__ import annotations

from typing import Any

from fakeannot.service.annotations import reads as annotation_reads
from fakeannot.service.annotations.reads import check_pairs
from fakeannot.service.inputs import reads as input_reads
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import DoesNotExist
from fakeannot.store.annotations import AnnotationQuery, AnnotationStore
from fakeannot.store.inputs import InputStore
from fakeannot.store.table import Rows
from tests.conformance.mutants.mutant import mutant, put, swapped, with_settings, wrap

ORDER, FILTERS = "annotations.oldest_first", "annotations.list_filters"
PAGES, SIZE = "lists.page_from_1", "lists.per_page_20"
EVERYTHING = 1 << 30

for size in (10, 19, 21, 128):
    with_settings(f"page_size_{size}", f"A page has {size} annotations.", SIZE, per_page=size)


def _selected(change: Any) -> None:
    """Change what a list selects: all of it, before a page is cut out."""

    def page(original: Any, store: Any, query: Any, start: int, count: int) -> Any:
        records = change(original(store, query, 0, EVERYTHING))
        return records[start : start + count]

    wrap(AnnotationStore, "_page", page)


def _without(*names: str) -> Any:
    """A query in which these filters are left out."""
    blank = AnnotationQuery()

    def query(original: Any, call: Any, request: Any) -> Any:
        made = original(call, request)
        return made._replace(**{name: getattr(blank, name) for name in names})

    return query


@mutant("Annotations are listed newest first.", ORDER)
def order_reversed() -> None:
    _selected(lambda records: records[::-1])


@mutant("Annotations of one call are listed in no order.", ORDER)
def ties_unordered() -> None:
    def shuffled(records: Any) -> Any:
        return sorted(records, key=lambda record: (record[0] // 32, hash(record[1])))

    _selected(shuffled)


@mutant("What was patched last is listed last.", ORDER)
def ordered_by_modification() -> None:
    def replace(_: Any, store: Any, row: Any) -> None:
        store.remove(row)
        sequence = EVERYTHING + row.message.modified_at.ToNanoseconds() // 1000
        store.add(type(row).of(sequence, row.message))

    wrap(AnnotationStore, "replace", replace)


@mutant("Pages count from 0.", PAGES)
def pages_from_0() -> None:
    put(
        annotation_reads,
        "page_bounds",
        lambda page, size, default: (page * (size or default), size or default),
    )


@mutant("Pages but the first begin one item early.", PAGES)
def pages_overlap() -> None:
    def bounds(original: Any, *wanted: int) -> tuple[int, int]:
        start, count = original(*wanted)
        return max(start - 1, 0), count

    wrap(annotation_reads, "page_bounds", bounds)


@mutant("A page of over 1,000 is cut to 1,000.", "lists.at_most_1000")
def large_pages_cut() -> None:
    put(
        annotation_reads,
        "page_bounds",
        lambda page, size, default: page_bounds(page, min(size, 1000), default),
    )


@mutant("A page past the end is refused.", "lists.past_the_end")
def past_the_end_refused() -> None:
    def page(original: Any, store: Any, query: Any, start: int, count: int) -> Any:
        found = original(store, query, start, count)
        if start and not list(found):
            raise DoesNotExist("No such page.", rule="lists.past_the_end")
        return found

    wrap(AnnotationStore, "page", page)


for ignored in ("input_ids", "statuses", "task_id", "workers"):
    swapped(
        f"{ignored}_ignored",
        f"The filter {ignored} is ignored.",
        FILTERS if ignored != "workers" else "annotations.workers_union",
        annotation_reads,
        "_query",
        (lambda query, real: lambda call, request: query(real, call, request))(
            _without(ignored), annotation_reads._query
        ),
    )


@mutant("input_ids and statuses select a union.", FILTERS)
def filters_united() -> None:
    def page(original: Any, store: Any, query: Any, start: int, count: int) -> Any:
        if not (query.input_ids and query.statuses):
            return original(store, query, start, count)
        parts = (query._replace(input_ids=()), query._replace(statuses=()))
        found = {record for part in parts for record in original(store, part, 0, EVERYTHING)}
        return sorted(found)[start : start + count]

    wrap(AnnotationStore, "_page", page)


@mutant("Only the first of several input_ids counts.", FILTERS)
def first_input_id_only() -> None:
    def query(original: Any, call: Any, request: Any) -> Any:
        made = original(call, request)
        return made._replace(input_ids=made.input_ids[:1])

    wrap(annotation_reads, "_query", query)


@mutant("user_ids and model_version_ids narrow each other.", "annotations.workers_union")
def workers_intersected() -> None:
    def page(original: Any, store: Any, query: Any, start: int, count: int) -> Any:
        if len({column for column, _ in query.workers}) > 1:
            return []
        return original(store, query, start, count)

    wrap(AnnotationStore, "_page", page)


@mutant("Without list_all_annotations only the caller's annotations are listed.", FILTERS)
def others_hidden() -> None:
    def page(original: Any, store: Any, query: Any, start: int, count: int) -> Any:
        found = original(store, query, start, count)
        return [one for one in found if not query.trusted_only or one[2][0] != SOMEBODY]

    wrap(AnnotationStore, "_page", page)


SOMEBODY = "fakeannot-somebody"


@mutant("ids are accepted without input_ids.", "annotations.pairs_match")
def ids_alone_accepted() -> None:
    def pairs(input_ids: list[str], ids: list[str]) -> list[tuple[str, str]]:
        return check_pairs(input_ids, ids) if input_ids else []

    put(annotation_reads, "check_pairs", pairs)


def cut(input_ids: list[str], ids: list[str]) -> list[tuple[str, str]]:
    """Pairs as far as the shorter list goes."""
    return list(zip(input_ids, ids, strict=False))


@mutant("Lists of ids that do not match are cut to the shorter.", "annotations.pairs_match")
def mismatch_accepted() -> None:
    put(annotation_reads, "check_pairs", cut)


@mutant("With ids, the input ids are not looked at.", "annotations.list_pairs")
def pairs_by_id_alone() -> None:
    def get(store: Any, _: str, id_: str) -> Any:
        return store._table.get(id_)

    wrap(
        annotation_reads,
        "_pairs",
        lambda _original, call, request, _query: [
            row
            for id_ in request.ids
            if (row := get(call.app.annotations, "", id_)) is not None
            and check_pairs(list(request.input_ids), list(request.ids))
        ],
    )


@mutant("A page past what is there is filled up from the beginning.", PAGES)
def pages_wrap_around() -> None:
    def page(original: Any, store: Any, query: Any, start: int, count: int) -> Any:
        return original(store, query, start, count) or original(store, query, 0, count)

    wrap(AnnotationStore, "_page", page)


@mutant("Input-level annotations are not listed.", "input_level.listed")
def input_level_hidden() -> None:
    _selected(lambda records: [record for record in records if not record[2][6]])


@mutant("Inputs are listed newest first.", "inputs.list")
def inputs_newest_first() -> None:
    def page(original: Any, store: Any, ids: Any, status: int, start: int, count: int) -> Any:
        rows = original(store, ids, status, 0, EVERYTHING)
        return Rows(rows._records[::-1][start : start + count], rows._row_type, rows._texts)

    wrap(InputStore, "page", page)


@mutant("The status filter of a list of inputs is ignored.", "inputs.list")
def inputs_status_ignored() -> None:
    wrap(InputStore, "page", lambda original, store, ids, _, *page: original(store, ids, 0, *page))


@mutant("The input count leaves zeros out.", "inputs.count")
def processed_not_counted() -> None:
    wrap(InputStore, "count", lambda original, store, status: original(store, status) // 2)


swapped(
    "inputs_page_size_1",
    "A page of inputs has 1.",
    "inputs.list",
    input_reads,
    "PER_PAGE",
    1,
)

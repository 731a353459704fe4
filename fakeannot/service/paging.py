"""Which part of a list a request asks for."""

from __future__ import annotations

from fakeannot.rules import enforces
from fakeannot.service.refusals import BadPage
from fakeannot.settings import MAX_PER_PAGE


@enforces("lists.page_from_1", "lists.past_the_end")
def page_bounds(page: int, per_page: int, default: int) -> tuple[int, int]:
    """The position of a page's first item, and how many items the page has.

    Page and size 0, which the wire cannot tell from absent, mean 1 and `default`.

    Raises:
        BadPage: more than 1,000 items a page.
    """
    if per_page > MAX_PER_PAGE:
        raise BadPage(
            f"per_page is {per_page}; at most {MAX_PER_PAGE} results per page can be had.",
            rule="lists.at_most_1000",
            at=("per_page",),
        )
    size = per_page or default
    return (max(page, 1) - 1) * size, size

"""Colours and captions of drawings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot.lens import Label, compare
from fakeannot.lens.chips import Area, Chips
from fakeannot.lens.colours import colour_of, contrast_with_white
from fakeannot.lens.marks import Mark
from fakeannot.lens.svg import Element
from tests.lens.labelled import annotation, box, region


@given(st.text(max_size=20))
def test_a_concept_has_one_colour_and_white_letters_can_be_read_on_it(concept: str) -> None:
    assert colour_of(concept) == colour_of(concept)
    assert contrast_with_white(colour_of(concept)) >= 4.5


def test_captions_of_what_agrees_never_hide_one_another() -> None:
    parent, within = Element("g"), Area(0, 0, 300, 200)
    chips = Chips(parent, within)
    for _ in range(40):
        chips.put(Mark(labelled(), expected=False, pale=True, caption="dog"), Area(10, 10, 60, 60))
    areas = chips.taken
    assert 1 < len(areas) < 40
    assert not [1 for one in areas for other in areas if one is not other and one.meets(other)]


@pytest.mark.parametrize("pale", [True, False])
def test_only_a_caption_of_what_differs_is_put_where_there_is_no_room(pale: bool) -> None:
    chips = Chips(Element("g"), Area(0, 0, 30, 19))
    for _ in range(2):
        chips.put(Mark(labelled(), False, pale, caption="dog"), Area(0, 0, 9, 9))
    assert len(chips.taken) == (1 if pale else 2)


def labelled() -> Label:
    one = [annotation(region(box(0, 0, 1, 1)))]
    (pair,) = compare(one, one).pairs
    return pair.label

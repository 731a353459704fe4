"""The text that tells the differences."""

from __future__ import annotations

from fakeannot.lens import compare
from tests.lens.labelled import annotation, box, point, region, whole

EXPECTED = [
    annotation(region(box(0.1, 0.1, 0.5, 0.5), "dog")),
    annotation(region(box(0.5, 0.6, 0.9, 0.9), "truck", 0.9)),
    annotation(region(box(0, 0.6, 0.2, 0.9), "lamp")),
    annotation(region(point(0.2, 0.2), "nose")),
    annotation(whole("sunny", 0.5)),
    annotation(whole("day"), "meadow"),
]
ACTUAL = [
    annotation(region(box(0.1, 0.2, 0.5, 0.6), "dog", 0.8)),
    annotation(region(box(0.5, 0.6, 0.9, 0.9), "car", 0.9)),
    annotation(region(point(0.2, 0.25), "nose")),
    annotation(whole("sunny", 0.75)),
    annotation({"frames": [{"frame_info": {"time": 40}, "data": whole("rain")}]}),
    *[annotation(whole("grass"), "yard")] * 3,
]


TABLE = """\
1 missing input, 1 extra input, 1 missing, 2 moved, 1 relabelled, 1 value, 1 extra; 0 labels \
the same (iou 0.9, distance 0.02, value 0.001)
input            what           concept           where
meadow           missing input                    1 label
yard             extra input                      3 labels
street           missing        lamp              box (0, 0.6) to (0.2, 0.9)
street           moved          dog 1 → 0.8       IoU 0.6: box (0.1, 0.1) to (0.5, 0.5) → \
box (0.1, 0.2) to (0.5, 0.6)
street           relabelled     truck → car       box (0.5, 0.6) to (0.9, 0.9)
street           moved          nose              0.05 away: point row 0.2, col 0.2 → \
point row 0.2, col 0.25
street           value          sunny 0.5 → 0.75  whole input
street at 40 ms  extra          rain              whole input"""


def test_each_difference_has_a_line() -> None:
    assert compare(ACTUAL, EXPECTED).table() == TABLE


def test_of_many_the_first_are_told_and_how_many_more_there_are() -> None:
    many = [annotation(whole(f"c{number:02}")) for number in range(30)]
    compared = compare([*many, EXPECTED[0]], [EXPECTED[0]])
    lines = compared.table().splitlines()
    assert len(lines) == 23
    assert lines[-1] == "... and 10 more"
    assert len(compared.table(rows=3).splitlines()) == 6


def test_of_sets_that_agree_there_is_one_line() -> None:
    compared = compare(EXPECTED, EXPECTED)
    assert compared.table() == "6 labels the same (iou 0.9, distance 0.02, value 0.001)"
    assert repr(compared) == "<Comparison: 6 labels the same>"


def test_no_concept_breaks_the_lines_or_hides_in_them() -> None:
    hostile = annotation(whole("a\nb\x1b[31m\u202edrawkcab" + "x" * 99), "in\tput")
    known = annotation(whole("day"), "in\tput")
    *_, line = compare([hostile, known], [known]).table().splitlines()
    assert line.isprintable()
    assert "a�b�[31m�drawkcab" in line
    assert "…" in line


def test_what_was_found_reads_well_at_a_prompt() -> None:
    compared = compare(ACTUAL, EXPECTED)
    assert repr(compared.differences[0]) == "<missing input 'meadow': 1 label>"
    moved = next(one for one in compared.differences if one.kind == "moved")
    assert repr(moved).startswith("<moved: expected <Label dog of 'street': box (0.1, 0.1) to")

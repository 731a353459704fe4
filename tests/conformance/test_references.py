"""Generated ids of two worlds go together one to one."""

from __future__ import annotations

from fakeannot.conformance.references import References

A, B, C, D = ("0123456789abcdef" * 2, "a" * 32, "b" * 32, "c" * 32)


def test_a_pair_is_learned_and_then_kept() -> None:
    references = References()
    assert references.pair(A, B)
    assert references.pair(A, B)
    assert not references.pair(A, C)
    assert not references.pair(C, B)
    assert references.pair(C, D)


def test_ids_are_replaced_at_any_depth_and_within_texts() -> None:
    references = References()
    references.pair(A, B)
    value = {"ids": [A], "details": f"no annotation '{A}'", "n": 1, "short": "abc", "other": D}
    there = references.to_target(value)
    assert there == {**value, "ids": [B], "details": f"no annotation '{B}'"}
    assert references.to_fake(there) == value


def test_texts_are_the_same_if_only_ids_differ_that_go_together() -> None:
    references = References()
    assert references.same_text(f"input {A} of {A}", f"input {B} of {B}")
    assert not references.same_text(A, C)
    assert not references.same_text(f"input {C}", f"annotation {D}")
    assert not references.same_text("one", "another")


def test_an_id_may_be_another_as_long_as_nothing_speaks_against_it() -> None:
    references = References()
    assert references.may_pair(A, B)
    assert references.may_pair("i1", "i1")
    assert not references.may_pair("i1", "i2")
    assert not references.may_pair("i1", B)
    references.pair(A, B)
    assert references.may_pair(A, B)
    assert not references.may_pair(A, C)
    assert not references.may_pair(C, B)
    assert references.has(A)
    assert not references.has(C)

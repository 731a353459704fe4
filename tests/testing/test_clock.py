"""A test author stops, moves and reads the time of a fake."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai

NEW_YEAR = datetime(2030, 1, 1, tzinfo=timezone.utc)
DAY = timedelta(days=1)


class Source:
    """What a fake takes the time from."""

    def __init__(self) -> None:
        self.now = NEW_YEAR

    def __call__(self) -> int:
        return int(self.now.timestamp()) * 10**9


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def fake(source: Source) -> FakeClarifai:
    return FakeClarifai(clock=source, processing="seconds:5")


def made(fake: FakeClarifai) -> datetime:
    """When an input that is added now is said to be created."""
    moment: datetime = fake.app().add_input().created_at.ToDatetime(timezone.utc)
    return moment


def status(fake: FakeClarifai) -> int:
    return int(fake.app().inputs()[0].status.code)


def test_the_time_is_that_of_the_source_in_utc(fake: FakeClarifai, source: Source) -> None:
    assert fake.clock.now() == NEW_YEAR
    assert fake.clock.now().tzinfo is timezone.utc
    source.now += DAY
    assert fake.clock.now() == NEW_YEAR + DAY


def test_a_frozen_clock_stands_still_and_goes_on_from_there(
    fake: FakeClarifai, source: Source
) -> None:
    fake.clock.freeze()
    source.now += DAY
    assert (fake.clock.now(), made(fake)) == (NEW_YEAR, NEW_YEAR)
    fake.clock.resume()
    fake.clock.resume()
    assert fake.clock.now() == NEW_YEAR
    source.now += DAY
    assert fake.clock.now() == NEW_YEAR + DAY


def test_a_real_clock_is_frozen_at_the_very_moment_that_was_given() -> None:
    fake = FakeClarifai()
    fake.clock.freeze(NEW_YEAR)
    assert (fake.clock.now(), made(fake)) == (NEW_YEAR, NEW_YEAR)


def test_what_is_made_while_the_clock_stands_still_is_a_microsecond_apart(
    fake: FakeClarifai,
) -> None:
    fake.clock.freeze()
    moments = [made(fake) for _ in range(3)]
    assert moments[0] == fake.clock.now()
    assert all(later - earlier < timedelta(milliseconds=1) for earlier, later in pairwise(moments))
    assert all(earlier < later for earlier, later in pairwise(moments))


@pytest.mark.parametrize("time", [90, 90.0, timedelta(minutes=1.5)])
@pytest.mark.parametrize("frozen", [True, False])
def test_time_is_made_to_pass(fake: FakeClarifai, source: Source, time: Any, frozen: bool) -> None:
    if frozen:
        fake.clock.freeze()
    fake.clock.advance(time)
    assert made(fake) == NEW_YEAR + timedelta(seconds=90)
    source.now += DAY
    assert fake.clock.now() == NEW_YEAR + timedelta(seconds=90) + (not frozen) * DAY


def test_time_is_named_by_its_unit_too(fake: FakeClarifai) -> None:
    fake.clock.advance(seconds=0.25)
    assert fake.clock.now() == NEW_YEAR + timedelta(milliseconds=250)


@pytest.mark.parametrize("frozen", [True, False])
def test_one_travels_to_any_moment_and_the_clock_stands_or_runs_as_before(
    fake: FakeClarifai, source: Source, frozen: bool
) -> None:
    if frozen:
        fake.clock.freeze()
    for to in (NEW_YEAR + 99 * DAY, NEW_YEAR - 99 * DAY):
        fake.clock.travel(to)
        assert fake.clock.now() == to
    source.now += DAY
    assert fake.clock.now() == NEW_YEAR - 99 * DAY + (not frozen) * DAY


def test_a_moment_may_be_in_any_time_zone(fake: FakeClarifai) -> None:
    fake.clock.travel(datetime(2031, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert fake.clock.now() == datetime(2031, 1, 1, tzinfo=timezone.utc)


def test_an_input_is_processed_when_its_time_has_come(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    fake.app().add_input()
    assert status(fake) == 30001
    fake.clock.advance(seconds=4.999_999)
    assert status(fake) == 30001
    fake.clock.advance(seconds=0.000_001)
    assert status(fake) == 30000


@pytest.mark.parametrize("put", ["travel", "freeze"])
def test_time_cannot_go_back_before_what_is_there(fake: FakeClarifai, put: str) -> None:
    made(fake)
    with pytest.raises(ValueError, match=r"cannot go back to 2029-12-31 .* 2030-01-01 .* reset"):
        getattr(fake.clock, put)(NEW_YEAR - DAY)
    assert fake.clock.now() == NEW_YEAR
    fake.clock.advance(1)
    assert fake.clock.now() == NEW_YEAR + timedelta(seconds=1), "it was not frozen"


def test_one_can_come_back_from_a_time_in_which_nothing_was_made(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    made(fake)
    made(fake)
    fake.clock.travel(NEW_YEAR + DAY)
    fake.clock.travel(NEW_YEAR)
    assert fake.clock.now() == NEW_YEAR
    made(fake)


def test_a_moment_that_was_read_can_be_travelled_to() -> None:
    fake = FakeClarifai(clock=lambda: 10**18 + 999)
    made(fake)
    fake.clock.travel(fake.clock.now())


def test_a_reset_leaves_the_time_and_opens_the_past(fake: FakeClarifai, source: Source) -> None:
    fake.clock.freeze(NEW_YEAR + DAY)
    made(fake)
    fake.reset()
    assert fake.clock.now() == NEW_YEAR + DAY
    fake.clock.travel(NEW_YEAR - DAY)
    source.now += DAY
    assert made(fake) == NEW_YEAR - DAY


def test_a_fork_and_a_snapshot_have_their_own_time(fake: FakeClarifai) -> None:
    with fake.fork():
        fake.clock.freeze(NEW_YEAR + DAY)
        snapshot = fake.snapshot()
    assert fake.clock.now() == NEW_YEAR
    fake.restore(snapshot)
    assert fake.clock.now() == NEW_YEAR + DAY


@pytest.mark.parametrize(
    ("to", "kind", "told"),
    [
        (datetime(2030, 1, 1), ValueError, "has no time zone: say datetime"),
        ("2030-01-01", TypeError, "a moment such as datetime"),
        (date(2030, 1, 1), TypeError, "a moment such as datetime"),
        (datetime(1969, 12, 31, tzinfo=timezone.utc), ValueError, "begins with 1970"),
        (datetime(9999, 1, 2, tzinfo=timezone.utc), ValueError, "cannot go to 9999-01-02.*as far"),
    ],
)
def test_what_is_no_moment_is_told_so(
    fake: FakeClarifai, to: Any, kind: type[Exception], told: str
) -> None:
    with pytest.raises(kind, match=told):
        fake.clock.freeze(to)
    assert fake.clock.now() == NEW_YEAR


@pytest.mark.parametrize("time", [-1, timedelta(-1), 1e12, 1e300, timedelta.max])
def test_time_passes_neither_backwards_nor_beyond_what_can_be_told(
    fake: FakeClarifai, time: Any
) -> None:
    with pytest.raises(ValueError, match=r"only advances|end with the year 9999"):
        fake.clock.advance(time)
    assert fake.clock.now() == NEW_YEAR


@pytest.mark.parametrize("frozen", [True, False])
def test_at_the_end_of_all_time_things_are_still_made_one_after_the_other(
    fake: FakeClarifai, source: Source, frozen: bool
) -> None:
    end = datetime(9999, 1, 1, tzinfo=timezone.utc)
    fake.clock.travel(end)
    if frozen:
        fake.clock.freeze()
    source.now += 2 * 366 * DAY
    assert fake.clock.now() == end
    assert [made(fake), made(fake)] == [end, end + timedelta(microseconds=1)]
    with pytest.raises(ValueError, match="end with the year 9999"):
        fake.clock.advance(1)


@pytest.mark.parametrize(("nanoseconds", "year"), [(-(10**30), 1970), (-1, 1970), (10**30, 9999)])
def test_a_source_beyond_the_times_of_the_api_is_taken_for_the_nearest(
    nanoseconds: int, year: int
) -> None:
    fake = FakeClarifai(clock=lambda: nanoseconds)
    assert fake.clock.now() == datetime(year, 1, 1, tzinfo=timezone.utc)
    assert made(fake) - fake.clock.now() <= timedelta(microseconds=1)


STEPS = st.one_of(
    st.just(("made", 0)),
    st.tuples(st.sampled_from(["advance", "travel", "freeze", "source"]), st.integers(-3, 3)),
    st.just(("resume", 0)),
)


@settings(deadline=None)
@given(st.lists(STEPS, max_size=20))
def test_however_time_is_moved_later_things_have_later_times(steps: list[tuple[str, int]]) -> None:
    source = Source()
    fake = FakeClarifai(clock=source)
    moments = []
    for step, days in steps:
        try:
            if step == "made":
                moments.append(made(fake))
            elif step == "source":
                source.now += days * DAY
            elif step == "resume":
                fake.clock.resume()
            else:
                by = days * DAY
                getattr(fake.clock, step)(by if step == "advance" else fake.clock.now() + by)
        except ValueError:
            # The source itself may have gone back behind what was made.
            assert days < 0 or fake.clock.now() + days * DAY < moments[-1]
    assert all(earlier < later for earlier, later in pairwise(moments))

"""What many callers did and saw, and whether one order of calls explains it all.

Each check gives the faults it finds, in words; none means that the history is fine. Times are of
one clock that all callers share, in nanoseconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Event(NamedTuple):
    """One call, from its beginning to its answer.

    Attributes:
        kind: what was done, such as "write" or "read".
        thing: what it was done to.
        value: what was written or seen; of a set or a list, all that was seen.
        door: by which way.
    """

    kind: str
    thing: str
    began: int
    ended: int
    value: tuple[str, ...]
    door: str


def register_faults(events: Iterable[Event]) -> list[str]:
    """Whether each thing behaves as one register, of writes that all differ, and reads.

    All events of a value make a zone: from the first end among them to the last beginning. Reads
    and writes can be put in one order unless two zones in which the value has to be there overlap,
    or one in which it may be there for a moment lies within another (Gibbons and Korach, 1997).
    """
    faults = []
    for thing, of_thing in by_thing(events).items():
        values: defaultdict[tuple[str, ...], list[Event]] = defaultdict(list)
        for event in of_thing:
            values[event.value].append(event)
        zones = []
        for value, its in values.items():
            writes = [event for event in its if event.kind == "write"]
            if len(writes) != 1:
                faults.append(f"{thing}: {value} was read, and written {len(writes)} times")
                continue
            if any(event.ended < writes[0].began for event in its):
                faults.append(f"{thing}: {value} was read before it was written")
            zones.append((min(e.ended for e in its), max(e.began for e in its), value))
        faults += (f"{thing}: {told}" for told in _clashes(zones))
    return faults


def _clashes(zones: Sequence[tuple[int, int, tuple[str, ...]]]) -> Iterator[str]:
    lasting = sorted(zone for zone in zones if zone[0] < zone[1])
    for one, other in pairwise(lasting):
        if other[0] < one[1]:
            yield f"{one[2]} was read after {other[2]}, and the other way round"
    for last, first, value in (zone for zone in zones if zone[0] >= zone[1]):
        for begin, end, around in lasting:
            if begin < first and last < end:
                yield f"{value} came and went while {around} was there all the time"


def set_faults(events: Iterable[Event]) -> list[str]:
    """Whether nothing that was added to a set was lost, or seen before it came."""
    faults = []
    for thing, of_thing in by_thing(events).items():
        added = {event.value[0]: event for event in of_thing if event.kind == "add"}
        reads = [event for event in of_thing if event.kind == "read"]
        for read in reads:
            seen = set(read.value)
            lost = [one for one, add in added.items() if add.ended < read.began and one not in seen]
            early = [one for one in seen if one not in added or added[one].began > read.ended]
            if lost or early:
                faults.append(f"{thing}: {read.door} missed {lost} and saw too early {early}")
        by_size = sorted((set(read.value) for read in reads), key=len)
        faults += (f"{thing}: two readers saw {one ^ other} in other orders"
                   for one, other in pairwise(by_size) if not one <= other)  # fmt: skip
    return faults


def batch_faults(events: Iterable[Event], size: int) -> list[str]:
    """Whether batches, which come and go as a whole, were always seen whole or not at all."""
    faults = []
    for thing, of_thing in by_thing(events).items():
        came = min((e for e in of_thing if e.kind == "add"), default=None, key=lambda e: e.began)
        went = min((e for e in of_thing if e.kind == "delete"), default=None, key=lambda e: e.began)
        for read in (event for event in of_thing if event.kind == "read"):
            count = len(read.value)
            if count not in (0, size):
                faults.append(f"{thing}: {read.door} saw {count} of {size}")
            if count and (came is None or read.ended < came.began):
                faults.append(f"{thing}: {read.door} saw it before it came")
            gone = went is not None and went.began < read.ended
            if not count and came is not None and came.ended < read.began and not gone:
                faults.append(f"{thing}: {read.door} did not see it")
            if count and went is not None and went.ended < read.began:
                faults.append(f"{thing}: {read.door} saw it after it had gone")
    return faults


def log_faults(posts: Sequence[Event], walks: Sequence[Event], final: Sequence[str]) -> list[str]:
    """Whether a list that only grows keeps the order of its posts, and walks over it see it whole.

    Args:
        posts: each with the ids it was given.
        walks: each with the ids on all pages, in order.
        final: the ids in the list at last.
    """
    faults = [f"{one} is twice in the list" for one, n in Counter(final).items() if n > 1]
    at = {one: position for position, one in enumerate(final)}
    given = [one for post in posts for one in post.value]
    faults += [f"{one} was given twice" for one, n in Counter(given).items() if n > 1]
    faults += [f"{one} was posted and is lost" for one in given if one not in at]
    faults += [f"{one} was never posted" for one in at.keys() - set(given)]
    if faults:
        return faults
    faults += _overtaking(posts, at)
    for walk in walks:
        there = {one for post in posts if post.ended < walk.began for one in post.value}
        positions = [at[one] for one in walk.value]
        if skipped := there - set(walk.value):
            faults.append(f"a walk by {walk.door} skipped {sorted(skipped)}")
        if any(one >= other for one, other in pairwise(positions)):
            faults.append(f"a walk by {walk.door} saw rows twice, or in another order")
    return faults


def time_faults(made: Sequence[tuple[str, str]]) -> list[str]:
    """Whether each thing of a list was made after the one before it, and not at the same moment.

    Args:
        made: their ids, and moments as texts that sort as those do.
    """
    return [
        f"{newer} of {now} was not made after {older} of {before}"
        for (older, before), (newer, now) in pairwise(made)
        if before >= now
    ]


def _overtaking(posts: Sequence[Event], at: dict[str, int]) -> Iterator[str]:
    """Posts that stand before one that had ended when they began."""
    ended = sorted(posts, key=lambda post: post.ended)
    furthest, done = -1, 0
    for post in sorted(posts, key=lambda post: post.began):
        while ended[done].ended < post.began:
            furthest = max(furthest, *(at[one] for one in ended[done].value))
            done += 1
        if min(at[one] for one in post.value) < furthest:
            yield f"{post.value[0]}, posted by {post.door}, stands before one posted earlier"


def by_thing(events: Iterable[Event]) -> defaultdict[str, list[Event]]:
    """The events of each thing; none of one that nobody was at."""
    things: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        things[event.thing].append(event)
    return things

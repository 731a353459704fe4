"""The lock of a fake goes to whoever came first, so that nobody waits for who comes later."""

from __future__ import annotations

import json
import signal
import sys
import threading
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.fair_lock import FairLock
from tests.reliability.in_line import SECONDS, end, switching_all_the_time, waiting
from tests.until import until


@given(st.integers(1, 6), st.integers(1, 3))
def test_turns_are_taken_in_the_order_of_coming(people: int, depth: int) -> None:
    lock, turns = FairLock(), []

    def take(who: int, times: int = depth) -> None:
        with lock:
            if times > 1:
                take(who, times - 1)  # the thread that holds it need not wait for others
            else:
                turns.append(who)

    with waiting(lock, *[lambda who=n: take(who) for n in range(people)]) as threads:
        take(-1)
    end(threads)
    assert turns == list(range(-1, people))
    assert not lock.waiting
    assert not lock.is_mine()


def test_who_lets_go_and_comes_again_stands_behind_those_who_wait() -> None:
    lock, turns = FairLock(), list[str]()

    def take() -> None:
        with lock:
            turns.append("waiting")

    with waiting(lock, take) as threads:
        pass
    for _ in range(100):
        with lock:
            turns.append("again")
    end(threads)
    assert turns[0] == "waiting"


def test_a_read_that_waits_sees_nothing_of_writes_that_came_after_it() -> None:
    fake = FakeClarifai()
    fake.app().add_input("car")
    client, headers = fake.client(), {"Authorization": "Key any"}
    seen: list[object] = []
    label = {"annotations": [{"input_id": "car"}] * 128}

    def read() -> None:
        answer = fake.client().get("/v2/annotations?list_all_annotations=true", headers=headers)
        rows = json.loads(answer.data)["annotations"]
        seen.extend(one for one in rows if not one.get("input_level"))

    with waiting(fake._dispatcher.lock, read) as threads:
        pass
    for _ in range(3):
        assert client.post("/v2/annotations", json=label, headers=headers).status_code == 200
    end(threads)
    assert seen == []


@pytest.mark.skipif(sys.platform == "win32", reason="nothing can be interrupted there in this way")
@pytest.mark.parametrize("ahead", [0, 1])
def test_who_is_interrupted_leaves_the_line_and_the_others_come(ahead: int) -> None:
    lock, turns = FairLock(), list[str]()
    held = threading.Event()

    class TimeIsUp(BaseException):
        pass

    def up(*_: object) -> None:
        raise TimeIsUp

    def hold() -> None:
        with waiting(lock, *[lambda: take("ahead")] * ahead) as threads:
            held.set()
            until(lambda: lock.waiting == ahead + 1)
            with waiting(lock, lambda: take("behind")) as more:
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
                until(lambda: lock.waiting == ahead + 1)
        end([*threads, *more])

    def take(who: str) -> None:
        with lock:
            turns.append(who)

    holder = threading.Thread(target=hold, daemon=True)
    before = signal.signal(signal.SIGUSR1, up)
    try:
        holder.start()
        assert held.wait(SECONDS)
        with pytest.raises(TimeIsUp), lock:
            turns.append("interrupted")
    finally:
        signal.signal(signal.SIGUSR1, before)
    end([holder])
    assert turns == [*["ahead"] * ahead, "behind"]
    with lock:
        assert lock.is_mine()


def test_one_thread_at_a_time_has_it() -> None:
    lock, inside, most = FairLock(), count(), list[int]()

    def work() -> None:
        for _ in range(300):
            with lock:
                entered = next(inside)
                most.append(next(inside) - entered)

    threads = [threading.Thread(target=work) for _ in range(4)]
    with switching_all_the_time():
        for thread in threads:
            thread.start()
        end(threads)
    assert set(most) == {1}

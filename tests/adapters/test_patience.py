from itertools import islice

import pytest

from bot.adapters.patience import FREELY, Pace, Patience


def tries_until_the_end(patience: Patience, *, racing: bool) -> tuple[int, float]:
    for tries, paused, elapsed in Pace(patience).attempts():
        if patience.ends(tries, paused, elapsed, racing=racing):
            return tries, paused
    raise AssertionError


@pytest.mark.parametrize(("racing", "least"), [(False, 60.0), (True, 300.0)])
@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_it_gives_up_after_ten_tries_and_a_minute_at_the_earliest(
    chance: float, least: float, *, racing: bool
) -> None:
    pauses: list[float] = []
    patience = Patience(sleep=pauses.append, chance=lambda: chance)
    tries, paused = tries_until_the_end(patience, racing=racing)
    assert tries >= 10
    assert paused == pytest.approx(sum(pauses))
    assert least <= paused < least + patience.longest
    assert len(pauses) == tries - 1


def test_long_pauses_do_not_make_it_less_than_ten_tries() -> None:
    patience = Patience(first=30.0, longest=30.0, sleep=lambda _: None, chance=lambda: 1.0)
    assert tries_until_the_end(patience, racing=False) == (10, 270.0)


@pytest.mark.parametrize(("each_takes", "tries"), [(900.0, 10), (30.0, 21)])
def test_where_each_try_hangs_it_ends_with_the_tries_or_the_limit(
    each_takes: float, tries: int
) -> None:
    pauses: list[float] = []
    patience = Patience(seconds=1e9, sleep=pauses.append, clock=lambda: len(pauses) * each_takes)
    assert tries_until_the_end(patience, racing=False)[0] == tries


def test_pauses_double_and_lie_between_a_half_and_the_whole() -> None:
    pauses: list[float] = []
    patience = Patience(first=1.0, longest=4.0, sleep=pauses.append, chance=lambda: 0.5)
    list(islice(Pace(patience).attempts(), 5))
    assert pauses == [0.75, 1.5, 3.0, 3.0]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def patience(self) -> Patience:
        return Patience(
            first=1.0,
            longest=64.0,
            sleep=self.slept.append,
            chance=lambda: 0.5,
            clock=lambda: self.now,
        )


@pytest.mark.parametrize(("between", "pauses"), [(0.0, [4.0]), (1.0, [3.0]), (4.0, []), (9.0, [])])
def test_who_just_wrote_gives_way_for_as_long_as_a_try_takes(
    between: float, pauses: list[float]
) -> None:
    clock = Clock()
    pace = Pace(clock.patience())
    for _ in range(FREELY):
        next(pace.attempts())
        clock.now += 4.0
        pace.arrived()
    clock.now += between
    next(pace.attempts())
    assert clock.slept == pauses


def test_the_few_writes_of_a_short_run_need_no_rest() -> None:
    clock = Clock()
    pace = Pace(clock.patience())
    for _ in range(FREELY):
        next(pace.attempts())
        clock.now += 4.0
        pace.arrived()
    assert clock.slept == []


def test_half_of_the_crowd_is_remembered_after_a_success() -> None:
    clock = Clock()
    pace = Pace(clock.patience())
    list(islice(pace.attempts(), 5))
    clock.now += 0.1
    pace.arrived()
    assert clock.slept == [0.75, 1.5, 3.0, 6.0]
    list(islice(pace.attempts(), 2))
    assert clock.slept[4:] == [3.0, 3.0]

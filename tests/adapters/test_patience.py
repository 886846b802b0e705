from itertools import islice

import pytest

from bot.adapters.patience import Patience, Turn


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_it_gives_up_after_ten_tries_and_a_minute_at_the_earliest(chance: float) -> None:
    pauses: list[float] = []
    attempts = list(Patience(sleep=pauses.append, chance=lambda: chance).attempts())
    assert len(attempts) >= 10
    assert attempts[-1][1] == pytest.approx(sum(pauses))
    assert 60 <= sum(pauses) < 70
    assert len(pauses) == len(attempts) - 1


def test_where_each_try_hangs_it_ends_with_the_tries_or_the_limit() -> None:
    def tries(each_takes: float) -> int:
        pauses: list[float] = []
        patience = Patience(sleep=pauses.append, clock=lambda: len(pauses) * each_takes)
        return len(list(patience.attempts()))

    assert tries(600.0) == 10
    assert tries(10.0) == 31


def test_pauses_double_and_lie_between_a_half_and_the_whole() -> None:
    pauses: list[float] = []
    patience = Patience(first=1.0, longest=4.0, sleep=pauses.append, chance=lambda: 0.5)
    list(islice(patience.attempts(), 5))
    assert pauses == [0.75, 1.5, 3.0, 3.0]


@pytest.mark.parametrize(("between", "pauses"), [(0.0, [4.0]), (1.0, [3.0]), (4.0, []), (9.0, [])])
def test_who_just_wrote_gives_way_for_as_long_as_a_try_takes(
    between: float, pauses: list[float]
) -> None:
    now, slept = 100.0, list[float]()
    turn = Turn(Patience(sleep=slept.append, chance=lambda: 0.5, clock=lambda: now))
    turn.give_way()
    turn.begin()
    now += 4.0
    turn.end()
    now += between
    turn.give_way()
    assert slept == pauses

from itertools import islice

import pytest

from bot.adapters.patience import Patience


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_it_gives_up_after_ten_tries_and_a_minute_at_the_earliest(chance: float) -> None:
    pauses: list[float] = []
    attempts = list(Patience(sleep=pauses.append, chance=lambda: chance).attempts())
    assert len(attempts) >= 10
    assert attempts[-1][1] == pytest.approx(sum(pauses))
    assert 60 <= sum(pauses) < 70
    assert len(pauses) == len(attempts) - 1


def test_short_waits_make_more_tries_not_less_time() -> None:
    pauses: list[float] = []
    tries = len(list(Patience(longest=1.0, sleep=pauses.append, chance=lambda: 1.0).attempts()))
    assert tries > 60
    assert sum(pauses) >= 60


def test_pauses_double_and_lie_between_a_half_and_the_whole() -> None:
    pauses: list[float] = []
    patience = Patience(first=1.0, longest=4.0, sleep=pauses.append, chance=lambda: 0.5)
    list(islice(patience.attempts(), 5))
    assert pauses == [0.75, 1.5, 3.0, 3.0]

import math
import random
from dataclasses import replace

import pytest

from bot.ledger.candles import Candle
from bot.ledger.validity import fault, sift

MINUTE = 60_000
SOUND = Candle(MINUTE, 100.0, 103.0, 99.0, 101.0)


def test_a_sound_candle_has_no_fault() -> None:
    assert fault(SOUND, MINUTE) is None
    assert fault(Candle(0, 1.0, 1.0, 1.0, 1.0), MINUTE) is None


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (replace(SOUND, open=math.nan), "open"),
        (replace(SOUND, close=math.inf), "close"),
        (replace(SOUND, low=0.0), "low"),
        (replace(SOUND, high=-1.0), "high"),
        (replace(SOUND, open_time_ms=MINUTE + 1), "open_time_ms"),
        (replace(SOUND, low=100.5), "low"),
        (replace(SOUND, high=100.5), "high"),
    ],
)
def test_what_makes_a_candle_unusable(broken: Candle, field: str) -> None:
    found = fault(broken, MINUTE)
    assert found
    assert found[0] == field


def test_an_unusable_candle_is_a_problem_and_leaves_a_hole() -> None:
    broken = replace(SOUND, open_time_ms=3 * MINUTE, open=math.nan)
    sifted = sift([broken, SOUND], MINUTE, "binance BTCUSDT")
    assert sifted.candles == (SOUND,)
    assert sifted.holes == ((3 * MINUTE, 4 * MINUTE),)
    assert [problem.sentence() for problem in sifted.problems] == [
        "binance BTCUSDT, candle 180000: open is not a price above zero (got nan)"
    ]


def test_equal_duplicates_count_once_and_contradictions_not_at_all() -> None:
    other = replace(SOUND, close=102.0)
    assert sift([SOUND, SOUND], MINUTE, "v").candles == (SOUND,)
    assert sift([SOUND, other], MINUTE, "v").candles == ()
    assert sift([SOUND, other], MINUTE, "v").holes == ((MINUTE, 2 * MINUTE),)


def test_order_does_not_matter() -> None:
    rows = [replace(SOUND, open_time_ms=n * MINUTE, low=n % 3 * 50.0 + 1) for n in range(20)]
    shuffled = random.Random(1).sample(rows, len(rows))
    assert sift(rows, MINUTE, "v") == sift(shuffled, MINUTE, "v")

import numpy as np
import pytest

from bot.ledger.marks import Mark
from bot.ledger.terms import HOUR_MS
from bot.stats.turbulence import BEFORE_HOURS, tracks, turbulence
from bot.words.instant import from_ms, parse, render, to_ms

START = to_ms(parse("2026-03-02T00:00:00Z"))


def hour(number: float) -> int:
    return START + round(number * HOUR_MS)


def mark(number: int, bps: float, symbol: str = "BTC", version: int = 1) -> Mark:
    at = render(from_ms(hour(number)))
    close = 100.0 * (1.0 + bps / 1e4)
    return Mark(at, symbol, "files", 100.0, close, at, version)


CALM = [mark(number, 10.0 * (-1) ** number) for number in range(-BEFORE_HOURS, 0)]
RNG = np.random.default_rng(3)


def of(*marks: Mark, entry: float = 0.0, exit_: float = 24.0) -> float | None:
    return turbulence(tracks(marks).assets["BTC"], hour(entry), hour(exit_))


def test_it_is_the_ratio_of_two_root_mean_squares() -> None:
    before, during = RNG.normal(0, 20, BEFORE_HOURS), RNG.normal(0, 70, 24)
    marks = [mark(at - BEFORE_HOURS, bps) for at, bps in enumerate(before.tolist())]
    marks += [mark(at, bps) for at, bps in enumerate(during.tolist())]
    expected = np.sqrt(np.mean(during**2) / np.mean(before**2))
    assert of(*marks) == pytest.approx(expected)


def test_only_full_hours_of_the_trade_count_and_its_entry_hour_is_not_before_it() -> None:
    marks = [*CALM, mark(0, 1000.0), mark(1, 30.0), mark(2, 30.0), mark(3, 1000.0)]
    assert of(*marks, entry=0.5, exit_=3.5) == pytest.approx(3.0)
    assert of(*marks, entry=1.0, exit_=3.0) == pytest.approx(
        30.0 / np.sqrt((167 * 100 + 1000**2) / 168)
    )


@pytest.mark.parametrize(("known", "tells"), [(23, False), (24, True)])
def test_too_little_before_tells_nothing(known: int, tells: bool) -> None:  # noqa: FBT001
    during = [mark(number, 10.0) for number in range(24)]
    found = of(*CALM[-known:], *during)
    assert (found is not None) is tells


@pytest.mark.parametrize(("known", "tells"), [(0, False), (11, False), (12, True)])
def test_half_of_the_trade_must_have_prices(known: int, tells: bool) -> None:  # noqa: FBT001
    found = of(*CALM, *[mark(number, 10.0) for number in range(known)])
    assert (found is not None) is tells


def test_a_market_that_never_moved_has_no_scale() -> None:
    still = [mark(number, 0.0) for number in range(-BEFORE_HOURS, 24)]
    assert of(*still) is None


def test_a_corrected_hour_counts_once_and_the_market_is_the_mean_of_all() -> None:
    marks = [*CALM, *[mark(number, 40.0, "BTC") for number in range(24)]]
    marks += [mark(0, 40.0, "BTC", version=2), *[mark(n, -40.0, "ETH") for n in range(24)]]
    found = tracks(marks)
    assert turbulence(found.assets["BTC"], hour(0), hour(24)) == pytest.approx(4.0)
    assert turbulence(found.market, hour(0), hour(24)) == pytest.approx(0.0)
    assert turbulence(found.assets["ETH"], hour(0), hour(24)) is None


def test_without_marks_nothing_is_known() -> None:
    assert turbulence(tracks([]).market, hour(0), hour(24)) is None

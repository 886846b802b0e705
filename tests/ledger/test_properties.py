"""What must hold for any path of prices, any signals and any moment; and a cheat that is caught."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.events.signal import Direction, Signal
from bot.ledger.candles import Candle, Series, series_of
from bot.ledger.due import Pair, due
from bot.ledger.settle import Book, settle
from bot.ledger.settlements import Settlement
from bot.ledger.shelf import Shelf
from bot.ledger.terms import HOUR_MS, MINUTE_MS
from tests.ledger.build import TERMS, at, path, signal

SHORT = replace(TERMS, horizons=(1, 4), primary_horizon=4)
LAST = 400


class World(NamedTuple):
    prices: Mapping[int, float]
    known: list[tuple[int, int]]
    minutes: list[float]
    now: float

    @property
    def signals(self) -> list[Signal]:
        return [signal(minute, name=str(n)) for n, minute in enumerate(self.minutes)]

    @property
    def pairs(self) -> list[Pair]:
        return list(due(self.signals, set(), {}, SHORT, at(self.now)).pairs)

    @property
    def any_pairs(self) -> list[Pair]:
        return [Pair(one, horizon) for one in self.signals for horizon in SHORT.horizons]

    @property
    def series(self) -> Series:
        return path(self.prices, self.known)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    missing = draw(st.sets(st.integers(0, LAST), max_size=60))
    seed = draw(st.integers(1, 997))
    prices = {m: 100.0 + m * seed % 101 for m in range(LAST) if m not in missing}
    holes = draw(st.lists(st.integers(0, LAST), max_size=2))
    edges = [0, *sorted(holes), LAST]
    known = [(a, b - 1) for a, b in pairwise(edges)]
    minutes = st.floats(0, LAST - 62).map(lambda m: round(m, 2))
    return World(
        prices, known, draw(st.lists(minutes, min_size=1, max_size=4)), draw(st.floats(62, LAST))
    )


def rows_of(world: World, series: Series | None = None) -> tuple[Settlement, ...]:
    book = Book("binance", {"BTC": series or world.series})
    return settle(world.pairs, [book], SHORT, at(world.now)).rows


def without_time(rows: tuple[Settlement, ...]) -> list[Settlement]:
    return [row._replace(settled_at="") for row in rows]


# A settler is judged by what it depends on, whatever it is made of.
Settler: TypeAlias = Callable[[Pair, Series, int], tuple[float, float] | None]


def ours(pair: Pair, series: Series, now_ms: int) -> tuple[float, float] | None:
    rows = settle([pair], [Book("binance", {"BTC": series})], SHORT, now_ms).rows
    return next(((row.entry_price or 0, row.exit_price or 0) for row in rows), None)


def naive(pair: Pair, series: Series, now_ms: int) -> tuple[float, float] | None:
    """Take the close of the candle that contains the moment: a price from after the moment."""
    received = round(pair.signal.received_at.timestamp() * 1000)
    closes = {candle.open_time_ms: candle.close for candle in series}
    moments = [received, received + pair.horizon * HOUR_MS]
    found = [closes.get(moment // MINUTE_MS * MINUTE_MS) for moment in moments]
    return (found[0], found[1]) if found[0] and found[1] and moments[1] <= now_ms else None


def changed(series: Series, change: Callable[[Candle], bool]) -> Series:
    def other(candle: Candle) -> Candle:
        return Candle(candle.open_time_ms, 7.0, 7.7, 6.3, 7.1) if change(candle) else candle

    return series_of(series.interval_ms, map(other, series), series.covered)


def blind_to_the_past(settler: Settler, world: World) -> None:
    """Hold that a candle which opened before the receipt, and was under way then, has no say."""
    for pair in world.any_pairs:
        received = round(pair.signal.received_at.timestamp() * 1000)
        altered = changed(world.series, lambda c, r=received: c.open_time_ms < r)  # type: ignore[misc]
        now_ms = at(world.now)
        assert settler(pair, altered, now_ms) == settler(pair, world.series, now_ms)


def blind_to_the_future(settler: Settler, world: World) -> None:
    now_ms = at(world.now)
    altered = changed(world.series, lambda c: c.open_time_ms + MINUTE_MS > now_ms)
    for pair in world.any_pairs:
        assert settler(pair, altered, now_ms) == settler(pair, world.series, now_ms)


@pytest.mark.parametrize("law", [blind_to_the_past, blind_to_the_future])
def test_no_price_is_used_that_was_over_or_is_not_yet_known(
    law: Callable[[Settler, World], None],
) -> None:
    given(worlds())(lambda world: law(ours, world))()


def test_the_naive_look_ahead_is_caught() -> None:
    """The law of the past finds it by chance; its look into the future takes one exact moment."""
    quick = settings(max_examples=500, database=None, phases=[Phase.generate])
    check = quick(given(worlds())(lambda world: blind_to_the_past(naive, world)))
    with pytest.raises(AssertionError):
        check()
    whole = dict.fromkeys(range(LAST), 100.0)
    with pytest.raises(AssertionError):
        blind_to_the_future(naive, World(whole, [(0, LAST)], [30.0], 90.5))
    blind_to_the_future(ours, World(whole, [(0, LAST)], [30.0], 90.5))


@given(worlds())
def test_each_leg_is_the_first_closed_candle_and_nothing_can_hide_before_it(world: World) -> None:
    series, now_ms = world.series, at(world.now)
    pairs = {pair.key: pair for pair in world.pairs}
    candles = {candle.open_time_ms: candle for candle in series}
    for row in rows_of(world):
        pair = pairs[row.key]
        wanted = round(pair.signal.received_at.timestamp() * 1000)
        for moment, price in ((row.entry_at, row.entry_price), (row.exit_at, row.exit_price)):
            opened = next(c.open_time_ms for c in series if c.open_time_ms >= wanted)
            assert moment == at_text(opened)
            assert price == candles[opened].open
            assert opened + MINUTE_MS <= now_ms
            first_slot = -(-wanted // MINUTE_MS) * MINUTE_MS
            assert series.covers(first_slot, opened + MINUTE_MS)
            assert opened - first_slot <= SHORT.max_gap_ms
            wanted = opened + pair.horizon * HOUR_MS


def at_text(moment_ms: int) -> str:
    from_start = (moment_ms - at(0)) // MINUTE_MS
    return f"2026-03-02T{from_start // 60:02d}:{from_start % 60:02d}:00.000Z"


@given(worlds(), st.randoms(use_true_random=False), st.integers(1, 399))
def test_shuffled_repeated_or_split_input_gives_the_same_ledger(
    world: World, chance: object, cut: int
) -> None:
    shuffle = chance.shuffle  # type: ignore[attr-defined]
    pairs, candles = [*world.pairs], [*world.series]
    shuffle(pairs)
    shuffle(candles)
    shelf = Shelf()
    spans = [span for a, b in world.known for span in ((a, min(cut, b)), (max(cut, a), b))]
    shuffle(spans)
    for start, end in [*spans, *spans]:
        if start < end:
            inside = [c for c in candles if at(start) <= c.open_time_ms < at(end)]
            shelf.store("binance", "BTCUSDT", MINUTE_MS, inside, (at(start), at(end)))
    series = shelf.load("binance", "BTCUSDT", MINUTE_MS, at(0), at(LAST))
    book = Book("binance", {"BTC": series})
    assert settle(pairs, [book], SHORT, at(world.now)).rows == rows_of(world)


@given(worlds())
def test_long_and_short_of_one_path_sum_to_minus_their_costs(world: World) -> None:
    book = Book("binance", {"BTC": world.series})
    for pair in world.pairs:
        against = pair._replace(signal=replace(pair.signal, direction=Direction.SHORT))
        both = settle([pair, against], [book], SHORT, at(world.now)).rows
        nets = [row.net_bps or 0 for row in both]
        costs = [(row.fee_bps or 0) + (row.slippage_bps or 0) for row in both]
        assert sum(nets) == pytest.approx(-sum(costs), abs=1e-9)


@given(worlds(), st.floats(0, LAST), st.integers(1, 997))
def test_later_candles_never_change_a_settled_row(world: World, wait: float, seed: int) -> None:
    """The clock goes on, and everything that was not known before becomes known."""
    before = without_time(rows_of(world))
    inside = {m for start, end in world.known for m in range(start, end)}
    new = {m: 50.0 + m * seed % 89 for m in range(LAST) if m not in inside}
    old = {m: p for m, p in world.prices.items() if m in inside}
    later = World({**new, **old}, [(0, LAST)], world.minutes, min(world.now + wait, LAST))
    after = {row.key: row for row in without_time(rows_of(later))}
    assert [after.get(row.key) for row in before] == before

"""Settled by SQL is settled as `reconcile` does it over time: value for value, byte for byte."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.engines.partitions import partitions
from bot.adapters.engines.prices import markets_of, write_candles
from bot.adapters.lake.columns import SETTLEMENTS
from bot.adapters.lake.objects import Objects
from bot.adapters.lake.parquet import encode, lines
from bot.adapters.lake.places import opened, opening
from bot.events.signal import Signal
from bot.ledger.backfilling import Span, last_look, listed_rows, terms_row, tries
from bot.ledger.candles import Series
from bot.ledger.hindsight import Looks, Shelf, settle_all
from bot.ledger.terms import HOUR_MS, MINUTE_MS, Cost, Retry, Terms
from bot.ports.engine import Engine
from bot.words.canonical import encode_line
from tests.ledger.build import START_MS, at, path, signal

EVERY_MS = 30 * MINUTE_MS
TERMS = Terms(
    default_cost=Cost(8.0, 2.0),
    costs={("files", "ETH"): Cost(0.0, 0.0), ("files", "SOL"): Cost(1 / 3, 0.0000005)},
    horizons=(1, 4),
    retry=Retry(first_ms=30 * MINUTE_MS, longest_ms=2 * HOUR_MS, window_ms=5 * HOUR_MS),
)


def by_python(
    signals: Sequence[Signal], shelf: Shelf, terms: Terms, last_ms: int
) -> dict[str, bytes]:
    first = START_MS // EVERY_MS * EVERY_MS
    looks = Looks(np.arange(first, last_ms + 1, EVERY_MS, dtype=np.int64))
    received = [one for one in signals if one.received_at.timestamp() * 1000 <= looks.last_ms]
    days: dict[str, bytes] = {}
    for row in settle_all(received, shelf, terms, looks):
        days[row.day] = days.get(row.day, b"") + encode_line(row.wire())
    return days


def by_sql(
    engine: Engine,
    folder: Path,
    signals: Sequence[Signal],
    shelf: Shelf,
    terms: Terms,
    last_ms: int,
) -> dict[str, bytes]:
    """Give the lines of each day, of which the written file must be the very bytes."""
    given_ = folder / "signals.jsonl"
    given_.write_bytes(b"".join(one.line() for one in signals))
    write_candles(shelf.series, folder / "candles.parquet")
    row = terms_row(terms, Span(EVERY_MS, last_ms), shelf.venue)
    engine.show("signals", [str(given_)])
    engine.show("candles", [str(folder / "candles.parquet")])
    engine.give("terms", {name: type(one) for name, one in row.items()}, [tuple(row.values())])
    engine.give("horizons", {"horizon_hours": int}, [(one,) for one in terms.horizons])
    engine.give("tries", {"after_ms": int}, [(one,) for one in tries(terms.retry, EVERY_MS)])
    columns = {"symbol": str, "market": str, "fee_bps": float, "slippage_bps": float}
    engine.give("listed", columns, listed_rows(markets_of(shelf.series), terms, shelf.venue))
    place = opening(str(folder / "ledger"), folder, {})
    days: dict[str, bytes] = {}
    with partitions(Objects(opened(place), place.root), "ledger", folder / "ledger") as yard:
        engine.write("settle", yard.settled)
        for day in yard.days():
            assert yard.finish(day)
            file = folder / "ledger" / f"{day}.parquet"
            found = list(lines(file, SETTLEMENTS, day))
            assert file.read_bytes() == encode(found, SETTLEMENTS)
            days[day] = b"".join(line + b"\n" for line in found)
    return days


def market(seed: int, minutes: int, lacking: float, breaks: Sequence[int] = ()) -> Series:
    chance = Random(seed)
    price, prices = 100.0, {}
    for minute in range(minutes):
        price *= 1 + chance.gauss(0, 0.001)
        if chance.random() >= lacking:
            prices[minute] = round(price, 3)
    ends = [*breaks, minutes]
    covered = [(start, end - 3) for start, end in zip([0, *breaks], ends, strict=True)]
    return path(prices, covered)


SHELF = Shelf(
    "files",
    {
        "BTC": market(1, 3000, 0.02),
        "ETH": market(2, 2500, 0.6, [400, 401, 1200]),
        "SOL": market(3, 1800, 0.93),
        "EMPTY": Series(MINUTE_MS),
    },
)
SIGNALS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 3000), st.floats(0, 3000)),
        st.sampled_from(["LONG", "SHORT", "FLAT"]),
        st.sampled_from(["BTC", "ETH", "SOL", "EMPTY", "NONE"]),
    ),
    min_size=1,
    max_size=40,
).map(
    lambda found: [
        signal(minute, side, name, f"s{number}", f"agent-{number % 3}")
        for number, (minute, side, name) in enumerate(found)
    ]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SIGNALS, st.integers(30, 4000))
def test_any_history_is_settled_as_reconcile_does(
    duck: Engine, tmp_path_factory: pytest.TempPathFactory, signals: list[Signal], until: int
) -> None:
    last = last_look(at(until), EVERY_MS)
    wanted = by_python(signals, SHELF, TERMS, last)
    assert by_sql(duck, tmp_path_factory.mktemp("sql"), signals, SHELF, TERMS, last) == wanted


def test_a_whole_history_is_the_same_on_each_engine(engine: Engine, tmp_path: Path) -> None:
    chance = Random(5)
    names = ("BTC", "ETH", "SOL", "EMPTY", "NONE")
    signals = [
        signal(
            chance.uniform(0, 2900),
            chance.choice(("LONG", "SHORT", "FLAT")),
            chance.choice(names),
            f"s{number}",
        )
        for number in range(3000)
    ]
    wanted = by_python(signals, SHELF, TERMS, at(4000) // EVERY_MS * EVERY_MS)
    found = by_sql(engine, tmp_path, signals, SHELF, TERMS, at(4000) // EVERY_MS * EVERY_MS)
    assert found == wanted
    assert len(wanted) > 1


def test_settling_again_writes_the_same_bytes(duck: Engine, tmp_path: Path) -> None:
    signals = [signal(minute, "LONG", "BTC", f"s{minute}") for minute in range(0, 900, 7)]
    last = last_look(at(2000), EVERY_MS)
    first = by_sql(duck, tmp_path, signals, SHELF, TERMS, last)
    bytes_of = {p.name: p.read_bytes() for p in (tmp_path / "ledger").glob("*.parquet")}
    assert by_sql(duck, tmp_path, signals[::-1], SHELF, TERMS, last) == first
    assert {p.name: p.read_bytes() for p in (tmp_path / "ledger").iterdir()} == bytes_of


@pytest.mark.parametrize("every", [1, 7, 30, 60])
def test_tries_are_those_of_a_replay(every: int) -> None:
    retry, every_ms = TERMS.retry, every * MINUTE_MS
    looks = Looks(np.arange(0, 10**9, every_ms, dtype=np.int64))
    found, look, count = [], 0, 0
    while True:
        found.append(look)
        count += 1
        if look >= retry.window_ms:
            break
        look = looks.first_from(look + retry.wait_ms(count))
    assert tries(retry, every_ms) == tuple(found)

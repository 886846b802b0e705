"""governor reconcile, with venues in memory: the whole way from signals to rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from bot.commands.recheck import recheck
from bot.commands.reconcile import MarketData, reconcile
from bot.errors import BadUsage
from bot.events.signal import Signal
from bot.ledger.candles import Candle
from bot.ledger.marks import path_of_day
from bot.ledger.marks import read as read_marks
from bot.ledger.progress import RECONCILE
from bot.ledger.settlements import Settlement, Status, counting, path_of, read
from bot.ledger.shelf import Shelf
from bot.ledger.terms import MINUTE_MS
from bot.ports.venue import Answer, CandleRequest, NotListed, Unavailable
from bot.state.documents import load
from bot.words.canonical import Json, digest
from bot.words.instant import from_ms, to_ms
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree
from tests.fakes.venue import FakeVenue
from tests.ledger.build import TERMS, at, candle, signal, signal_files, text_at

DAY = "2026-03-02"
NOON_AFTER = 36 * 60


def candles(minutes: int, slope: float = 0.01, skip: Sequence[int] = ()) -> list[Candle]:
    return [candle(m, 100 + slope * m) for m in range(minutes) if m not in skip]


class Run:
    """One repository over several runs."""

    def __init__(self, signals: Sequence[Signal], *venues: FakeVenue) -> None:
        self.store = MemoryStore(signal_files(signals))
        self.venues, self.shelf, self.out = venues, Shelf(), HeardOutput()

    @property
    def market(self) -> MarketData:
        return MarketData(self.venues, self.shelf)

    def at(self, minute: float) -> "Run":
        for venue in self.venues:
            venue.now_ms = at(minute)
        self.out = HeardOutput()
        assert reconcile(self.store, self.market, self.out, TERMS, self.time(minute)) == 0
        return self

    def time(self, minute: float) -> datetime:
        return from_ms(at(minute))

    @property
    def rows(self) -> list[Settlement]:
        tree = self.store.tree()
        paths = [path for path in tree.names("state/ledger/2") if path.endswith(".jsonl")]
        return [row for path in paths for row in read(tree.lines(path), path)]

    @property
    def told(self) -> dict[str, Json]:
        (result,) = self.out.results
        return dict(result)

    def count(self, *names: str) -> list[Json]:
        return [self.told[name] for name in names]


def binance(minutes: int = NOON_AFTER, **markets: list[Candle]) -> FakeVenue:
    return FakeVenue(markets or {"BTCUSDT": candles(minutes)}, at(minutes))


def coinbase(**markets: list[Candle]) -> FakeVenue:
    named = {name.replace("_", "-"): rows for name, rows in markets.items()}
    return FakeVenue(named, at(0), name="coinbase", kind="coinbase", row_limit=300)


def test_pairs_are_settled_as_they_fall_due_and_each_once() -> None:
    run = Run([signal(9.5, name="a"), signal(9.5, "FLAT", name="b")], binance())
    assert run.at(60).count("due", "settled", "waiting") == [0, 0, 6]
    assert run.at(71).count("due", "settled", "recorded", "waiting") == [2, 1, 1, 4]
    assert run.at(251).count("due", "settled", "recorded", "waiting") == [2, 1, 1, 2]
    assert run.at(1451).count("due", "settled", "recorded", "waiting") == [2, 1, 1, 0]
    assert [row.horizon_hours for row in run.rows] == [1, 1, 4, 4, 24, 24]
    assert len(counting(run.rows)) == 6


def test_the_cadence_of_the_runs_does_not_change_what_is_settled() -> None:
    signals = [signal(37.3 * n, name=str(n)) for n in range(20)]
    often, once = Run(signals, binance()), Run(signals, binance())
    for minute in range(60, NOON_AFTER, 30):
        often.at(minute)
    often.at(NOON_AFTER)
    once.at(NOON_AFTER)
    prices = [{row.key: row.prices for row in run.rows} for run in (often, once)]
    assert prices[0] == prices[1]
    assert marks_of(often) == marks_of(once)
    assert len(marks_of(once)) > 24


def marks_of(run: Run) -> set[object]:
    tree = run.store.tree()
    paths = [path_of_day(day) for day in (DAY, "2026-03-03")]
    marks = [mark for path in paths for mark in read_marks(tree.lines(path), path)]
    assert len(set(marks)) == len(marks)
    return {(mark.key, mark.venue, mark.open, mark.close) for mark in marks}


def test_a_second_run_asks_nothing_and_writes_nothing() -> None:
    run = Run([signal(9.5)], binance()).at(NOON_AFTER)
    assert run.count("requests", "from_cache") == [3, 0]
    before, commits = dict(run.store.now.files), len(run.store.messages)
    assert run.at(NOON_AFTER).count("due", "requests", "marks") == [0, 0, 0]
    assert run.store.now.files == before
    assert len(run.store.messages) == commits


def test_prices_that_are_known_come_from_the_cache() -> None:
    run = Run([signal(9.5, name="a")], binance()).at(NOON_AFTER)
    other = Run([signal(9.5, "SHORT", name="b")], binance())
    other.shelf = run.shelf
    assert other.at(NOON_AFTER).told["requests"] == 0
    assert other.told["settled"] == 3
    assert other.told["from_cache"] == 6 + 25


def test_the_next_venue_prices_what_the_first_cannot() -> None:
    first, second = binance(), coinbase(BTC_USD=candles(NOON_AFTER, 0.02))
    first.down = "it answers 451 here"
    run = Run([signal(9.5)], first, second).at(71)
    assert [row.venue for row in run.rows] == ["coinbase"]
    assert run.out.warned == [
        "No prices from binance: it answers 451 here. What is left is tried again later."
    ]


def test_an_outage_is_tried_again_and_nothing_is_lost() -> None:
    venue = binance()
    run = Run([signal(9.5)], venue)
    venue.down = "it timed out"
    assert run.at(71).count("settled", "unresolved") == [0, 1]
    assert run.at(72).count("due", "unresolved", "requests") == [0, 1, 0]
    venue.down = ""
    assert run.at(101).count("settled", "unresolved") == [1, 0]
    assert b"unresolved" in run.store.now.files["state/reconcile.json"]
    assert run.at(102).count("due", "unresolved") == [0, 0]


def test_an_outage_without_end_becomes_unpriceable_with_its_reason() -> None:
    venue = binance()
    venue.down = "it timed out"
    run = Run([signal(9.5)], venue)
    for minute in range(71, 16 * 24 * 60, 360):
        run.at(minute)
    assert [(row.horizon_hours, row.status, row.reason) for row in run.rows] == [
        (hours, Status.UNPRICEABLE, "binance: it timed out") for hours in (1, 4, 24)
    ]
    assert run.told["unresolved"] == 0


def test_what_no_venue_lists_is_unpriceable_at_once_and_asked_for_once_a_day() -> None:
    venue = binance()
    run = Run([signal(9.5, symbol="NOPE"), signal(9.5, symbol="^GSPC", name="t")], venue).at(71)
    assert run.count("unpriceable", "requests") == [2, 3]
    assert {row.reason for row in run.rows} == {
        "binance: does not list NOPE",
        "binance: does not list ^GSPC",
    }
    assert run.at(251).count("unpriceable", "requests") == [2, 0]


def test_a_quiet_market_is_priced_by_its_next_trade() -> None:
    quiet = candles(NOON_AFTER, skip=[10, 11, 12, 73, 74])
    (row,) = Run([signal(9.5)], binance(BTCUSDT=quiet)).at(80).rows
    assert (to_ms(datetime.fromisoformat(row.entry_at or "")) - at(0)) // MINUTE_MS == 13
    assert (to_ms(datetime.fromisoformat(row.exit_at or "")) - at(0)) // MINUTE_MS == 75


def test_a_bad_candle_is_named_and_nothing_is_priced_across_it() -> None:
    rows = candles(NOON_AFTER)
    rows[10] = Candle(at(10), float("nan"), 1.0, 1.0, 1.0)
    run = Run([signal(9.5)], binance(BTCUSDT=rows)).at(71)
    assert run.rows == []
    assert run.told["unresolved"] == 1
    assert run.out.found[0].sentence() == (
        f"binance BTCUSDT, candle {at(10)}: open is not a price above zero (got nan)"
    )


def test_after_weeks_without_a_run_everything_is_settled_and_then_left_alone() -> None:
    days = 20
    minutes = days * 24 * 60
    signals = [signal(n * 600 + 5, name=str(n)) for n in range(40)]
    run = Run(signals, binance(BTCUSDT=candles(minutes, 0.001))).at(minutes)
    assert run.count("due", "settled") == [120, 120]
    read_paths: list[str] = []
    tree = run.store.now
    run.store.now = Watched(tree.files, read_paths)
    run.at(minutes)
    assert [path for path in read_paths if path in tree.files] == []


class Watched(MemoryTree):
    """A tree that writes down which partitions of signals are read."""

    def __init__(self, files: dict[str, bytes], seen: list[str]) -> None:
        super().__init__(files)
        self.seen = seen

    def lines(self, path: str) -> Iterator[bytes]:
        self.seen.append(path)
        return super().lines(path)

    def copy(self) -> "Watched":
        return Watched(self.files, self.seen)


def test_two_reconcilers_at_once_write_each_row_once() -> None:
    run, rival = Run([signal(9.5)], binance()), Run([signal(9.5)], binance())
    rival.at(90)
    rows = rival.store.now.files
    run.store.rival = lambda tree: tree.files.update(rows)
    run.at(91)
    assert run.store.now.files == rows


def test_a_recheck_appends_a_version_only_where_a_price_has_changed() -> None:
    venue = binance()
    run = Run([signal(9.5, name="a"), signal(300, name="b")], venue).at(NOON_AFTER)
    before = len(run.rows)
    look(run)
    assert len(run.rows) == before
    assert run.told["corrected"] == 0
    changed = candles(NOON_AFTER)
    changed[70] = candle(70, 200.0)
    venue._candles["BTCUSDT"] = changed
    look(run)
    assert run.count("corrected", "marks") == [1, 0]
    new = counting(run.rows)[digest("a"), 1]
    assert (new.price_version, new.exit_price) == (2, 200.0)
    assert len(run.rows) == before + 1
    look(run)
    assert run.told["corrected"] == 0


def test_a_recheck_revives_what_was_given_up() -> None:
    venue = binance(ETHUSDT=candles(NOON_AFTER))
    run = Run([signal(9.5)], venue).at(71)
    assert [row.status for row in run.rows] == [Status.UNPRICEABLE]
    venue._candles["BTCUSDT"] = candles(NOON_AFTER)
    look(run, 71)
    assert counting(run.rows)[digest("s"), 1].status == Status.SETTLED


def look(run: Run, minute: float = NOON_AFTER) -> None:
    run.out = HeardOutput()
    assert recheck(run.store, run.market, run.out, TERMS, run.time(minute), 7) == 0


def test_what_people_read() -> None:
    run = Run([signal(9.5, name="a"), signal(9.5, "FLAT", name="b")], binance()).at(71)
    line = (
        "2 pairs due: 1 settled and 1 FLAT recorded, 4 waiting, 0 unresolved, 0 unpriceable; "
        "0 hourly marks; 1 request, 0 prices from cache."
    )
    assert run.out.said == [line]
    assert run.out.summaries == [f"### Reconciliation\n\n{line}\n"]
    assert [bar.label for bar in run.out.bars] == ["binance: candles"]
    assert all(bar.steps == bar.total for bar in run.out.bars)
    assert run.at(72).out.summaries == []


def test_without_venues_it_says_what_to_do() -> None:
    run = Run([signal(9.5)])
    with pytest.raises(BadUsage, match="lists no venue"):
        reconcile(run.store, MarketData([], run.shelf), run.out, TERMS, run.time(90))
    assert path_of(DAY) not in run.store.now.files


def test_a_venue_that_is_out_is_asked_once_about_a_market_in_a_run() -> None:
    venue = binance()
    venue.down = "it timed out"
    run = Run([signal(9.5, name="a")], venue).at(NOON_AFTER)
    assert run.told["requests"] == 2
    assert run.count("unresolved", "unmarked") == [3, 24]


def test_a_venue_that_breaks_off_is_named_in_the_reason() -> None:
    venue = binance()
    run = Run([signal(9.5)], venue).at(71)
    venue.down = "it timed out"
    run.at(251)
    assert b"exit are not known (it timed out)" in run.store.now.files["state/reconcile.json"]


def test_hours_come_from_short_candles_where_a_venue_has_no_others() -> None:
    class ShortOnly(FakeVenue):
        def candles(self, request: CandleRequest) -> Answer:
            if request.interval_ms != MINUTE_MS:
                return NotListed("it has no hourly candles", 0)
            return super().candles(request)

    venue = ShortOnly({"BTCUSDT": candles(NOON_AFTER)}, at(NOON_AFTER))
    run = Run([signal(9.5)], venue).at(NOON_AFTER)
    assert run.count("settled", "marks", "unmarked") == [3, 24, 0]


def test_hours_that_a_venue_does_not_tell_at_first_are_marked_when_it_is_back() -> None:
    a_week_later = 8 * 1440
    venue = binance(a_week_later)
    run = Run([signal(9.5)], venue)
    venue.down = "it timed out"
    assert run.at(a_week_later).count("settled", "unmarked") == [0, 24]
    venue.down = ""
    assert run.at(a_week_later + 60).count("settled", "marks", "unmarked") == [3, 24, 0]
    known = load(run.store.tree(), RECONCILE)
    assert (known.complete_through, known.unresolved, known.overdue) == (DAY, {}, {})
    assert known.late == {"1": text_at(60)}
    assert known.settled_afar == {"2026-03-10": [DAY]}


def test_hours_that_nobody_ever_tells_do_not_hold_the_watermark_for_ever() -> None:
    run = Run([signal(9.5, symbol="NOPE")], binance())
    first, window = 4 * 1440, TERMS.retry.window_ms // MINUTE_MS
    for minute, through in [(first, ""), (first + window - 1, ""), (first + window, DAY)]:
        assert load(run.at(minute).store.tree(), RECONCILE).complete_through == through


def test_an_empty_day_that_fills_while_we_work_is_not_passed_over() -> None:
    signals = [signal(9.5, name="a"), signal(9.5 + 4 * 1440, name="b")]
    venue = binance(12 * 1440)
    run = Run(signals[:1], venue).at(4 * 1440)
    assert load(run.store.tree(), RECONCILE).complete_through == DAY
    late = signal(9.5 + 2 * 1440, name="late")
    run.store.now.files.update(signal_files(signals[1:]))
    run.store.rival = lambda tree: tree.files.update(signal_files([late]))
    assert run.at(12 * 1440).told["settled"] == 3
    assert run.at(12 * 1440).told["settled"] == 3
    assert {row.signal_id for row in run.rows} == {digest(name) for name in ("a", "b", "late")}


def test_a_ban_is_obeyed_by_the_runs_that_come_before_its_end() -> None:
    class Banning(FakeVenue):
        def candles(self, request: CandleRequest) -> Answer:
            self.asked.append(request)
            return Unavailable("answered 418: banned for a while", at(71 + 120), 1)

    venue = Banning({}, at(71))
    run = Run([signal(9.5)], venue, coinbase(BTC_USD=candles(NOON_AFTER))).at(71)
    assert len(venue.asked) == 1
    assert [row.venue for row in run.rows] == ["coinbase"]
    run.at(190)
    assert recheck(run.store, run.market, run.out, TERMS, run.time(190), 7) == 0
    assert len(venue.asked) == 1
    assert "asked to be left alone until 2026-03-02T03:11:00.000Z" in run.out.warned[0]
    run.at(251)
    assert len(venue.asked) == 2


def test_a_second_look_goes_by_the_first_receipt() -> None:
    twice = [signal(9.5, name="a"), signal(20.5, name="a")]
    run = Run(twice, binance()).at(NOON_AFTER)
    assert recheck(run.store, run.market, run.out, TERMS, run.time(NOON_AFTER), 7) == 0
    assert [row.price_version for row in run.rows] == [1, 1, 1]


def test_a_late_exit_after_a_late_entry_is_found() -> None:
    quiet = [*range(10, 24), *range(84, 98)]
    run = Run([signal(9.5)], binance(BTCUSDT=candles(NOON_AFTER, skip=quiet))).at(120)
    assert [(row.entry_at, row.exit_at) for row in run.rows] == [(text_at(24), text_at(98))]

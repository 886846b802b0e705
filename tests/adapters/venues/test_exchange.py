"""Both exchanges on loopback: what is sent, and what becomes of sound answers."""

import pytest

from bot.ports.venue import CandleRequest, Candles, NotListed, Unavailable
from tests.adapters.venues.kit import HOUR, MARKETS, MINUTE, NOW, asked, venue_of
from tests.fakes.venue_server import Fault, made, silent, venue_server

BTC = made("BTC", 40_000)
SERVED = {"BTCUSDT": BTC, "BTC-USD": BTC}
KINDS = ("binance", "coinbase")
kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
def test_candles_are_those_of_the_venue_to_the_last_digit(kind: str) -> None:
    with venue_server(SERVED, NOW) as server:
        request = asked(kind)
        answer = venue_of(kind, server.url).candles(request)
    times = range(request.start_ms, request.end_ms, MINUTE)
    expected = tuple(candle for time in times if (candle := BTC(time, MINUTE)))
    assert answer == Candles(expected, (request.start_ms, request.end_ms), (), 1)


def test_binance_is_asked_by_the_millisecond() -> None:
    with venue_server(SERVED, NOW) as server:
        venue_of("binance", server.url).candles(asked("binance"))
        [seen] = server.seen
    assert seen.path == "/api/v3/klines"
    assert seen.query == {
        "symbol": "BTCUSDT",
        "interval": "1m",
        "startTime": str(NOW - 60 * MINUTE),
        "endTime": str(NOW - 50 * MINUTE - 1),
        "limit": "1000",
    }
    assert seen.headers["User-Agent"].startswith("governor/")


def test_coinbase_is_asked_in_iso_time() -> None:
    with venue_server(SERVED, NOW) as server:
        venue_of("coinbase", server.url).candles(asked("coinbase"))
        [seen] = server.seen
    assert seen.path == "/products/BTC-USD/candles"
    assert seen.query == {
        "granularity": "60",
        "start": "2026-11-20T23:00:00Z",
        "end": "2026-11-20T23:09:59Z",
    }


@pytest.mark.parametrize(("kind", "rows"), [("binance", 1000), ("coinbase", 300)])
def test_a_long_request_is_answered_from_its_start_in_one_call(kind: str, rows: int) -> None:
    start = NOW - 2000 * MINUTE
    with venue_server(SERVED, NOW) as server:
        venue = venue_of(kind, server.url)
        answer = venue.candles(CandleRequest(MARKETS[kind], MINUTE, start, NOW))
        assert server.count == 1
    assert venue.row_limit == rows
    assert isinstance(answer, Candles)
    assert len(answer.candles) == rows
    assert answer.covered == (start, start + rows * MINUTE)


@kinds
def test_the_candle_that_is_still_open_is_neither_given_nor_known(kind: str) -> None:
    now = NOW + 30_000
    with venue_server(SERVED, now) as server:
        answer = venue_of(kind, server.url, now_ms=now).candles(
            CandleRequest(MARKETS[kind], MINUTE, NOW - 3 * MINUTE, NOW + 5 * MINUTE)
        )
    assert isinstance(answer, Candles)
    assert [c.open_time_ms for c in answer.candles] == [NOW - n * MINUTE for n in (3, 2, 1)]
    assert answer.covered == (NOW - 3 * MINUTE, NOW)


@kinds
def test_a_venue_whose_clock_is_behind_ours_knows_less(kind: str) -> None:
    with venue_server(SERVED, NOW - 90_000) as server:
        answer = venue_of(kind, server.url).candles(asked(kind, minutes_ago=5))
    assert isinstance(answer, Candles)
    assert answer.covered == (NOW - 5 * MINUTE, NOW - 2 * MINUTE)
    assert answer.candles[-1].open_time_ms == NOW - 3 * MINUTE


@kinds
def test_a_request_about_the_future_is_not_sent(kind: str) -> None:
    with venue_server(SERVED, NOW) as server:
        answer = venue_of(kind, server.url).candles(asked(kind, minutes_ago=-5))
        assert server.count == 0
    assert answer == Candles((), (NOW + 5 * MINUTE, NOW + 5 * MINUTE), (), 0)


@kinds
def test_old_silence_is_known_and_young_silence_is_not(kind: str) -> None:
    quiet = silent(BTC, NOW - 40 * MINUTE, NOW)
    with venue_server({"BTCUSDT": quiet, "BTC-USD": quiet}, NOW) as server:
        venue = venue_of(kind, server.url)
        old = venue.candles(asked(kind, minutes_ago=45, minutes=10))
        young = venue.candles(asked(kind, minutes_ago=30, minutes=30))
    assert isinstance(old, Candles)
    assert len(old.candles) == 5
    assert old.covered == (NOW - 45 * MINUTE, NOW - 35 * MINUTE)
    assert isinstance(young, Candles)
    assert young.covered == (NOW - 30 * MINUTE, NOW - 15 * MINUTE)


@kinds
def test_an_unknown_market_is_final_and_asked_for_once(kind: str) -> None:
    with venue_server({}, NOW) as server:
        venue = venue_of(kind, server.url)
        first, second = venue.candles(asked(kind)), venue.candles(asked(kind, 30))
        assert server.count == 1
    assert isinstance(first, NotListed)
    assert isinstance(second, NotListed)
    assert "does not list it" in first.reason


@kinds
def test_a_404_that_is_not_about_the_market_is_not_final(kind: str) -> None:
    with venue_server(SERVED, NOW) as server:
        server.faults.append(Fault(404, b"<html>no such page</html>"))
        venue = venue_of(kind, server.url)
        first, second = venue.candles(asked(kind)), venue.candles(asked(kind))
    assert first == Unavailable("answered 404: without a reason", None, 1)
    assert isinstance(second, Candles)


def test_coinbase_has_no_four_hours_and_says_so_without_asking() -> None:
    with venue_server(SERVED, NOW) as server:
        venue = venue_of("coinbase", server.url)
        answer = venue.candles(CandleRequest("BTC-USD", 4 * HOUR, NOW - 40 * HOUR, NOW))
        assert server.count == 0
    assert answer == Unavailable("has no candles of 240 minutes")


@kinds
@pytest.mark.parametrize("interval", [5 * MINUTE, 15 * MINUTE, HOUR])
def test_every_interval_of_the_policy(kind: str, interval: int) -> None:
    with venue_server(SERVED, NOW) as server:
        answer = venue_of(kind, server.url).candles(
            CandleRequest(MARKETS[kind], interval, NOW - 6 * interval, NOW)
        )
    assert isinstance(answer, Candles)
    assert len(answer.candles) == 6

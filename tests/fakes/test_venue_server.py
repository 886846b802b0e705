import requests

from tests.fakes.venue_server import HOUR, MINUTE, Fault, made, silent, venue_server

NOW = 1_795_219_200_000  # 2026-11-21T00:00:00Z


def test_both_apis_serve_the_same_candles() -> None:
    market = silent(made("BTC"), NOW - 4 * MINUTE, NOW - 3 * MINUTE)
    with venue_server({"BTCUSDT": market, "BTC-USD": market}, NOW) as venue:
        klines = requests.get(
            f"{venue.url}/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000"
            f"&startTime={NOW - 5 * MINUTE}&endTime={NOW - 1}",
            timeout=5,
        ).json()
        rows = requests.get(
            f"{venue.url}/products/BTC-USD/candles?granularity=60"
            "&start=2026-11-20T23:55:00Z&end=2026-11-20T23:59:59Z",
            timeout=5,
        ).json()
        assert [row[0] for row in klines] == [row[0] * 1000 for row in reversed(rows)]
        assert [float(row[1]) for row in klines] == [row[3] for row in reversed(rows)]
        assert len(klines) == 4
        assert venue.count == 2


def test_a_fault_answers_one_request() -> None:
    with venue_server({}, NOW) as venue:
        venue.faults.append(Fault(503))
        assert requests.get(venue.url, timeout=5).status_code == 503
        assert requests.get(venue.url, timeout=5).status_code == 404


def test_an_hour_agrees_with_its_minutes() -> None:
    market = made("BTC")
    hour, first = market(NOW, HOUR), market(NOW, MINUTE)
    last = market(NOW + HOUR - MINUTE, MINUTE)
    assert hour
    assert first
    assert last
    assert (hour.open, hour.close) == (first.open, last.close)

"""The folder of candles: names, units, headers, and every kind of bad row with its line."""

from pathlib import Path

import pytest

from bot.adapters.venues.making import make_venues
from bot.ledger.candles import Candle
from bot.policy.prices import Prices
from bot.policy.prices import Venue as Spec
from bot.ports.venue import CandleRequest, Candles, NotListed, Unavailable, Venue
from tests.adapters.venues.kit import HOUR, MINUTE, NOW

T = NOW - 10 * MINUTE


def folder_venue(root: Path, now_ms: int = NOW) -> Venue:
    spec = Spec(name="local", kind="files", path="prices")
    return make_venues(Prices(v=1, venues=(spec,)), root, now_ms)[0]


def write(root: Path, name: str, *lines: str) -> None:
    path = root / "prices" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines))


def line(minute: int, price: float = 100.0) -> str:
    return f"{T + minute * MINUTE},{price},{price + 1},{price - 1},{price},7"


def flat(minute: int, price: float = 100.0) -> Candle:
    return Candle(T + minute * MINUTE, price, price + 1, price - 1, price)


def request(start: int = -5, end: int = 10, market: str = "BTCUSDT") -> CandleRequest:
    return CandleRequest(market, MINUTE, T + start * MINUTE, T + end * MINUTE)


def test_a_file_knows_from_its_first_row_to_its_last(tmp_path: Path) -> None:
    header = "open_time,open,high,low,close,volume"
    write(tmp_path, "BTCUSDT_1m.csv", header, line(0), line(1), line(4))
    answer = folder_venue(tmp_path).candles(request())
    assert answer == Candles((flat(0), flat(1), flat(4)), (T, T + 5 * MINUTE), (), 0)


def test_a_window_of_a_file(tmp_path: Path) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", *(line(n) for n in range(8)))
    answer = folder_venue(tmp_path).candles(request(2, 4))
    assert answer == Candles((flat(2), flat(3)), (T + 2 * MINUTE, T + 4 * MINUTE), (), 0)


def test_a_file_beyond_now_is_not_looked_into(tmp_path: Path) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", *(line(n) for n in range(8)))
    now = T + 3 * MINUTE + 30_000
    answer = folder_venue(tmp_path, now).candles(request())
    assert answer == Candles((flat(0), flat(1), flat(2)), (T, T + 3 * MINUTE), (), 0)


@pytest.mark.parametrize(
    "first",
    [
        "open_time,open,high,low,close",
        "Time,Open,High,Low,Close",
        "\ufefftimestamp,open,high,low,close,volume",
        f"{T},100.0,101.0,99.0,100.0",
        f"{T},100.0,101.0,99.0,100.0,1,2,3,4,5,6,7",
        f"{T // 1000},100.0,101.0,99.0,100.0",
        f"{T * 1000},100.0,101.0,99.0,100.0",
        f'"{T}"," 100.0",101.0,99.0,100.0',
    ],
)
def test_headers_units_and_further_columns(tmp_path: Path, first: str) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", first, line(1))
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Candles)
    assert answer.problems == ()
    assert answer.candles in ((flat(0), flat(1)), (flat(1),))


def test_columns_are_found_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", "close,low,high,open,time", f"4,1,5,2,{T}")
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Candles)
    assert answer.candles == (Candle(T, 2.0, 5.0, 1.0, 4.0),)


def test_a_missing_column_is_said(tmp_path: Path) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", "time,open,high,close", "1,2,3,4")
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Unavailable)
    assert answer.reason.endswith("BTCUSDT_1m.csv: its columns lack low.")


@pytest.mark.parametrize(
    ("bad", "field", "value", "reason"),
    [
        (f"{T + MINUTE},nan,1,1,1", "open", "nan", "is not a price above zero"),
        (f"{T + MINUTE},1,1,0,1", "low", "0", "is not a price above zero"),
        (f"{T + MINUTE},1,1,-1,1", "low", "-1", "is not a price above zero"),
        (f"{T + MINUTE},1,x,1,1", "high", "x", "is not a price above zero"),
        (f"{T + MINUTE},1_0,10,1,1", "open", "1_0", "is not a price above zero"),
        (f"{T + MINUTE},1,2,3,1", "low", "3", "is above the open or the close"),
        (f"{T + MINUTE},3,2,1,1", "high", "2", "is below the open or the close"),
        (f"{T + MINUTE + 1},1,1,1,1", "open_time", str(T + MINUTE + 1), "is not a multiple"),
        (f"{T},5,5,5,5", "open_time", str(T), "is there twice with different prices"),
        ("soon,1,1,1,1", "open_time", "soon", "has no open time and four prices"),
        (f"{T + MINUTE},1,1", "open_time", str(T + MINUTE), "has no open time and four prices"),
        ("12,1,1,1,1", "open_time", "12", "has no open time and four prices"),
    ],
)
def test_a_bad_row_is_a_problem_with_its_line_and_leaves_a_hole(
    tmp_path: Path, bad: str, field: str, value: str, reason: str
) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", "time,open,high,low,close", line(0), bad, line(2), line(3))
    venue = folder_venue(tmp_path)
    answer = venue.candles(request())
    assert isinstance(answer, Candles)
    [problem] = answer.problems
    assert (problem.file, problem.line, problem.field) == ("BTCUSDT_1m.csv", 3, field)
    assert problem.value == value
    assert problem.reason.startswith(reason)
    assert {candle.open for candle in answer.candles} == {100.0}
    start, end = answer.covered
    assert (start, end) in ((T + 2 * MINUTE, T + 4 * MINUTE), (T + MINUTE, T + 4 * MINUTE))
    again = venue.candles(request())
    assert isinstance(again, Candles)
    assert again.problems == ()


def test_equal_rows_count_once_and_order_does_not_matter(tmp_path: Path) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", line(2), line(0), line(1), line(0))
    answer = folder_venue(tmp_path).candles(request())
    assert answer == Candles((flat(0), flat(1), flat(2)), (T, T + 3 * MINUTE), (), 0)


def test_a_file_full_of_nonsense_is_told_in_bounds(tmp_path: Path) -> None:
    write(tmp_path, "BTCUSDT_1m.csv", line(0), *["x,y"] * 500)
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Candles)
    assert answer.candles == (flat(0),)
    assert len(answer.problems) == 101
    assert answer.problems[-1].value == "400"


@pytest.mark.parametrize("text", ["", "\n", "time,open,high,low,close\n"])
def test_an_empty_file_knows_nothing(tmp_path: Path, text: str) -> None:
    write(tmp_path, "BTCUSDT_1m.csv")
    (tmp_path / "prices" / "BTCUSDT_1m.csv").write_text(text)
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Candles | Unavailable)
    assert not isinstance(answer, Candles) or answer.covered[0] == answer.covered[1]


@pytest.mark.parametrize("symbol", ["BTC", "btc-usd", "BTC/USDT", "BTCUSDT", "BTC_USDT"])
@pytest.mark.parametrize("name", ["BTCUSDT_1m.csv", "BTC-USDT_1m.csv", "btcusdt_1m.csv"])
def test_symbols_as_people_write_them_find_their_file(
    tmp_path: Path, symbol: str, name: str
) -> None:
    write(tmp_path, name, line(0))
    venue = folder_venue(tmp_path)
    assert venue.market(symbol) == ("BTCUSDT",)
    assert isinstance(venue.candles(request(market="BTCUSDT")), Candles)


def test_a_file_by_its_plain_symbol(tmp_path: Path) -> None:
    write(tmp_path, "AAPL_1m.csv", line(0))
    assert folder_venue(tmp_path).market("AAPL") == ("AAPL",)


def test_a_missing_file_is_said_with_its_name(tmp_path: Path) -> None:
    write(tmp_path, "BTCUSDT_1h.csv", line(0))
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, NotListed)
    assert answer.reason == f"{tmp_path / 'prices'} has no BTCUSDT_1m.csv or .parquet"


def test_a_missing_folder_lists_nothing(tmp_path: Path) -> None:
    venue = folder_venue(tmp_path)
    assert isinstance(venue.candles(request(market=venue.market("BTC")[0])), NotListed)


def test_the_interval_is_part_of_the_name(tmp_path: Path) -> None:
    start = NOW - 2 * HOUR
    write(tmp_path, "BTCUSDT_1h.csv", f"{start},1,1,1,1", f"{start + HOUR},2,2,2,2")
    answer = folder_venue(tmp_path).candles(CandleRequest("BTCUSDT", HOUR, start, NOW))
    assert isinstance(answer, Candles)
    assert len(answer.candles) == 2


def test_a_file_that_cannot_be_opened_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / "prices" / "BTCUSDT_1m.csv").mkdir(parents=True)
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Unavailable)
    assert answer.reason.startswith("Cannot read ")


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    header = "open_time,open,high,low,close,volume"
    write(tmp_path, "BTCUSDT_1m.csv", header, line(0), line(1), line(3))
    from_csv = folder_venue(tmp_path).candles(request())
    csv = tmp_path / "prices" / "BTCUSDT_1m.csv"
    with duckdb.connect() as database:
        database.read_csv(str(csv)).write_parquet(str(csv.with_suffix(".parquet")))
    csv.unlink()
    assert folder_venue(tmp_path).candles(request()) == from_csv


def test_a_broken_parquet_file_is_an_answer(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    write(tmp_path, "BTCUSDT_1m.parquet", "not parquet")
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Unavailable)
    assert "\n" not in answer.reason


def test_without_the_extra_parquet_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    write(tmp_path, "BTCUSDT_1m.parquet", "x")
    answer = folder_venue(tmp_path).candles(request())
    assert isinstance(answer, Unavailable)
    assert "pip install governor[parquet]" in answer.reason

"""The candle cache: what was stored comes back, nothing else does, and damage heals."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.candle_cache import CandleFolder
from bot.ledger.candles import Candle, Span, series_of
from bot.ledger.shelf import Shelf
from bot.words.instant import from_ms
from tests.adapters.venues.kit import HOUR, MINUTE, NOW

DAY = 24 * HOUR
PLACE = ("binance", "BTCUSDT", MINUTE)


def flat(minute: int, price: float = 100.25) -> Candle:
    return Candle(NOW + minute * MINUTE, price, price + 1, price - 1, price)


def span(first: int, last: int) -> Span:
    return NOW + first * MINUTE, NOW + last * MINUTE


def files(root: Path) -> list[Path]:
    return sorted(root.rglob("*.candles"))


def test_what_was_stored_comes_back_from_disk(tmp_path: Path) -> None:
    candles = [flat(n, 0.1 + n / 3) for n in range(-5, 5) if n != 1]
    assert CandleFolder(tmp_path).store(*PLACE, candles, span(-5, 6)) == ()
    loaded = CandleFolder(tmp_path).load(*PLACE, *span(-10, 10))
    assert loaded == series_of(MINUTE, candles, [span(-5, 6)])
    assert [path.name for path in files(tmp_path)] == ["2026-11-20.candles", "2026-11-21.candles"]


def test_a_window_is_cut_to_the_minute(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [flat(n) for n in range(9)], span(0, 9))
    loaded = cache.load(*PLACE, *span(2, 4))
    assert loaded == series_of(MINUTE, [flat(2), flat(3)], [span(2, 4)])


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    loaded = CandleFolder(tmp_path / "absent").load(*PLACE, *span(0, 9))
    assert (len(loaded), loaded.covered) == (0, ())
    assert not (tmp_path / "absent").exists()


def test_silence_is_kept_as_silence(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [], span(0, 9))
    assert cache.load(*PLACE, *span(0, 20)).covered == (span(0, 9),)


def test_spans_grow_together(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    for first, last in ((0, 3), (7, 9), (3, 7)):
        cache.store(*PLACE, [flat(n) for n in range(first, last)], span(first, last))
    loaded = cache.load(*PLACE, *span(0, 9))
    assert loaded == series_of(MINUTE, [flat(n) for n in range(9)], [span(0, 9)])


def test_markets_venues_and_intervals_are_kept_apart(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [flat(0)], span(0, 1))
    for place in (("other", "BTCUSDT"), ("binance", "ETHUSDT")):
        assert len(cache.load(*place, MINUTE, *span(0, 1))) == 0
    assert len(cache.load("binance", "BTCUSDT", HOUR, *span(0, 1))) == 0


@pytest.mark.parametrize("name", ["..", "../../x", "a/b", "BTC/USD", ".", "", "Ω", "a" * 60])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    cache = CandleFolder(tmp_path / "cache")
    cache.store(name, name, MINUTE, [flat(0)], span(0, 1))
    assert len(cache.load(name, name, MINUTE, *span(0, 1))) == 1
    [path] = files(tmp_path)
    assert path.is_relative_to(tmp_path / "cache")
    assert len(path.relative_to(tmp_path / "cache").parts) == 4


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ([flat(0), flat(1, 7.0), flat(2)], "was open 100.25 high 101.25 low 99.25 close 100.25"),
        ([flat(0), flat(2)], "and is now without a trade"),
        ([flat(0), flat(1), flat(2), flat(3)], "was without a trade and is now open 100.25"),
    ],
    ids=["changed", "gone", "new"],
)
def test_a_contradiction_is_told_and_what_was_known_stays(
    tmp_path: Path, later: list[Candle], words: str
) -> None:
    cache = CandleFolder(tmp_path)
    first = [flat(0), flat(1), flat(2)]
    cache.store(*PLACE, first, span(0, 4))
    [problem] = cache.store(*PLACE, later, span(0, 4))
    assert words in problem.sentence()
    assert problem.sentence().endswith("the first stays until a recheck")
    assert cache.load(*PLACE, *span(0, 4)) == series_of(MINUTE, first, [span(0, 4)])


def test_a_recheck_corrects_its_span_and_nothing_else(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [flat(n) for n in range(6)], span(0, 6))
    problems = cache.store(*PLACE, [flat(2, 7.0)], span(2, 4), recheck=True)
    assert len(problems) == 2
    assert all(problem.reason.endswith("corrected") for problem in problems)
    expected = [flat(0), flat(1), flat(2, 7.0), flat(4), flat(5)]
    assert cache.load(*PLACE, *span(0, 6)) == series_of(MINUTE, expected, [span(0, 6)])


def test_the_same_answer_again_writes_nothing(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [flat(0)], span(0, 4))
    [path] = files(tmp_path)
    before = path.stat().st_ino
    assert cache.store(*PLACE, [flat(0)], span(0, 4)) == ()
    assert path.stat().st_ino == before


@pytest.mark.parametrize("kept", [0, 3, 11, 12, 13, 40, -1])
def test_a_cut_file_counts_as_absent_and_is_written_anew(tmp_path: Path, kept: int) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [flat(n) for n in range(9)], span(0, 9))
    [path] = files(tmp_path)
    path.write_bytes(path.read_bytes()[:kept])
    assert cache.load(*PLACE, *span(0, 9)).covered == ()
    assert cache.store(*PLACE, [flat(1)], span(0, 3)) == ()
    assert cache.load(*PLACE, *span(0, 9)) == series_of(MINUTE, [flat(1)], [span(0, 3)])


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_one_flipped_bit_never_becomes_a_price(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    root = tmp_path_factory.mktemp("cache")
    cache = CandleFolder(root)
    cache.store(*PLACE, [flat(n) for n in range(3)], span(0, 3))
    [path] = files(root)
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1 << bit
    path.write_bytes(data)
    assert cache.load(*PLACE, *span(0, 3)).covered == ()


def test_a_file_of_another_interval_counts_as_absent(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [flat(0)], span(0, 60))
    [path] = files(tmp_path)
    other = path.parent.with_name(str(HOUR))
    path.parent.rename(other)
    assert cache.load("binance", "BTCUSDT", HOUR, *span(0, 60)).covered == ()


def test_only_the_days_of_the_window_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [], (NOW - 30 * DAY, NOW))
    read: list[str] = []
    whole = Path.read_bytes

    def counted(path: Path) -> bytes:
        read.append(path.stem)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    cache.load(*PLACE, NOW - 3 * DAY - HOUR, NOW - 2 * DAY)
    assert read == ["2026-11-17", "2026-11-18"]


def test_old_days_are_pruned(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [], (NOW - 5 * DAY, NOW))
    assert cache.prune(from_ms(NOW - 2 * DAY + HOUR)) == 3
    assert [path.stem for path in files(tmp_path)] == ["2026-11-19", "2026-11-20"]
    assert cache.load(*PLACE, NOW - 5 * DAY, NOW).covered == ((NOW - 2 * DAY, NOW),)
    assert CandleFolder(tmp_path / "absent").prune(from_ms(NOW)) == 0


def test_threads_lose_nothing(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: cache.store(*PLACE, [flat(n)], span(n, n + 1)), range(60)))
    loaded = cache.load(*PLACE, *span(0, 60))
    assert loaded == series_of(MINUTE, [flat(n) for n in range(60)], [span(0, 60)])


WRITER = """
import sys
from pathlib import Path
from bot.adapters.candle_cache import CandleFolder
from tests.adapters.test_candle_cache import PLACE, flat, span
cache = CandleFolder(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 60, 3):
    cache.store(*PLACE, [flat(n)], span(n, n + 1))
"""


def test_processes_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, str(n)], env={"PYTHONPATH": "."})
        for n in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    loaded = CandleFolder(tmp_path).load(*PLACE, *span(0, 60))
    assert loaded == series_of(MINUTE, [flat(n) for n in range(60)], [span(0, 60)])


def test_a_writer_that_dies_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = CandleFolder(tmp_path)
    cache.store(*PLACE, [flat(0)], span(0, 1))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            cache.store(*PLACE, [flat(1)], span(1, 2))
    assert cache.load(*PLACE, *span(0, 9)) == series_of(MINUTE, [flat(0)], [span(0, 1)])
    cache.store(*PLACE, [flat(1)], span(1, 2))
    assert len(cache.load(*PLACE, *span(0, 9))) == 2


pieces = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40)), max_size=8)


@given(pieces)
def test_the_disk_knows_what_memory_knows(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[int, int]]
) -> None:
    """Around midnight, any pieces in any order, with every third minute silent."""
    disk, memory = CandleFolder(tmp_path_factory.mktemp("cache")), Shelf()
    for first, length in pieces:
        covered = span(first - 60, first + length - 60)
        minutes = range(first - 60, first + length - 60)
        candles = [flat(n) for n in minutes if n % 3]
        assert disk.store(*PLACE, candles, covered) == ()
        memory.store(*PLACE, candles, covered)
    assert disk.load(*PLACE, *span(-99, 99)) == memory.load(*PLACE, *span(-99, 99))


@pytest.mark.long
def test_a_quarter_of_five_markets_loads_in_about_a_second(tmp_path: Path) -> None:
    cache = CandleFolder(tmp_path)
    for symbol in "ABCDE":
        for day in range(90):
            start = NOW - (day + 1) * DAY
            candles = [
                replace(flat(n, 100 + (n * 7919 % 1000) / 100), open_time_ms=start + n * MINUTE)
                for n in range(1440)
            ]
            cache.store("binance", symbol, MINUTE, candles, (start, start + DAY))
    began = time.perf_counter()
    loaded = [cache.load("binance", symbol, MINUTE, NOW - 90 * DAY, NOW) for symbol in "ABCDE"]
    seconds = time.perf_counter() - began
    assert sum(map(len, loaded)) == 648_000
    assert all(series.covered == ((NOW - 90 * DAY, NOW),) for series in loaded)
    assert seconds < 2

"""Odd pasts: a right result or one sentence, never a traceback and never a number from nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import World
from bot.cli.main import run

DAYS = 4
SMALL = World("small", DAYS, {"none": 1, "edge": 1})


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    folder.mkdir()
    return write_world(next(iter(lives(SMALL, [3]))), folder)


def replayed(world: Path, *more: str) -> int:
    folders = ("--events", world / "events", "--prices", world / "prices")
    places = (*folders, "--policies", world / "policies", "--out", world / "out")
    return run(["replay", *map(str, places), "--every", "120", *more])


def summary(world: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((world / "out" / "summary.json").read_bytes())
    return found


def rows(world: Path) -> list[dict[str, object]]:
    text = (world / "out" / "settlements.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def each(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    for path in folder.iterdir():
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(change(lines)), "utf-8")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--from", "2031-01-01T00:00:00Z"], "Cannot read the past: nothing of it lies"),
        (["--to", "2001-01-01T00:00:00Z"], "Cannot read the past: its first signal came after"),
        (["--from", "2026-13-01"], "Cannot use --from '2026-13-01'"),
        (["--from", "2027-01-01T00:00:00Z", "--to", "2026-01-02T00:00:00Z"], "Cannot read"),
    ],
)
def test_an_odd_span_is_one_sentence(
    world: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replayed(world, *more) in (1, 2)
    told = "".join(capsys.readouterr())
    assert said in told
    assert "Traceback" not in told
    assert not (world / "out").exists()


def test_folders_without_signals_are_one_sentence(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    each(world / "events" / "signals", lambda _: [])
    assert replayed(world) == 1
    assert "holds no signal that can be read" in "".join(capsys.readouterr())


def test_without_prices_nothing_is_earned(world: Path) -> None:
    each(world / "prices", lambda lines: lines[:1])
    assert replayed(world) == 0
    assert {row["status"] for row in rows(world)} <= {"unpriceable"}
    portfolio = summary(world)["portfolio"]
    assert isinstance(portfolio, dict)
    assert portfolio["equity_bps"] == 0.0


def test_signals_said_twice_count_once(world: Path) -> None:
    assert replayed(world) == 0
    once = summary(world)
    each(world / "events" / "signals", lambda lines: lines + lines)
    assert replayed(world) == 0
    assert summary(world) == once


def test_a_line_and_a_candle_that_are_no_number_are_told_and_left_out(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def spoiled(lines: list[str]) -> list[str]:
        time = lines[3].split(",")[0]
        return [*lines[:3], f"{time},nan,nan,nan,nan\n", *lines[4:]]

    each(world / "prices", spoiled)
    each(world / "events" / "signals", lambda lines: ['{"v":1,"prob_up":NaN}\n', *lines])
    assert replayed(world) == 0
    assert "signals/" in "".join(capsys.readouterr())
    assert all(row["net_bps"] == row["net_bps"] for row in rows(world))


def test_nothing_is_settled_across_a_hole_in_the_prices(world: Path) -> None:
    assert replayed(world) == 0
    whole = rows(world)
    each(world / "prices", lambda lines: [*lines[:30], *lines[60:]])
    assert replayed(world) == 0
    found = [row for row in rows(world) if row["status"] == "settled"]
    assert 0 < len(found) < len(whole)
    priced = {(row["signal_id"], row["horizon_hours"]): row["net_bps"] for row in whole}
    assert all(priced[row["signal_id"], row["horizon_hours"]] == row["net_bps"] for row in found)


def test_looks_every_seven_minutes(world: Path) -> None:
    assert replayed(world, "--every", "7") == 0
    assert summary(world)["settlements"] == len(rows(world)) > 0


def test_another_interval_of_candles_is_told(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replayed(world) == 0
    said = "no candles of this interval are there; those of 1:00:00 are used instead"
    assert said in "".join(capsys.readouterr())

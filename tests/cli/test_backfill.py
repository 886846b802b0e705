"""governor backfill: settles in one go what a replay settles look by look."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bot.adapters.lake.columns import SETTLEMENTS
from bot.adapters.lake.parquet import encode, lines
from bot.cli.main import run
from bot.words.canonical import Json, encode_line
from tests.adapters.engines.connect import connect_server
from tests.ledger.build import at, signal

ROOT = Path(__file__).parents[2]


@pytest.fixture
def past(tmp_path: Path) -> Path:
    chance = Random(3)
    folder = tmp_path / "signals"
    folder.mkdir()
    sides, names = ("LONG", "SHORT", "FLAT"), ("BTC", "ETHUSDT", "DOGE")
    signals = [
        signal(minute, chance.choice(sides), chance.choice(names), f"s{minute}")
        for minute in range(0, 2000, 13)
    ]
    (folder / "2026-03-02.jsonl").write_bytes(b"".join(one.line() for one in signals))
    (tmp_path / "prices").mkdir()
    for market in ("BTCUSDT", "ETHUSDT"):
        rows = ["open_time,open,high,low,close"]
        for minute in (minute for minute in range(6000) if chance.random() > 0.1):
            price = round(100 + chance.random(), 2)
            rows.append(f"{at(minute)},{price},{price + 1},{price - 1},{price}")
        rows.insert(900, "mangled,row")
        (tmp_path / "prices" / f"{market}_1m.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


def test_a_backfill_is_what_a_replay_settles(
    past: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = ("--prices", str(past / "prices"), "--repo", str(ROOT))
    out, replayed = past / "ledger", past / "replayed"
    assert run(["replay", "--events", str(past), *prices, "--out", str(replayed)]) == 0
    capsys.readouterr()
    assert run(["backfill", "--events", str(past), *prices, "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    wanted = (replayed / "settlements.jsonl").read_bytes().splitlines()
    found = [
        line
        for path in sorted(out.glob("*.parquet"))
        for line in lines(path, SETTLEMENTS, path.name)
    ]
    assert found == wanted
    assert sum(said["days"].values()) == len(wanted)
    assert sorted(path.name for path in out.iterdir()) == [
        "2026-03-02.parquet",
        "2026-03-03.parquet",
    ]
    assert run(["measures", "--ledger", str(out), "--repo", str(ROOT)]) == 0


@pytest.mark.long
def test_a_server_of_connect_settles_and_replays_alike(past: Path) -> None:
    def told(*arguments: str) -> None:
        folders = ["--events", str(past), "--prices", str(past / "prices"), "--repo", str(ROOT)]
        command = [sys.executable, "-m", "bot", *arguments, *folders]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    here, there = past / "here", past / "there"
    server, one, other = past / "server", past / "one", past / "other"
    server.mkdir()
    told("backfill", "--out", str(here))
    told("replay", "--out", str(one), "--ledger", str(here))
    with connect_server(server) as place:
        told("backfill", "--out", str(there), "--spark", place)
        told("replay", "--out", str(other), "--ledger", str(there), "--spark", place)
    assert contents(there) == contents(here)
    assert contents(other) == contents(one)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_backfill_of_nothing_says_so(past: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (past / "signals" / "2026-03-02.jsonl").write_bytes(b"")
    arguments = ["--events", str(past), "--prices", str(past / "prices"), "--out", str(past / "o")]
    assert run(["backfill", *arguments, "--repo", str(ROOT)]) == 1
    assert "Cannot read the signals: there is none" in capsys.readouterr().err


def test_a_replay_of_a_ledger_decides_as_one_that_settles(
    past: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ("--events", str(past), "--prices", str(past / "prices"), "--repo", str(ROOT))
    ledger, plain, quick = past / "ledger", past / "plain", past / "quick"
    assert run(["backfill", *folders, "--out", str(ledger)]) == 0
    assert run(["replay", *folders, "--out", str(plain)]) == 0
    assert run(["replay", *folders, "--out", str(quick), "--ledger", str(ledger)]) == 0
    assert contents(quick) == contents(plain)
    capsys.readouterr()
    assert run(["replay", "--ledger", str(ledger), "--repo", str(ROOT)]) == 2
    assert "give --events and --prices beside --ledger" in capsys.readouterr().err


Row = dict[str, Json]


def told(row: Row, **fields: Json) -> Row:
    return {**row, **fields}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda rows: rows[1:], "lacks its 1 h"),
        (lambda rows: [*rows, told(rows[0], settled_at="2026-03-02T09:00:00.000Z")], "there twice"),
        (
            lambda rows: [told(rows[0], signal_id="f" * 64), *rows[1:]],
            "of no signal among the events",
        ),
        (lambda rows: [told(rows[0], agent="eve"), *rows[1:]], "says otherwise than its signal"),
        (lambda rows: [told(rows[0], net_bps=None), *rows[1:]], "is settled without net_bps"),
        (lambda rows: [told(rows[0], settled_at=rows[0]["exit_at"]), *rows[1:]], "not yet known"),
        (
            lambda rows: [told(rows[0], entry_at="2026-03-01T23:00:00.000Z"), *rows[1:]],
            "not yet known",
        ),
        (lambda rows: [told(rows[0], direction="UP"), *rows[1:]], "direction"),
        (lambda rows: [told(rows[0], entry_price=-1.0), *rows[1:]], "entry_price"),
    ],
)
def test_a_ledger_that_cannot_be_trusted_is_not_replayed(
    past: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[list[Row]], list[Row]],
    says: str,
) -> None:
    folders = ("--events", str(past), "--prices", str(past / "prices"), "--repo", str(ROOT))
    ledger = past / "ledger"
    assert run(["backfill", *folders, "--out", str(ledger)]) == 0
    file = ledger / "2026-03-02.parquet"
    rows = [json.loads(line) for line in lines(file, SETTLEMENTS, file.name)]
    rows.sort(key=lambda row: (row["status"] != "settled", row["horizon_hours"]))
    file.write_bytes(encode([encode_line(row)[:-1] for row in spoil(rows)], SETTLEMENTS))
    capsys.readouterr()
    line = ["replay", *folders, "--ledger", str(ledger), "--out", str(past / "out")]
    assert run([*line, "--to", "2026-03-20T00:00:00Z"]) == 1
    said = capsys.readouterr().err
    assert "Cannot read the ledger: " in said
    assert says in said
    assert not (past / "out").exists()


@pytest.mark.parametrize(
    ("out", "code", "said"),
    [
        ("http://x/y", 2, "Cannot use http://x/y: it must be a folder, or start with s3://"),
        ("s3://", 1, "Cannot reach s3://"),
        ("abfss://x/y", 1, "Cannot reach abfss://x/y"),
    ],
)
def test_a_backfill_into_no_place_says_so(
    past: Path, out: str, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = ("--prices", str(past / "prices"), "--repo", str(ROOT))
    assert run(["backfill", "--events", str(past), *prices, "--out", out]) == code
    assert said in capsys.readouterr().err


def test_days_of_an_earlier_backfill_are_named(
    past: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = ("--prices", str(past / "prices"), "--repo", str(ROOT))
    asked = ["backfill", "--events", str(past), *prices, "--out", str(past / "ledger")]
    assert run(asked) == 0
    assert "more" not in capsys.readouterr().err
    assert run([*asked, "--to", "2026-03-02T23:59:00Z"]) == 0
    assert "has 1 day more, such as 2026-03-03.parquet" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["state/ledger", "state", "deep/../state/ledger"])
def test_no_backfill_is_laid_among_what_the_state_settled(
    past: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The days of both would be read as one: every settlement twice."""
    shutil.copytree(ROOT / "policies", past / "policies")
    asked = ("--events", str(past), "--prices", str(past / "prices"), "--repo", str(past))
    assert run(["backfill", *asked, "--out", out]) == 2
    assert "Cannot backfill into" in capsys.readouterr().err
    assert not (past / "state").exists()

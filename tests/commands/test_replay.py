"""A past decided again: only from what was known, and always to the same bytes."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import World
from bot.cli.main import run
from bot.words.instant import from_ms, render

DAYS = 12
SMALL = World("small", DAYS, {"none": 2, "edge": 2, "negative": 2})
FILES = ("decisions.jsonl", "equity.jsonl", "settlements.jsonl", "summary.json")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    life = next(iter(lives(SMALL, [3])))
    return write_world(life, tmp_path_factory.mktemp("world"))


def replayed(world: Path, out: Path, *more: str, prices: Path | None = None) -> Path:
    folders = ("--events", world / "events", "--prices", prices or world / "prices")
    places = (*folders, "--policies", world / "policies", "--out", out)
    assert run(["replay", *map(str, places), "--every", "120", *more]) == 0
    return out


def lines(out: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / name).read_text("utf-8").splitlines()]


def test_the_same_past_gives_the_same_bytes(world: Path, tmp_path: Path) -> None:
    one, other = (replayed(world, tmp_path / name) for name in ("one", "other"))
    for name in FILES:
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_every_agent_is_decided_at_the_first_look(world: Path, tmp_path: Path) -> None:
    found = lines(replayed(world, tmp_path), "decisions.jsonl")
    first = [one for one in found if one["from"] is None]
    assert len(first) == 6
    assert {one["to"] for one in first} == {"shadow"}
    assert len({one["at"] for one in first}) == 1


def test_every_signal_settles_at_each_horizon(world: Path, tmp_path: Path) -> None:
    out = replayed(world, tmp_path)
    summary = json.loads((out / "summary.json").read_bytes())
    rows = lines(out, "settlements.jsonl")
    assert summary["settlements"] == len(rows) == 3 * summary["signals"]
    assert {row["status"] for row in rows} == {"settled"}


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(hour=st.integers(30, DAYS * 24 - 30), factor=st.sampled_from([0.5, 0.9, 1.2, 3.0]))
def test_a_jump_of_the_future_changes_nothing_before_it(
    world: Path, tmp_path_factory: pytest.TempPathFactory, hour: int, factor: float
) -> None:
    out = tmp_path_factory.mktemp("out")
    moment = _plant(world / "prices", out / "prices", hour, factor)
    before = replayed(world, out / "before")
    after = replayed(world, out / "after", prices=out / "prices")
    for name, when in (
        ("decisions.jsonl", "at"),
        ("equity.jsonl", "at"),
        ("settlements.jsonl", "settled_at"),
    ):
        known, jumped = (
            [one for one in lines(each, name) if str(one[when]) < moment]
            for each in (before, after)
        )
        assert known == jumped
    old, new = (lines(each, "settlements.jsonl") for each in (before, after))
    assert old != new


def _plant(prices: Path, planted: Path, hour: int, factor: float) -> str:
    """Multiply every price from an hour on; give the moment at which the hour begins."""
    planted.mkdir()
    for path in prices.iterdir():
        with path.open(newline="") as file:
            header, *rows = list(csv.reader(file))
        jumped = [
            [row[0], *(repr(float(price) * factor) for price in row[1:])] if at >= hour else row
            for at, row in enumerate(rows)
        ]
        text = "".join(",".join(row) + "\n" for row in (header, *jumped))
        (planted / path.name).write_text(text, "utf-8")
        # The price at which an hour opens is known only once its candle has closed.
        moment = int(rows[hour][0])
    return render(from_ms(moment))


def test_bad_policies_are_all_named_and_replay_nothing(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    for path in (world / "policies").glob("*.yml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "risk.yml").write_text("v: 1\nMAX_DRAWDOWN_BPS: -1\n", "utf-8")
    (folder / "promotion.yml").write_text("v: 1\nalpha_days: many\n", "utf-8")
    places = ("--events", world / "events", "--prices", world / "prices", "--policies", folder)
    assert run(["replay", *map(str, places), "--out", str(tmp_path / "out")]) == 1
    said = "".join(capsys.readouterr())
    assert "risk.yml:2" in said
    assert "promotion.yml:2" in said
    assert not (tmp_path / "out").exists()

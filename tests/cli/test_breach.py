"""A breach over real files: signals and prices come in, the portfolio falls, all of it bites."""

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import sin
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.folder_store import FolderStore
from bot.cli.main import run
from bot.ports.store import Message, Receipt
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.lifecycle import RaiseStage
from bot.state.tree import Operation
from bot.wiring.shell import Options, Shell
from bot.words.instant import DAY, HOUR, render, to_ms
from bot.words.stage import Stage

ROOT = Path(__file__).parents[2]
START = datetime(2026, 9, 1, tzinfo=UTC)
DAYS, CRASH = 26, 25
STEP = timedelta(minutes=15)
# The fleet is long of what rises by the day and short of what falls; on the last day both turn.
LONG, SHORT = ("BTCUSDT", "ETHUSDT"), ("SOLUSDT", "ADAUSDT")
AGENTS_OF = {"old-1": "one", "old-2": "two", "old-3": "three", "new": "one", "child": "two"}
LOOK = START + CRASH * DAY + 2 * HOUR
FELL, FELL_AGAIN = LOOK + 10 * HOUR, LOOK + 18 * HOUR


def price(up: int, at: datetime) -> float:
    days = (at - START) / DAY
    gone = min(days, CRASH + 0.25) - 24 * max(0.0, days - CRASH - 0.25)
    gone = max(gone, CRASH - 14.0)
    return 100.0 * (1.0 + 0.01 * up * gone + 0.002 * sin(7 * days + up))


def candles(up: int) -> Iterator[str]:
    yield "open_time,open,high,low,close\n"
    at = START
    while at < START + (DAYS + 3) * DAY:
        first, last = price(up, at), price(up, at + STEP)
        low, high = sorted((first, last))
        yield f"{to_ms(at)},{first:.8f},{high:.8f},{low:.8f},{last:.8f}\n"
        at += STEP


def registry() -> str:
    rows = [
        f"  - {{name: {name}, strategy_class: {group}, version: '1.0', stage: live, owner: kim"
        + (", parent: new}" if name == "child" else "}")
        for name, group in AGENTS_OF.items()
    ]
    return "\n".join(["v: 1", "agents:", *rows, ""])


def signals(day: int) -> Iterator[str]:
    at = render(START + day * DAY + HOUR)
    for name, group in AGENTS_OF.items():
        for symbol in (*LONG, *SHORT):
            yield json.dumps(
                {
                    "v": 1,
                    "ts": at,
                    "agent": name,
                    "strategy_class": group,
                    "run_id": f"{name}-{day}",
                    "symbol": symbol,
                    "direction": "LONG" if symbol in LONG else "SHORT",
                    "regime": "RISK_ON",
                }
            )


class World:
    def __init__(self, folder: Path) -> None:
        self.repo = folder / "repo"
        shutil.copytree(ROOT / "policies", self.repo / "policies")
        (self.repo / "policies" / "agents.yml").write_text(registry())
        (self.repo / "policies" / "prices.yml").write_text(
            'v: 1\nvenues: [{name: folder, kind: files, path: candles}]\ninterval: "15m"\n'
        )
        (self.repo / "candles").mkdir()
        for symbol in (*LONG, *SHORT):
            rows = candles(1 if symbol in LONG else -1)
            (self.repo / "candles" / f"{symbol}_15m.csv").write_text("".join(rows))

    def do(self, now: datetime, *words: str) -> int:
        return run([*words, "--repo", str(self.repo), "--now", now.isoformat(), "--local"])

    def look(self, now: datetime) -> dict[str, Any]:
        assert self.do(now, "reconcile") == 0
        assert self.do(now, "judge") == 0
        return self.read("reports/meta_report.json")

    def hear(self, day: int) -> None:
        file = self.repo / "mail.jsonl"
        file.write_text("\n".join(signals(day)) + "\n")
        assert self.do(START + day * DAY + HOUR, "ingest", str(file)) == 0

    def rise(self, name: str, at: datetime) -> None:
        """Put it where an earlier look put it."""
        store = Shell(Options(str(self.repo), at.isoformat(), local=True)).store
        sequence = load(store.tree(), AGENTS).agent(name).next_sequence
        rise = RaiseStage(name, Stage.LIVE, sequence, at, "merged", "governor")
        store.commit([rise], Message(f"Raise {name}"))

    def read(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.repo / "state" / path).read_text())
        return found

    def stages(self) -> dict[str, str]:
        known = self.read("agents.json")["agents"]
        return {name: one["stage"] for name, one in known.items()}

    def latches(self) -> dict[str, Any]:
        holds: dict[str, Any] = self.read("kill_switch.json")["entries"]["all"]["holds"]
        return holds

    def trading(self) -> list[str]:
        """Name those to whom the lease gives any weight."""
        leased = self.read("gate.json")["agents"]
        return sorted(name for name, one in leased.items() if one["weight"] > 0)

    def files(self) -> dict[str, bytes]:
        """Give all of the state but the lease, which is renewed by every look."""
        state = self.repo / "state"
        every = {path.relative_to(state): path for path in state.rglob("*") if path.is_file()}
        return {
            str(name): path.read_bytes() for name, path in every.items() if "gate" not in name.name
        }

    def decided(self) -> list[str]:
        """List the subjects of the decisions in the audit record."""
        lines = [
            line
            for file in sorted((self.repo / "state" / "audit").glob("*.jsonl"))
            for line in file.read_text().splitlines()
        ]
        entries = [json.loads(line) for line in lines]
        return [one["subject"] for one in entries if one["kind"] == "decision"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a fleet in force on the eve of its fall."""
    made = World(tmp_path)
    for day in range(CRASH + 1):
        made.hear(day)
    for name in ("old-1", "old-2", "old-3"):
        made.rise(name, START + 4 * DAY)
    made.rise("new", LOOK - 3 * DAY)
    return made


def cause(at: datetime) -> str:
    return f"breach/{render(at - HOUR)}"


def test_a_fall_is_acted_upon_at_once_and_once(world: World) -> None:
    before = world.look(LOOK)
    assert before["meta"]["severity"] == "low"
    assert world.trading() == ["new", "old-1", "old-2", "old-3"]

    report = world.look(FELL)
    assert report["meta"]["severity"] == "critical"
    assert report["meta"]["breach"]["killed"] == ["new"]
    assert report["meta"]["breach"]["latched"]
    assert report["fleet"]["portfolio_max_drawdown_bps"] >= 250
    spared = dict.fromkeys(("old-1", "old-2", "old-3"), "live")
    assert world.stages() == {"new": "killed", "child": "quarantined", **spared}
    assert {one: row["stage"] for one, row in report["agents"].items()} == world.stages()
    assert {name: hold["stage"] for name, hold in world.latches().items()} == {cause(FELL): "live"}
    lease = world.read("gate.json")
    assert lease["killed"]["agents"] == ["child", "new"]
    assert world.trading() == sorted(spared)
    assert world.decided().count("all") == 1
    assert report["fleet"]["portfolio_pnl_30d_bps"] == report["fleet"]["portfolio_pnl_bps"]
    assert report["attribution"]["total_bps"] == report["fleet"]["portfolio_pnl_30d_bps"] < -250

    stopped = {row["target"]: row["stage"] for row in report["auto_kill"]}
    assert stopped == {"agent:new": "killed", "agent:child": "quarantined"}

    again = world.look(FELL)
    assert again["auto_kill"] == report["auto_kill"]
    for name, row in again["agents"].items():
        assert (row["stage"], row["since"]) == (
            report["agents"][name]["stage"],
            report["agents"][name]["since"],
        )
    assert report["agents"]["old-1"]["evidence"]["next"] is None
    assert (again["agents"]["new"]["evidence"]["epoch"], again["agents"]["new"]["decision"]) == (
        2,
        "HOLD",
    )
    everything = world.files()
    assert world.look(FELL) == again
    assert world.files() == everything
    later = world.look(FELL + HOUR)
    assert (later["meta"]["severity"], later["meta"]["breach"]["latched"]) == ("critical", True)
    assert list(world.latches()) == [cause(FELL)]


def test_a_further_fall_stops_the_fleet_until_people_release_it(world: World) -> None:
    world.look(LOOK)
    world.look(FELL)
    report = world.look(FELL_AGAIN)
    olds = dict.fromkeys(("old-1", "old-2", "old-3"), "demoted")
    assert world.stages() == {"new": "killed", "child": "quarantined", **olds}
    shown = {one: row["stage"] for one, row in report["agents"].items()}
    assert shown == {"new": "killed", "child": "quarantined", **dict.fromkeys(olds, "paused")}
    assert (report["fleet"]["gross"], report["fleet"]["cash"]) == (0.0, 1.0)
    lease = world.read("gate.json")
    assert (lease["killed"]["all"], lease["agents"], lease["mode"]) == (True, {}, "shadow")
    breaches = [breach["at"] for breach in world.read("fleet.json")["breaches"]]
    assert [f"breach/{at}" for at in breaches] == [cause(FELL), cause(FELL_AGAIN)]

    asked = ["release", "all", "--reason", "understood", "--by", "kim"]
    assert world.do(FELL_AGAIN + HOUR, *asked) == 0
    free = world.look(FELL_AGAIN + 2 * HOUR)
    assert world.latches() == {}
    assert world.stages() == {"new": "killed", "child": "quarantined", **olds}
    assert not free["meta"]["breach"]["latched"]
    assert free["meta"]["severity"] == "high"
    assert len(world.read("fleet.json")["breaches"]) == 2
    assert world.do(FELL_AGAIN + 2 * HOUR, "audit", "verify") == 0


def test_it_is_one_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.look(LOOK)
    assert world.do(FELL, "reconcile") == 0
    subjects: list[str] = []
    whole = FolderStore.commit

    def commit(self: FolderStore, operations: Sequence[Operation], message: Message) -> Receipt:
        subjects.append(message.subject)
        return whole(self, operations, message)

    monkeypatch.setattr(FolderStore, "commit", commit)
    assert world.do(FELL, "judge") == 0
    assert subjects == ["Judge 5 agents"]
    assert world.stages()["new"] == "killed"
    assert world.latches()

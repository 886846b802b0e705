"""Whole cycles over real files: holes are caught up, crashes heal, and a quiet one is quiet."""

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.folder_store import FolderStore
from bot.errors import CannotReach
from bot.ports.store import Message, Receipt
from bot.state.tree import Operation
from bot.words.instant import DAY, HOUR, render
from tests.cli.test_breach import CRASH, LOOK, START, World

HALF, SOON = timedelta(minutes=30), timedelta(minutes=1)
HOLE = LOOK + 26 * HOUR


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make a fleet in force, whose last slot was judged in time, on the eve of its fall."""
    made = World(tmp_path_factory.mktemp("founded"))
    for day in range(CRASH + 1):
        made.hear(day)
    for name in ("old-1", "old-2", "old-3"):
        made.rise(name, START + 4 * DAY)
    made.rise("new", LOOK - 3 * DAY)
    assert made.do(LOOK, "cycle") == 0
    return made


@pytest.fixture
def world(founded: World, tmp_path: Path) -> World:
    copy = object.__new__(World)
    copy.repo = tmp_path / "repo"
    shutil.copytree(founded.repo, copy.repo)
    return copy


def notes(world: World, kind: str) -> list[dict[str, Any]]:
    files = sorted((world.repo / "state" / "audit").glob("*.jsonl"))
    entries = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [one for one in entries if one["kind"] == kind]


def slots(world: World) -> list[str]:
    return [one["body"]["slot"] for one in notes(world, "digest") if one["subject"] == "cycle"]


def every_slot(first: datetime, last: datetime) -> list[str]:
    return [render(first + n * HALF) for n in range((last - first) // HALF + 1)]


def test_a_hole_of_26_hours_is_caught_up_and_the_breach_in_it_found(world: World) -> None:
    assert world.do(HOLE, "cycle") == 0
    assert slots(world) == every_slot(LOOK, HOLE)
    decided = Counter((one["subject"], one["body"]["slot"]) for one in notes(world, "decision"))
    assert set(decided.values()) == {1}
    assert decided["all", render(HOLE)] == 1
    assert world.stages()["new"] == "killed"
    meta = world.read("reports/meta_report.json")["meta"]
    assert (meta["severity"], meta["missed_slots"]) == ("critical", 51)
    assert meta["breach"]["killed"] == ["new"]
    assert ["missed_slots", "FAIL", 51.0, "≤", 0.0] in meta["findings"]
    marks = world.read("slots.json")
    assert marks["jobs"]["cycle"]["slot"] == render(HOLE)
    (gap,) = marks["gaps"]
    assert (gap["after"], gap["missed"], gap["given_up"]) == (render(LOOK), 51, 0)
    assert world.do(HOLE, "audit", "verify") == 0


def test_of_a_longer_one_the_oldest_are_given_up_and_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = world.repo / "policies" / "governor.yml"
    text = policy.read_text().replace("catch_up_slots: 96", "catch_up_slots: 4")
    policy.write_text(text if "catch_up_slots: 4" in text else f"{text}\ncatch_up_slots: 4\n")
    assert world.do(LOOK + 5 * HOUR, "cycle") == 0
    assert "3 missed slots from" in capsys.readouterr().err
    assert slots(world) == [render(LOOK), *every_slot(LOOK + 3.5 * HOUR, LOOK + 5 * HOUR)]
    (gap,) = world.read("slots.json")["gaps"]
    assert (gap["missed"], gap["given_up"]) == (9, 6)


def test_a_missed_slot_renews_no_lease_and_the_newest_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases = [world.read("gate.json")["sequence"]]
    whole = FolderStore.commit

    def commit(self: FolderStore, operations: Sequence[Operation], message: Message) -> Receipt:
        done = whole(self, operations, message)
        leases.append(world.read("gate.json")["sequence"])
        return done

    monkeypatch.setattr(FolderStore, "commit", commit)
    assert world.do(LOOK + 2 * HOUR, "cycle") == 0
    assert sorted(set(leases)) == [1, 2]
    assert world.read("gate.json")["generated_at"] == render(LOOK + 2 * HOUR)


class Dead(BaseException):
    pass


@pytest.mark.parametrize("point", range(6))
def test_whoever_dies_on_the_way_is_followed_by_one_who_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    whole, left = FolderStore.commit, iter(range(point, -1, -1))

    def commit(self: FolderStore, operations: Sequence[Operation], message: Message) -> Receipt:
        if message.subject.startswith("Judge") and next(left, None) == 0:
            raise Dead
        return whole(self, operations, message)

    until = LOOK + 2.5 * HOUR
    with monkeypatch.context() as patched:
        patched.setattr(FolderStore, "commit", commit)
        if point < 5:
            with pytest.raises(Dead):
                world.do(until, "cycle")
    assert world.do(until + HALF, "cycle") == 0
    assert slots(world) == every_slot(LOOK, until + HALF)
    (gap,) = world.read("slots.json")["gaps"]
    assert gap["missed"] == 5


def test_between_two_slots_the_present_is_judged_and_no_slot_invented(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    marks = world.read("slots.json")
    assert world.do(LOOK + SOON, "cycle") == 0
    assert capsys.readouterr().out.startswith("Nothing new, in")
    assert world.read("slots.json") == marks
    assert world.read("gate.json")["generated_at"] == render(LOOK + SOON)


def test_prices_that_cannot_be_had_keep_nobody_from_being_judged(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def reconcile(*_: object) -> int:
        raise CannotReach("binance", "it does not answer", "Try again later.")

    monkeypatch.setattr("bot.wiring.cycle.reconcile", reconcile)
    assert world.do(LOOK + 3 * HOUR, "cycle") == 1
    meta = world.read("reports/meta_report.json")["meta"]
    assert meta["severity"] == "critical"
    assert world.read("gate.json")["generated_at"] == render(LOOK)
    assert "warning: reconcile: Cannot reach binance" in capsys.readouterr().err
    assert slots(world)[-1] == render(LOOK + 3 * HOUR)


def test_a_state_that_cannot_be_read_fails_each_step_and_stays(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = world.repo / "state" / "decisions.json"
    damaged.write_text("{")
    assert world.do(LOOK + HALF, "cycle") == 1
    assert "judge: Cannot use state/decisions.json" in capsys.readouterr().err
    assert damaged.read_text() == "{"
    assert world.read("gate.json")["generated_at"] == render(LOOK)

"""Whole runs of the real program with partitions in S3 or a folder, against plain Git state.

The object store is moto's, over real HTTP. A writer is killed with -9 again and again; what stands
in the end is what one that was never killed leaves in a plain state.
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.columns import SETTLEMENTS
from bot.adapters.lake.shelf import Shelf
from bot.words.instant import DAY, HOUR
from tests.cli.lake_fleet import PUSH, Fleet, Point, Turn
from tests.cli.test_breach import START
from tests.fakes.object_store import PLACE, ObjectStore, object_store, put_long_ago

DAYS = 2
PUTS = {"ingest": (3, 3), "cycle": (2, 4)}
"""How many parts each turn puts on the first day and on the second."""
LATER = START + 60 * DAY
OTHER = "GOVERNOR_TEST_PLACE"


class Plain:
    """The same work in plain Git state and without any harm, and what stood after each day."""

    def __init__(self, folder: Path) -> None:
        self.fleet = Fleet(folder, "", {})
        self.took = 0.0
        self._stood: list[dict[str, bytes | None]] = []

    def after(self, days: int) -> dict[str, bytes | None]:
        while len(self._stood) < days:
            for now, words in self.fleet.work(len(self._stood)):
                began = time.monotonic()
                self.fleet.run(now, *words)
                self.took = time.monotonic() - began
            self._stood.append(self.fleet.content())
        return self._stood[days - 1]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    return Plain(tmp_path_factory.mktemp("plain"))


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with object_store() as store:
        for name, text in store.environ.items():
            monkeypatch.setenv(name, text)
        yield store


def around(what: str, count: int) -> list[Point]:
    """Give the moments before and after each of so many, from the first on."""
    return [Point(what, nth, after) for nth in range(1, count + 1) for after in (False, True)]


def die_at(fleet: Fleet, turn: Turn, points: Sequence[Point], s3: ObjectStore) -> int:
    for point in points:
        assert fleet.killed_at(point, turn, s3), (turn, point)
    return len(points)


def die_at_pushes(fleet: Fleet, turn: Turn, s3: ObjectStore) -> int:
    """Die before and after whichever push comes next; a cycle has one to make each time."""
    return sum(fleet.killed_at(point, turn, s3) for point in around(PUSH, 1) * 2)


def test_a_killed_writer_to_s3_loses_nothing_and_doubles_nothing(
    plain: Plain, tmp_path: Path, s3: ObjectStore
) -> None:
    fleet = Fleet(tmp_path, PLACE, s3.environ)
    ingest, cycle = fleet.work(0)
    die_at(fleet, ingest, [Point("PUT", 3, after=True)], s3)
    fleet.run(ingest[0], *ingest[1])
    die_at(fleet, cycle, [Point(PUSH, 1, after=False)], s3)
    fleet.run(cycle[0], *cycle[1])
    fleet.forget()
    assert fleet.content() == plain.after(1)
    assert {Path(path).suffix for path in fleet.partitions()} == {".json"}


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_writer_to_s3_killed_everywhere_loses_nothing_and_doubles_nothing(
    plain: Plain, tmp_path: Path, s3: ObjectStore
) -> None:
    fleet, chance, hits = Fleet(tmp_path, PLACE, s3.environ), random.Random(3), 0
    plain.after(DAYS)
    for day in range(DAYS):
        for turn in fleet.work(day):
            now, words = turn
            hits += fleet.killed_after(chance.uniform(0.1, 0.9) * plain.took, turn)
            if words[0] in PUTS:
                hits += die_at(fleet, turn, around("PUT", PUTS[words[0]][day]), s3)
            hits += die_at_pushes(fleet, turn, s3)
            done = fleet.run(now, *words)
            assert "Cannot use" not in done.stderr + done.stdout, done.stderr
    assert {Path(path).suffix for path in fleet.partitions()} == {".json"}
    s3.asked.clear()
    fleet.run(now, *words)
    assert s3.requests == 0
    fleet.forget()
    assert fleet.content() == plain.after(DAYS)
    hits += assert_replays_alike(plain.fleet, fleet, s3)
    hits += assert_compacts(plain, fleet, s3)
    assert hits >= 45, hits


def assert_replays_alike(plain: Fleet, fleet: Fleet, s3: ObjectStore) -> int:
    """Replay both; the second one on a machine that has nothing of the store yet."""
    fleet.forget()
    turn = (START + DAYS * DAY, ("replay", "--out", "replayed"))
    hits = die_at(fleet, turn, [Point("GET", 1, after=False), Point("GET", 2, after=True)], s3)
    fleet.forget()
    s3.asked.clear()
    said = []
    for one in (plain, fleet):
        done = one.run(turn[0], *turn[1])
        assert done.returncode == 0, done.stderr
        said.append({path.name: path.read_bytes() for path in one.repo.glob("replayed/*.jsonl")})
    assert said[0] == said[1]
    assert said[0]["settlements.jsonl"].count(b"\n") > 50
    assert s3.asked["GET"] == s3.asked["HEAD"] > 0
    return hits


def assert_compacts(plain: Plain, fleet: Fleet, s3: ObjectStore) -> int:
    """Merge parts and remove orphans; neither takes what counts, wherever it dies."""
    fleet.forget()
    put_long_ago(90 * DAY)
    turn = (LATER, ("compact", "--yes"))
    points = [Point("GET", 1, after=True), *around("PUT", 2), *around(PUSH, 1)]
    hits = die_at(fleet, turn, points, s3)
    put_long_ago(90 * DAY)
    shelf = Shelf(fleet.repo, s3.environ, PartCache(fleet.repo / "elsewhere"))
    shelf.put(PLACE, "state/ledger/2026-11-21.jsonl", SETTLEMENTS, ())  # it is a later day there
    hits += die_at(fleet, turn, around("DELETE", 2), s3)
    done = fleet.run(*turn[:1], *turn[1])
    assert done.returncode == 0, done.stderr
    s3.asked.clear()
    fleet.run(*turn[:1], *turn[1])
    assert s3.asked == {"GET": 1}
    fleet.forget()
    assert fleet.content() == plain.after(DAYS)
    return hits


@pytest.mark.long
def test_machines_that_write_at_once_lose_nothing_and_double_nothing(
    tmp_path: Path, s3: ObjectStore
) -> None:
    """Each of three hears the same signals on another way; only one of them may store each."""
    names, alone, shared = ("one", "two", "three"), tmp_path / "alone", tmp_path / "shared"
    alone.mkdir()
    shared.mkdir()
    calm, first = Fleet(alone, "", {}), Fleet(shared, PLACE, s3.environ)
    first.run(START, "status")
    machines = [first, *(first.twin(shared / name) for name in names[1:])]
    for day in range(DAYS):
        heard, judged = START + day * DAY + HOUR, START + day * DAY + 8 * HOUR
        for name in names:
            calm.run(heard, "ingest", calm.mail(day, name))
        calm.run(judged, "cycle")
        turns = [
            (heard, ("ingest", one.mail(day, name)))
            for one, name in zip(machines, names, strict=True)
        ]
        assert at_once(machines, turns) == [0, 0, 0]
        at_once(machines, [(judged, ("cycle",))] * 3)
    found, wanted = (ordered(fleet.content()) for fleet in (machines[2], calm))
    assert found == wanted
    assert sum(len(rows) for path, rows in found.items() if "quarantine" in path) == 3 * DAYS


def at_once(machines: Sequence[Fleet], turns: Sequence[Turn]) -> list[int]:
    running = [one.start(*turn) for one, turn in zip(machines, turns, strict=True)]
    return [one.wait() for one in running]


def ordered(content: dict[str, bytes | None]) -> dict[str, list[bytes]]:
    """Which of several lines comes first is the race's to say."""
    return {path: sorted((data or b"").splitlines()) for path, data in content.items()}


@pytest.mark.long
def test_a_folder_serves_as_well_and_a_switch_back_needs_nothing(
    plain: Plain, tmp_path: Path
) -> None:
    fleet = Fleet(tmp_path, f"file://{tmp_path / 'lake'}", {})
    turns = [turn for day in range(DAYS) for turn in fleet.work(day)]
    for at, (now, words) in enumerate(turns):
        if at == len(turns) - 1:
            fleet.move("")
        fleet.run(now, *words)
    assert fleet.content() == plain.after(DAYS)
    assert {Path(path).suffix for path in fleet.partitions()} == {".json", ".jsonl"}


@pytest.mark.long
@pytest.mark.skipif(OTHER not in os.environ, reason=f"{OTHER} names no bucket")
def test_any_other_store_serves_as_well(plain: Plain, tmp_path: Path) -> None:
    """Try one whose variables are set; each command comes to a machine that has nothing of it."""
    fleet = Fleet(tmp_path, os.environ[OTHER], {})
    turns = [turn for day in range(DAYS) for turn in fleet.work(day)]
    for now, words in [*turns, (LATER, ("compact", "--yes"))]:
        fleet.forget()
        fleet.run(now, *words)
        fleet.forget()
        assert fleet.content()
    assert fleet.content() == plain.after(DAYS)
    assert {Path(path).suffix for path in fleet.partitions()} == {".json"}


@pytest.mark.long
def test_a_store_that_is_away_is_a_sentence_and_the_work_is_kept(tmp_path: Path) -> None:
    away = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    away |= {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hidden-word"}
    fleet = Fleet(tmp_path, PLACE, away)
    (now, words), *_ = fleet.work(0)
    governor = fleet.repo / "policies" / "governor.yml"
    governor.write_text(governor.read_text().replace("push_seconds: 60", "push_seconds: 0"))
    done = fleet.run(now, *words)
    assert done.returncode == 1
    assert f"{PLACE}: the store does not answer" in done.stderr
    assert "governor resend" in done.stderr
    assert "hidden-word" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr

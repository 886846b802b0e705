"""Whole runs of the real program with partitions in S3 or a folder, against plain Git state.

The object store is moto's, over real HTTP. A writer is killed with -9 again and again; what stands
in the end is what one that was never killed leaves in a plain state.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.state.tree import Tree
from bot.wiring.shell import Options, Shell
from bot.words.instant import DAY, HOUR, render
from tests.adapters.state_git import git, make_bare, make_clone
from tests.cli.test_breach import LONG, ROOT, SHORT, START, candles, registry, signals
from tests.fakes.object_store import PLACE, ObjectStore, object_store

FEW, MANY = 3, 60
DAYS = 2
SAME = ("state/events/", "state/ledger/", "state/days/", "state/book/", "state/reconcile.json")


Turn: TypeAlias = tuple[datetime, tuple[str, ...]]


class Fleet:
    """A clone with a remote of its own; `place` is where its policies put events and ledger."""

    def __init__(self, folder: Path, place: str, environ: Mapping[str, str]) -> None:
        self.repo = make_clone(folder / "repo", make_bare(folder / "bare.git"))
        here = {"GIT_CONFIG_GLOBAL": os.devnull, "PYTHONPATH": str(ROOT)}
        self._environ = {**os.environ, **environ, **here}
        self._write()
        self._place = ""
        self.move(place)
        git(self.repo, "checkout", "-q", "-b", "main")
        git(self.repo, "add", "policies")
        git(self.repo, "commit", "-q", "-m", "Policies")
        git(self.repo, "push", "-q", "origin", "main")

    def move(self, place: str) -> None:
        """Have what is new lie elsewhere from now on."""
        governor = self.repo / "policies" / "governor.yml"
        text = governor.read_text()
        for key in ("events", "ledger"):
            old = f'  {key}: "{self._place}"'
            assert old in text
            text = text.replace(old, f'  {key}: "{place}"')
        governor.write_text(text)
        self._place = place

    def work(self, day: int) -> list[Turn]:
        """List what is done on one day, in this order."""
        mail = self.repo / f"mail-{day}.jsonl"
        odd = f'{{"direction":"UP","agent":"old-{day}"}}'
        report = (
            f'{{"v":1,"ts":"{render(START + day * DAY + HOUR)}","agent":"old-1","run_id":"r{day}",'
            '"latency_ms":5,"tokens_in":1,"tokens_out":1,"cost_usd":0.1,"errors":0}'
        )
        mail.write_text("\n".join([*signals(day), odd, report]) + "\n")
        begun = START + day * DAY
        return [
            (begun + HOUR, ("ingest", mail.name)),
            (begun + 8 * HOUR, ("cycle",)),
        ]

    def run(self, now: datetime, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._line(now, words),
            cwd=self.repo,
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def run_to_death(self, now: datetime, words: tuple[str, ...], seconds: float) -> bool:
        """Kill it after a while, with all it started; tell whether it had not ended."""
        with subprocess.Popen(
            self._line(now, words),
            cwd=self.repo,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as running:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            return running.wait() == -signal.SIGKILL

    def tree(self) -> Tree:
        return Shell(Options(str(self.repo))).store.tree()

    def _line(self, now: datetime, words: tuple[str, ...]) -> list[str]:
        asked = ["--repo", str(self.repo), "--now", render(now)]
        return [sys.executable, "-m", "bot", *words, *asked]

    def _write(self) -> None:
        policies = self.repo / "policies"
        shutil.copytree(ROOT / "policies", policies)
        (policies / "agents.yml").write_text(registry())
        (policies / "prices.yml").write_text(
            'v: 1\nvenues: [{name: folder, kind: files, path: candles}]\ninterval: "15m"\n'
        )
        governor = policies / "governor.yml"
        text = governor.read_text().replace("catch_up_slots: 96", "catch_up_slots: 1")
        governor.write_text(text)
        (self.repo / "candles").mkdir()
        for symbol in (*LONG, *SHORT):
            rows = candles(1 if symbol in LONG else -1)
            (self.repo / "candles" / f"{symbol}_15m.csv").write_text("".join(rows))


def content(tree: Tree) -> dict[str, bytes | None]:
    names = [path for path in tree.names("state/") if path.startswith(SAME)]
    tree.bring(names)
    return {path: tree.read(path) for path in names}


def partitions(fleet: Fleet) -> list[str]:
    """Name what Git itself holds of partitions."""
    listed = git(fleet.repo.parent / "bare.git", "ls-tree", "-r", "--name-only", "governor-state")
    folders = ("state/events/", "state/ledger/")
    return [path for path in listed.splitlines() if path.startswith(folders)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    """Do all the work once, in plain Git state and without any harm."""
    fleet = Fleet(tmp_path_factory.mktemp("plain"), "", {})
    for day in range(DAYS):
        for now, words in fleet.work(day):
            fleet.run(now, *words)
    return fleet


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with object_store() as store:
        for name, text in store.environ.items():
            monkeypatch.setenv(name, text)
        yield store


@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_a_writer_to_s3_killed_at_random_loses_nothing_and_doubles_nothing(
    plain: Fleet, tmp_path: Path, s3: ObjectStore, kills: int
) -> None:
    fleet, chance, hit = Fleet(tmp_path, PLACE, s3.environ), random.Random(kills), 0
    turns = [turn for day in range(DAYS) for turn in fleet.work(day)]
    for at, (now, words) in enumerate(turns):
        began = time.monotonic()
        for _ in range(kills * (at + 1) // len(turns) - kills * at // len(turns)):
            usual = 6.0 if words == ("cycle",) else 3.0
            hit += fleet.run_to_death(now, words, chance.uniform(0.3, usual))
        done = fleet.run(now, *words)
        assert "Cannot use" not in done.stderr + done.stdout, done.stderr
        assert time.monotonic() - began < 600
    assert hit > kills / 3
    assert content(fleet.tree()) == content(plain.tree())
    assert {Path(path).suffix for path in partitions(fleet)} == {".json"}
    s3.asked.clear()
    now, words = turns[-1]
    fleet.run(now, *words)
    assert s3.requests == 0
    assert_replays_alike(plain, fleet, s3)


def assert_replays_alike(plain: Fleet, fleet: Fleet, s3: ObjectStore) -> None:
    """Replay both; the second one on a machine that has nothing of the store yet."""
    shutil.rmtree(fleet.repo / ".governor" / "parts")
    said = []
    for one in (plain, fleet):
        done = one.run(START + DAYS * DAY, "replay", "--out", "replayed")
        assert done.returncode == 0, done.stderr
        said.append({path.name: path.read_bytes() for path in one.repo.glob("replayed/*.jsonl")})
    assert said[0] == said[1]
    assert said[0]["settlements.jsonl"].count(b"\n") > 50
    assert s3.asked["GET"] == s3.asked["HEAD"] > 0


@pytest.mark.long
def test_a_folder_serves_as_well_and_a_switch_back_needs_nothing(
    plain: Fleet, tmp_path: Path
) -> None:
    fleet = Fleet(tmp_path, f"file://{tmp_path / 'lake'}", {})
    turns = [turn for day in range(DAYS) for turn in fleet.work(day)]
    for at, (now, words) in enumerate(turns):
        if at == len(turns) - 4:
            fleet.move("")
        fleet.run(now, *words)
    assert content(fleet.tree()) == content(plain.tree())
    assert {Path(path).suffix for path in partitions(fleet)} == {".json", ".jsonl"}


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

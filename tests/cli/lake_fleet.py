"""A fleet with a remote of its own, worked on by the real program, which is killed on the way."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from bot.state.tree import Tree
from bot.wiring.shell import Options, Shell
from bot.words.instant import DAY, HOUR, render
from tests.adapters.state_git import git, install_hook, make_bare, make_clone
from tests.cli.test_breach import LONG, ROOT, SHORT, START, candles, registry, signals
from tests.fakes.object_store import ObjectStore

SAME = ("state/events/", "state/ledger/", "state/days/", "state/book/", "state/reconcile.json")
PUSH = "push"
# Kills who pushes, with all that belongs to it, once as many pushes as written there have come.
STRIKE = """[ -f doomed ] || exit 0
read when left group < doomed
[ "$when" = {name} ] || exit 0
echo "$when $((left - 1)) $group" > doomed
[ "$left" -gt 1 ] || {{ rm doomed; kill -9 -"$group"; }}"""

Turn: TypeAlias = tuple[datetime, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Point:
    """Just before or after the nth request of a kind, or the nth push, was taken."""

    what: str
    nth: int
    after: bool


class Fleet:
    """`place` is where its policies put events and ledger."""

    def __init__(self, folder: Path, place: str, environ: Mapping[str, str]) -> None:
        self.bare = make_bare(folder / "bare.git")
        self.repo = make_clone(folder / "repo", self.bare)
        for name in ("pre-receive", "post-receive"):
            install_hook(self.bare, name, STRIKE.format(name=name))
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

    def twin(self, folder: Path) -> "Fleet":
        """Be another machine of the same fleet."""
        other = copy(self)
        other.repo = shutil.copytree(self.repo, folder)
        return other

    def work(self, day: int) -> list[Turn]:
        """List what is done on one day, in this order."""
        begun, mail = START + day * DAY, self.mail(day, "mail")
        return [(begun + HOUR, ("ingest", mail)), (begun + 8 * HOUR, ("cycle",))]

    def mail(self, day: int, name: str) -> str:
        """Write what comes in on a day; one line of it is refused."""
        mail = self.repo / f"{name}-{day}.jsonl"
        report = (
            f'{{"v":1,"ts":"{render(START + day * DAY + HOUR)}","agent":"old-1","run_id":"r{day}",'
            '"latency_ms":5,"tokens_in":1,"tokens_out":1,"cost_usd":0.1,"errors":0}'
        )
        refused = f'{{"direction":"UP","agent":"{name}-{day}"}}'
        mail.write_text("\n".join([*signals(day), refused, report]) + "\n")
        return mail.name

    def run(self, now: datetime, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._line(now, words),
            cwd=self.repo,
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, now: datetime, words: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._line(now, words),
            cwd=self.repo,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def killed_after(self, seconds: float, turn: Turn) -> bool:
        """Kill it after a while, with all it started; tell whether it had not ended."""
        with self.start(*turn) as running:
            time.sleep(seconds)
            _kill(running.pid)
            return running.wait() == -signal.SIGKILL

    def killed_at(self, point: Point, turn: Turn, s3: ObjectStore) -> bool:
        """Kill it at one point; tell whether it came there."""
        doomed = self.bare / "doomed"
        with self.start(*turn) as running:
            if point.what == PUSH:
                when = "post-receive" if point.after else "pre-receive"
                doomed.write_text(f"{when} {point.nth} {running.pid}\n")
            else:
                _strike(s3, point, running.pid)
            ended = running.wait()
        s3.before = s3.after = _unseen
        doomed.unlink(missing_ok=True)
        return ended == -signal.SIGKILL

    def tree(self) -> Tree:
        return Shell(Options(str(self.repo))).store.tree()

    def content(self) -> dict[str, bytes | None]:
        tree = self.tree()
        names = [path for path in tree.names("state/") if path.startswith(SAME)]
        tree.bring(names)
        return {path: tree.read(path) for path in names}

    def partitions(self) -> list[str]:
        """Name what Git itself holds of partitions."""
        listed = git(self.bare, "ls-tree", "-r", "--name-only", "governor-state")
        folders = ("state/events/", "state/ledger/")
        return [path for path in listed.splitlines() if path.startswith(folders)]

    def forget(self) -> None:
        """Be a machine that has nothing of the store yet."""
        shutil.rmtree(self.repo / ".governor" / "parts", ignore_errors=True)

    def _line(self, now: datetime, words: Sequence[str]) -> list[str]:
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


def _strike(s3: ObjectStore, point: Point, group: int) -> None:
    left = point.nth

    def seen(method: str) -> None:
        nonlocal left
        left -= method == point.what
        if method == point.what and not left:
            _kill(group)

    if point.after:
        s3.after = seen
    else:
        s3.before = seen


def _unseen(_: str) -> None:
    """Let a request pass."""


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)

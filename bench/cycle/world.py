"""The outside of a cycle: a forge behind GitHub's API, a bare remote, a venue; all on loopback."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.child import Ran, run
from bench.cycle.past import next_cycle
from bench.cycle.trading import grant, register
from bench.judge.history import SYMBOLS
from bench.judge.state import Grown
from bot.adapters.git import Git
from bot.words.instant import render
from tests.adapters.state_git import git
from tests.workflows.fleet import ROOT, STATE, Fleet, founded

CYCLE = ["-m", "bot", "cycle"]
BASE = "refs/bench/base"
PATIENCE = 3600.0  # seconds; a long past takes git a while
QUICKLY = ("-c", "core.compression=1", "-c", "core.looseCompression=1")


@dataclass(frozen=True, slots=True)
class World:
    """`checkout` is what a job checks out; the state is what its remote has."""

    fleet: Fleet
    grown: Grown
    checkout: Path
    book: bytes

    @property
    def environment(self) -> dict[str, str]:
        return {
            **self.fleet.act.environment,
            "GITHUB_TOKEN": self.fleet.act.secrets["GITHUB_TOKEN"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "schedule",
            "GITHUB_REF": "refs/heads/main",
            "PYTHONPATH": str(ROOT),
        }

    def cycle(self, *profiler: str) -> Ran:
        """Run the cycle that settles what is due, in a job that knows nothing of earlier ones."""
        self.rewind()
        at = ["--now", render(next_cycle(self.grown))]
        return run([sys.executable, *profiler, *CYCLE, *at], self.checkout, self.environment)

    def rewind(self) -> None:
        """Take back what a cycle did to state and forge, and what it kept on this machine."""
        git(self.fleet.forge.remote, "update-ref", f"refs/heads/{STATE}", BASE)
        _book(self.fleet).write_bytes(self.book)
        shutil.rmtree(self.checkout / ".governor", ignore_errors=True)
        self.fleet.at(next_cycle(self.grown))

    @property
    def requests(self) -> int:
        return self.fleet.venue.count


@contextmanager
def world(root: Path, grown: Grown, past: Path) -> Iterator[World]:
    """Found it around a past, and let one cycle bring everything in line."""
    root.mkdir(parents=True, exist_ok=True)
    with founded(root, SYMBOLS) as fleet:
        register(fleet)
        grant(past)
        commit_state(fleet.forge.remote, past)
        checkout = root / "job"
        remote = fleet.forge.remote.as_uri()
        git(root, "clone", "--quiet", "--depth=1", remote, str(checkout))
        found = World(fleet, grown, checkout, b"")
        fleet.at(grown.now)
        now = ["--now", render(grown.now)]
        run([sys.executable, *CYCLE, *now], checkout, found.environment)
        git(fleet.forge.remote, "update-ref", BASE, f"refs/heads/{STATE}")
        yield World(fleet, grown, checkout, _book(fleet).read_bytes())


def commit_state(remote: Path, past: Path) -> None:
    """Put a folder on the state branch; git writes straight into the remote."""
    bare = Git(remote, {"GIT_INDEX_FILE": str(past / "index")}, PATIENCE)
    bare.run(*QUICKLY, f"--work-tree={past}", "add", "--force", str(past / "state"))
    tree = bare.text("write-tree")
    who = ("-c", "user.name=bench", "-c", "user.email=bench@users.noreply.github.com")
    commit = bare.text(*who, "commit-tree", tree, "-m", "Grow")
    bare.run("update-ref", f"refs/heads/{STATE}", commit)
    # A real remote is packed; one that is not compares all files anew at each fetch.
    bare.run(*QUICKLY, "-c", "pack.window=0", "repack", "-a", "-d", "-q")


def _book(fleet: Fleet) -> Path:
    return fleet.forge.remote.parent / "forge.json"

"""A scheduled run from nothing but a package cache: set up, check out, a steady cycle."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bench.judge.history import SYMBOLS
from bench.judge.state import FLEET, Grown, grow
from bot.words.instant import render
from tests.adapters.state_git import git
from tests.workflows.files import SETUP
from tests.workflows.fleet import STATE, Fleet, founded

DAYS, SIGNALS_A_DAY = 30, 444
LIMIT_SECONDS, LIMIT_MB = 30, 300
ENTRY = "  - {{name: {}, strategy_class: class-{}, version: a, owner: desk}}\n"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, founded(Path(folder), SYMBOLS) as fleet:
        program = Path(folder) / "program"
        setup = _seconds(lambda: _run([str(SETUP / "install"), str(program)]))
        grown = grow(Path(folder) / "grown", DAYS, SIGNALS_A_DAY)
        _found(fleet, Path(folder) / "grown")
        looks = [_scheduled(fleet, program, grown, turn) for turn in range(3)]
        first, *steady = looks
        clone, cycle = min(steady, key=sum)
        size = _megabytes(program)
        whole = setup + clone + cycle
        print(
            f"{len(FLEET)} agents, {DAYS} days of {SIGNALS_A_DAY} signals; {os.cpu_count()} cores"
        )
        print(f"  set up by the lock {setup:.1f} s (package cache as it is)")
        print(f"  check out {clone:.1f} s, cycle {cycle:.1f} s (the first {first[1]:.1f} s)")
        print(
            f"  together {whole:.1f} s, wanted below {LIMIT_SECONDS}: {_yes(whole < LIMIT_SECONDS)}"
        )
        print(f"  installed {size:.0f} MB, wanted below {LIMIT_MB}: {_yes(size < LIMIT_MB)}")
    return 0 if whole < LIMIT_SECONDS and size < LIMIT_MB else 1


def _found(fleet: Fleet, grown: Path) -> None:
    """Register the agents, and put the state on its branch."""
    entries = "".join(ENTRY.format(name, name[-1]) for name in FLEET)
    fleet.merged("policies/agents.yml", f"v: 1\nagents:\n{entries}")
    git(grown, "init", "--quiet")
    git(grown, "add", "--all")
    git(grown, "commit", "--quiet", "--message", "Thirty days")
    git(grown, "push", "--quiet", str(fleet.forge.remote), f"HEAD:{STATE}")


def _scheduled(fleet: Fleet, program: Path, grown: Grown, turn: int) -> tuple[float, float]:
    """Do what a job does after setting up, in a clone of its own."""
    here = fleet.folder / f"job-{turn}"
    remote = fleet.forge.remote.as_uri()
    clone = _seconds(lambda: git(fleet.folder, "clone", "--quiet", "--depth=1", remote, str(here)))
    now = render(grown.now + turn * timedelta(minutes=30))
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME")},
        **fleet.act.environment,
        "GITHUB_TOKEN": fleet.act.secrets["GITHUB_TOKEN"],
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_REF": "refs/heads/main",
    }
    command = [str(program / "bin" / "governor"), "cycle", "--now", now]
    cycle = _seconds(lambda: _run(command, here, environment))
    shutil.rmtree(here)
    return clone, cycle


def _run(
    command: list[str], folder: Path | None = None, environment: dict[str, str] | None = None
) -> None:
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _megabytes(folder: Path) -> float:
    return sum(one.lstat().st_size for one in folder.rglob("*")) / 1e6


def _yes(fine: bool) -> str:  # noqa: FBT001
    return "yes" if fine else "NO"


if __name__ == "__main__":
    sys.exit(main())

"""python -m bench install: a job from nothing but a package cache: set up, check out, a cycle."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench import turns
from bench.child import Ran, run
from bench.cycle.trading import register
from bench.cycle.world import commit_state
from bench.judge.history import SYMBOLS
from bench.judge.state import FLEET, Grown, grow
from bench.row import Measured, Row, Size, at_most
from bot.words.instant import render
from tests.adapters.state_git import git
from tests.workflows.files import SETUP
from tests.workflows.fleet import Fleet, founded

DAYS = {Size.QUICK: 2, Size.USUAL: 30, Size.LARGE: 30}
SIGNALS_A_DAY = 444
LIMIT_SECONDS, LIMIT_MB = 30.0, 226.0


def rows(size: Size) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name, founded(Path(name), SYMBOLS) as fleet:
        folder = Path(name)
        program = folder / "program"
        setup = run([str(SETUP / "install"), str(program)]).seconds
        bare = run([sys.executable, "-m", "venv", "--without-pip", str(folder / "bare")]).seconds
        grown = grow(folder / "grown", DAYS[size], SIGNALS_A_DAY)
        register(fleet)
        commit_state(fleet.forge.remote, folder / "grown")
        jobs = [_scheduled(fleet, program, grown, turn) for turn in range(3)]
        size_mb = sum(one.lstat().st_size for one in program.rglob("*")) / 1e6
    (_, first), *steady = jobs
    clone, cycle = min(steady, key=lambda job: job[0] + job[1].seconds)
    whole = setup + clone + cycle.seconds
    inputs = f"{len(FLEET)} agents, {DAYS[size]} days of {SIGNALS_A_DAY} signals"
    yield Row(
        "install",
        "by the lock, package cache as it is",
        1,
        Measured("set up", (setup,)),
        Measured("an empty environment", (bare,)),
        at_most("MB installed", size_mb, LIMIT_MB),
    )
    yield Row(
        "install, a job",
        inputs,
        1,
        Measured("set up, check out, cycle", (whole,), cycle.peak_mb),
        None,
        at_most("s", whole, LIMIT_SECONDS),
        detail=(
            (
                f"set up {setup:.1f} s, check out {clone:.1f} s, cycle {cycle.seconds:.1f} s "
                f"(the first, with byte code to be made, {first.seconds:.1f} s)"
            ),
        ),
    )


def _scheduled(fleet: Fleet, program: Path, grown: Grown, turn: int) -> tuple[float, Ran]:
    """Do what a job does after setting up, in a clone of its own."""
    here = fleet.folder / f"job-{turn}"
    remote = fleet.forge.remote.as_uri()
    clone = turns.seconds(
        lambda: git(fleet.folder, "clone", "--quiet", "--depth=1", remote, str(here))
    )
    now = grown.now + turn * timedelta(minutes=30)
    fleet.at(now)
    surroundings = {
        **fleet.act.environment,
        "GITHUB_TOKEN": fleet.act.secrets["GITHUB_TOKEN"],
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_REF": "refs/heads/main",
        # As on a runner, byte code is kept where the program is.
        "PYTHONPYCACHEPREFIX": "",
        "PYTHONPATH": "",
    }
    cycle = run(
        [str(program / "bin" / "governor"), "cycle", "--now", render(now)], here, surroundings
    )
    shutil.rmtree(here)
    return clone, cycle

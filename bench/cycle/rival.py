"""Runs the naive way, each time on a copy of the remote that is thrown away."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from bench.child import Ran, python, run
from bench.cycle.past import next_cycle
from bench.cycle.world import World
from bot.words.instant import render
from tests.adapters.state_git import git
from tests.workflows.fleet import STATE


@dataclass(frozen=True, slots=True)
class Rival:
    """`ran` is all of it; `seconds` says how it divides. What it found was pushed to `remote`."""

    ran: Ran
    seconds: Mapping[str, float]
    requests: int
    remote: Path


def rival(here: World, folder: Path) -> Rival:
    """Check the state out, as the cycle fetches what it needs; then do the job."""
    here.rewind()
    remote, checkout = folder / "remote.git", folder / "checkout"
    for old in (remote, checkout):
        shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "clone", "--quiet", "--bare", str(here.fleet.forge.remote), str(remote))
    clone = ["git", "clone", "--quiet", "--depth=1", "--branch", STATE]
    cloned = run([*clone, remote.as_uri(), str(checkout)])
    at = render(next_cycle(here.grown))
    command = python("bench.cycle.naive", str(checkout / "state"), here.fleet.venue.url, at)
    worked = run(command, also=here.environment)
    told = json.loads(worked.output)
    seconds = {"check out": cloned.seconds, **told["seconds"]}
    seconds["start and end"] = cloned.seconds + worked.seconds - sum(seconds.values())
    return Rival(_both(cloned, worked), seconds, told["requests"], remote)


def divided(rivals: Sequence[Rival]) -> str:
    """Say what the seconds went into, as the medians of all turns."""
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in _medians(rivals))


def _medians(rivals: Sequence[Rival]) -> Iterator[tuple[str, float]]:
    for name in rivals[0].seconds:
        yield name, median(one.seconds[name] for one in rivals)


def pushed(remote: Path, path: str) -> str:
    """Give a file as it was pushed."""
    return git(remote, "show", f"{STATE}:state/{path}")


def page(remote: Path, path: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(pushed(remote, path))


def _both(cloned: Ran, worked: Ran) -> Ran:
    return replace(
        worked,
        seconds=cloned.seconds + worked.seconds,
        processor=cloned.processor + worked.processor,
    )

"""The year day by day, with what each day left; what was lived is kept and not lived again."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.year.fleet import BEGIN
from bench.year.lived import BRANCH, Repo
from bot.adapters.git import Git
from bot.words.instant import DAY

FILE = "days.jsonl"


@dataclass(frozen=True, slots=True)
class Lived:
    """`whole` where each cycle of these days was run; `tip` is the commit that ends them."""

    first: int
    days: int
    whole: bool
    seconds: float
    tip: str

    @property
    def until(self) -> int:
        return self.first + self.days


def plan(days: int, whole: int, stretch: int) -> Iterator[tuple[int, int, bool]]:
    """Spread the days that are lived cycle by cycle evenly; the last of all is one of them."""
    closing = [round(days * (number + 1) / whole) - 1 for number in range(whole)]
    first = 0
    for day in closing:
        while first < day:
            yield first, min(stretch, day - first), False
            first += min(stretch, day - first)
        yield day, 1, True
        first = day + 1


def live(folder: Path, parts: Iterable[tuple[int, int, bool]]) -> list[Lived]:
    repo, known = Repo(folder), list(lived(folder))
    done = known[-1].until if known else 0
    with (folder / FILE).open("a") as file:
        for first, days, whole in parts:
            if first >= done:
                known.append(_lived(repo, first, days, whole=whole))
                file.write(json.dumps(asdict(known[-1])) + "\n")
                file.flush()
                print(f"day {first}: {known[-1].seconds:.1f} s", file=sys.stderr, flush=True)
    return known


def lived(folder: Path) -> Iterator[Lived]:
    file = folder / FILE
    for line in file.read_text().splitlines() if file.exists() else ():
        yield Lived(**json.loads(line))


def _lived(repo: Repo, first: int, days: int, *, whole: bool) -> Lived:
    begun = time.perf_counter()
    if whole:
        repo.whole_day(BEGIN + first * DAY)
    else:
        repo.stretch(BEGIN + first * DAY, days)
    tip = Git(repo.bare).text("rev-parse", BRANCH)
    return Lived(first, days, whole, round(time.perf_counter() - begun, 2), tip)

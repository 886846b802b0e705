"""The year as rows of the table: the branch before and after `compact`, and what verifies it."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.child import Ran
from bench.row import Limit, Measured, Row, at_most, both
from bench.year.course import live, plan
from bench.year.fleet import BEGIN, SIGNALS_A_DAY
from bench.year.report import KEEP_DAYS, Growth, computed, growths, missing, told
from bench.year.sizes import Sizes, sizes, tidied
from bench.year.tidying import again, compact, copied, governor, lines_of
from bot.words.instant import DAY, HOUR

STRETCH = 3
MOST_MB, MOST_SECONDS = 200.0, 5.0
VERIFIED = 150  # commits: the last day that was lived whole


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many days to live, how many of them cycle by cycle, and how many so beyond them."""

    folder: Path
    days: int
    whole: int
    beyond: int

    @property
    def all_days(self) -> int:
        return self.days + self.beyond

    def parts(self) -> Iterator[tuple[int, int, bool]]:
        yield from plan(self.days, self.whole, STRETCH)
        yield from ((day, 1, True) for day in range(self.days, self.all_days))


@dataclass(frozen=True, slots=True)
class Weighed:
    before: Sizes
    after: Sizes
    done: Ran
    steady: Ran
    verified: Sequence[Ran]
    same: bool


def year_rows(wanted: Wanted) -> Iterator[Row]:
    wanted.folder.mkdir(parents=True, exist_ok=True)
    known = live(wanted.folder, wanted.parts())
    bare = wanted.folder / "bare.git"
    tidied(bare)
    found = growths(bare, known)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        weighed = _weighed(wanted, Path(name))
    whole = sum(one.whole for one in known)
    days = f"{wanted.all_days} days, {whole} of them cycle by cycle"
    yield _shallow(wanted, weighed, found, days)
    yield Row(
        "year: full clone",
        days,
        SIGNALS_A_DAY * wanted.all_days,
        Measured("after compact", weighed.after.full),
        Measured("before", weighed.before.full),
    )
    yield _timed("year: verify", f"verify-history --last {VERIFIED}", weighed.verified)
    yield _timed("year: compact", "closed days and history", [weighed.done], same=weighed.same)
    yield _timed("year: nothing to compact", "compact --yes", [weighed.steady])


def _weighed(wanted: Wanted, workspace: Path) -> Weighed:
    now = BEGIN + wanted.all_days * DAY + HOUR
    before = sizes(wanted.folder / "bare.git", workspace)
    copy = copied(wanted.folder, workspace / "compacted")
    lines = lines_of(copy / "bare.git")
    done, same = compact(copy, now), lines_of(copy / "bare.git") == lines
    after, steady = sizes(copy / "bare.git", workspace), again(copy, now)
    verified = [
        governor(copy, now, "audit", "verify"),
        governor(copy, now, "verify-history", "--last", str(VERIFIED)),
    ]
    return Weighed(before, after, done, steady, verified, same)


def _shallow(wanted: Wanted, weighed: Weighed, found: Sequence[Growth], days: str) -> Row:
    # Of the days that stay single some were not lived whole either.
    also = missing(found), missing(found, since=wanted.all_days - KEEP_DAYS - 1)
    mb = [(one.packed + more) / 1e6 for one, more in zip(_both(weighed), also, strict=True)]
    limit = both(
        at_most("MB after", mb[1], MOST_MB),
        at_most("s shallow clone", min(weighed.after.shallow), MOST_SECONDS),
    )
    return Row(
        "year: shallow clone",
        days,
        SIGNALS_A_DAY * wanted.all_days,
        Measured("after compact", weighed.after.shallow),
        Measured("before", weighed.before.shallow),
        limit,
        f"{mb[0]:.0f} MB before",
        (
            *_held_against(found, wanted.days),
            *told("before", weighed.before, also[0], wanted.all_days),
            *told("after", weighed.after, also[1], wanted.all_days),
        ),
    )


def _both(weighed: Weighed) -> tuple[Sizes, Sizes]:
    return weighed.before, weighed.after


def _held_against(found: Sequence[Growth], days: int) -> Iterator[str]:
    """Say how far off is what the year would compute for the days that were lived beyond it."""
    known = [one for one in found if one.first < days]
    for one in known:
        if one.whole:
            yield f"day {one.first}: {one.size / 1e6:.2f} MB with 48 cycles (measured)"
    later = [one for one in found if one.first >= days]
    if later:
        was = sum(one.size for one in later)
        said = computed(known, [one.first for one in later])
        yield f"{len(later)} days beyond: {was / 1e6:.2f} MB measured, {said / 1e6:.2f} MB computed"


def _timed(case: str, inputs: str, ran: Sequence[Ran], *, same: bool | None = None) -> Row:
    limit = None if same is None else Limit("the same lines", same)
    ours = Measured("all of it", (sum(one.seconds for one in ran),), ran[-1].peak_mb)
    processor = sum(one.processor for one in ran)
    said = tuple(line for one in ran for line in one.output.splitlines())
    return Row(case, inputs, 1, ours, None, limit, f"{processor:.1f} s of processor", said)

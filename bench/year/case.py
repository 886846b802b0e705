"""The year as rows of the table: the branch before and after `compact`, and what verifies it."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.row import Measured, Row, at_most, both
from bench.year.course import live, plan
from bench.year.fleet import BEGIN, SIGNALS_A_DAY
from bench.year.report import KEEP_DAYS, growths, missing, told
from bench.year.sizes import Sizes, sizes, tidied
from bench.year.tidying import compact, copied, governor
from bot.words.instant import DAY, HOUR

STRETCH = 3
MOST_MB, MOST_SECONDS = 200.0, 5.0
VERIFIED = 150  # commits: the last day that was lived whole


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many days to live, and how many of them cycle by cycle."""

    folder: Path
    days: int
    whole: int


def year_rows(wanted: Wanted) -> Iterator[Row]:
    wanted.folder.mkdir(parents=True, exist_ok=True)
    known = live(wanted.folder, plan(wanted.days, wanted.whole, STRETCH))
    bare, now = wanted.folder / "bare.git", BEGIN + wanted.days * DAY + HOUR
    tidied(bare)
    found = growths(bare, known)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        workspace = Path(name)
        before = sizes(bare, workspace)
        after = copied(wanted.folder, workspace / "compacted")
        done = compact(after, now)
        compacted = sizes(after / "bare.git", workspace)
        verified = [
            governor(after, now, "audit", "verify"),
            governor(after, now, "verify-history", "--last", str(VERIFIED)),
        ]
    # Of the days that stay single some were not lived whole either.
    kept = missing(found, known, since=wanted.days - KEEP_DAYS - 1)
    computed = missing(found, known)
    sized = [_megabytes(before, computed), _megabytes(compacted, kept)]
    days = f"{wanted.days} days, {sum(one.whole for one in known)} of them cycle by cycle"
    limit = both(
        at_most("MB after", sized[1], MOST_MB),
        at_most("s shallow clone", min(compacted.shallow), MOST_SECONDS),
    )
    grown = [
        f"day {one.day}: {one.whole / 1e6:.2f} MB with 48 cycles, {one.short / 1e6:.2f} MB judged "
        f"once in {STRETCH} days (measured)"
        for one in found
    ]
    yield Row(
        "year: shallow clone",
        days,
        SIGNALS_A_DAY * wanted.days,
        Measured("after compact", compacted.shallow),
        Measured("before", before.shallow),
        limit,
        f"{sized[0]:.0f} MB before",
        (
            *grown,
            *told("before", before, computed, wanted.days),
            *done.output.splitlines(),
            *told("after", compacted, kept, wanted.days),
        ),
    )
    yield Row(
        "year: full clone",
        days,
        SIGNALS_A_DAY * wanted.days,
        Measured("after compact", compacted.full),
        Measured("before", before.full),
    )
    yield Row(
        "year: verify",
        f"audit verify, verify-history --last {VERIFIED}",
        VERIFIED,
        Measured("both pass", (sum(one.seconds for one in verified),), verified[-1].peak_mb),
        detail=tuple(line for one in verified for line in one.output.splitlines()),
    )


def _megabytes(size: Sizes, computed: int) -> float:
    return (size.packed + computed) / 1e6

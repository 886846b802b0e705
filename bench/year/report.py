"""What a year weighs: measured on what was lived, computed for the cycles that were not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.year.course import Lived
from bench.year.fleet import SIGNALS_A_DAY
from bench.year.sizes import Sizes, added
from bot.commands.compacted import room

KEEP_DAYS = 30


@dataclass(frozen=True, slots=True)
class Growth:
    """Packed bytes a day brings: with each of its cycles run, and judged only at its end."""

    day: int
    whole: int
    short: int


def growths(bare: Path, known: Sequence[Lived]) -> list[Growth]:
    """Compare each day that was lived whole with the stretch before it."""
    found = []
    for number, one in enumerate(known):
        if one.whole and number > 1:
            before, earlier = known[number - 1], known[number - 2]
            short = added(bare, earlier.tip, before.tip) // before.days
            found.append(Growth(one.first, added(bare, before.tip, one.tip), short))
    return found


def missing(found: Sequence[Growth], known: Sequence[Lived], since: int = 0) -> int:
    """Compute what the cycles that were not run would have brought, by the nearest whole day."""
    days = [day for one in known if not one.whole for day in range(one.first, one.until)]
    near = [min(found, key=lambda one: abs(one.day - day)) for day in days if day >= since]
    return sum(max(one.whole - one.short, 0) for one in near)


def told(name: str, size: Sizes, computed: int, days: int) -> Iterator[str]:
    signals = SIGNALS_A_DAY * days
    total = size.packed + computed
    yield f"{name}: {size.commits:,} commits, {room(size.packed)} packed (measured)"
    yield f"  with the cycles that were not run {room(total)} (computed)"
    yield f"  {total / signals:,.0f} bytes a signal; largest file {size.largest[1]}"
    yield f"  of {room(size.largest[0])}"
    yield f"  full clone {min(size.full):.2f} s, shallow clone {min(size.shallow):.2f} s"

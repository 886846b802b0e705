"""What a year weighs: measured on what was lived, computed for the cycles that were not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.year.course import Lived
from bench.year.fleet import SIGNALS_A_DAY
from bench.year.sizes import Sizes, added
from bot.commands.compacted import room

KEEP_DAYS = 30


@dataclass(frozen=True, slots=True)
class Growth:
    """Packed bytes that some days brought; `whole` where each cycle of them was run."""

    first: int
    days: int
    whole: bool
    size: int


def growths(bare: Path, known: Sequence[Lived]) -> list[Growth]:
    tips = ["", *(one.tip for one in known)]
    sizes = (added(bare, old, new) for old, new in pairwise(tips))
    pairs = zip(known, sizes, strict=True)
    return [Growth(one.first, one.days, one.whole, size) for one, size in pairs]


def computed(found: Sequence[Growth], days: Iterable[int]) -> int:
    """Compute what days would have brought: on the line between the days that were whole."""
    whole = [one for one in found if one.whole]
    at, sizes = [one.first for one in whole], [one.size for one in whole]
    return round(float(np.interp(list(days), at, sizes).sum()))


def missing(found: Sequence[Growth], since: int = 0) -> int:
    """Compute what the cycles that were not run would have brought in addition."""
    short = [one for one in found if not one.whole and one.first >= since]
    days = [day for one in short for day in range(one.first, one.first + one.days)]
    return computed(found, days) - sum(one.size for one in short)


def told(name: str, size: Sizes, also: int, days: int) -> Iterator[str]:
    signals = SIGNALS_A_DAY * days
    total = size.packed + also
    yield f"{name}: {size.commits:,} commits, {room(size.packed)} packed (measured)"
    yield f"  with the cycles that were not run {room(total)} (computed)"
    yield f"  {total / signals:,.0f} bytes a signal; largest file {size.largest[1]}"
    yield f"  of {room(size.largest[0])}"
    yield f"  full clone {min(size.full):.2f} s, shallow clone {min(size.shallow):.2f} s"

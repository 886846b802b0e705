"""What came late: whoever folds days that are over begins again from before it.

A price is late when its day was over as it became known, and anything is that is stored for a day
on which a checkpoint rests already. Each time some come, `revision` rises by one and `late` keeps
the earliest moment they change. Who has seen a revision has seen all below.
"""

from collections.abc import Iterable, Mapping

from bot.ledger.progress import Progress
from bot.state.evidence import checkpoint_path
from bot.state.tree import Tree
from bot.words.instant import DAY, day_of, parse, render

CHECKPOINTS = checkpoint_path("").removesuffix(".json")

KEPT = 64
USUAL_DAYS = 2  # a view is open for one, and received on the day before


def noted(progress: Progress, moments: Iterable[str]) -> Progress:
    first = min(moments, default=None)
    if first is None:
        return progress
    revision = progress.revision + 1
    late = {name: at for name, at in progress.late.items() if at < first}
    return progress.model_copy(
        update={"revision": revision, "late": _few({**late, str(revision): first})}
    )


def _few(late: Mapping[str, str]) -> dict[str, str]:
    """Join the two oldest into one that says no less, as long as there are too many."""
    kept = sorted((int(name), moment) for name, moment in late.items())
    while len(kept) > KEPT:
        kept = [(kept[1][0], min(kept[0][1], kept[1][1])), *kept[2:]]
    return {str(revision): moment for revision, moment in kept}


def is_current(progress: Progress, revision: int, at: str) -> bool:
    """Tell whether nothing before `at` came after the revision."""
    return not any(int(name) > revision and first < at for name, first in progress.late.items())


def is_late(moment: str, known_at: str) -> bool:
    """Tell whether the day of a moment was over; instants as text begin with their day."""
    return moment[:10] < known_at[:10]


def is_judged(tree: Tree, day: str) -> bool:
    """Tell whether a checkpoint rests on the day: unsent work may be stored days later."""
    return any(path > checkpoint_path(day) for path in tree.names(CHECKPOINTS))


def settled_afar(progress: Progress, days: Iterable[tuple[str, str]]) -> Progress:
    """Note of (day of settlement, day of signal) those that lie further apart than usual."""
    afar = {name: set(found) for name, found in progress.settled_afar.items()}
    for settled, received in days:
        if received < usual_days(settled)[0]:
            afar.setdefault(settled, set()).add(received)
    if not afar:
        return progress
    kept = {name: sorted(afar[name]) for name in sorted(afar)[-KEPT:]}
    return progress.model_copy(update={"settled_afar": kept})


def usual_days(settled: str) -> list[str]:
    """Name the days of receipt of what is settled on a day, unless it is noted otherwise."""
    end = parse(beginning(settled))
    return [day_of(end - back * DAY) for back in range(USUAL_DAYS, -1, -1)]


def beginning(day: str) -> str:
    return render(parse(f"{day}T00:00:00Z"))

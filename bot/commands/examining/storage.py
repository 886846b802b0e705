"""Where events and the ledger lie: whether this machine can read there."""

from collections.abc import Callable, Iterable, Sequence

from bot.commands.examining.line import Line, defect, ok
from bot.errors import GovernorError
from bot.words.count import plural

ABOUT = "storage"


def storage(places: Sequence[str], reach: Callable[[str], object]) -> Iterable[Line]:
    """Ask each place for what is not there: that is an answer, and changes nothing."""
    if not places:
        yield ok(ABOUT, "in the state itself")
    for place in places:
        try:
            reach(place)
        except GovernorError as error:
            yield defect(ABOUT, str(error), f"see docs/storage.md on {place}")
        else:
            yield ok(ABOUT, f"{place} answers")


def packed(days: Sequence[str], extras: Sequence[str]) -> Iterable[Line]:
    """Hold the days that are Parquet against what the workflows install to read them."""
    if days and "lake" not in extras:
        yield defect(
            ABOUT,
            f"{plural(len(days), 'file')} like {days[0]} cannot be read by the workflows: they "
            "install the lake extra only where the policies ask for it",
            "set storage.parquet_days in policies/governor.yml to 45, and merge it",
        )

"""What happens to hypotheses just before an hour begins."""

from dataclasses import dataclass

from bot.policy.evidence import Evidence as Terms
from bot.stats import fold as fd


@dataclass(frozen=True, slots=True)
class Changes:
    entered: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    promoted: tuple[str, ...] = ()


def changed(fold: fd.Fold, changes: Changes, terms: Terms, floor: float) -> fd.Fold:
    if changes.entered:
        fold = fd.enter(fold, changes.entered)
    if changes.promoted:
        fold = fd.promote(fold, changes.promoted, terms.rho, floor)
    return fd.close(fold, changes.closed) if changes.closed else fold

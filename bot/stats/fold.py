"""The fold over hours: from a state and new hours to the next state, in chunks of any size."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from bot.policy.evidence import Evidence as Terms
from bot.stats import decline as dc
from bot.stats import evidence as ev
from bot.stats import fleet_filter as ff
from bot.stats import market as mk
from bot.stats.columns import Flags
from bot.words.instant import HOUR

LAST_HOUR = 23


@dataclass(frozen=True, slots=True)
class Fold:
    """Everything known at `at`, the start of the first hour not yet taken in.

    `names` are hypotheses: an agent's fingerprint in one epoch. A closed one stays and counts.
    """

    at: datetime
    names: tuple[str, ...]
    is_open: Flags
    market: mk.Market
    evidence: ev.Evidence
    filter: ff.Filter
    decline: dc.Decline


def start(at: datetime, terms: Terms) -> Fold:
    return Fold(
        at=at,
        names=(),
        is_open=np.zeros(0, dtype=np.bool_),
        market=mk.start(terms),
        evidence=ev.no_evidence(0),
        filter=ff.start(terms.filter),
        decline=dc.no_decline(0),
    )


def step(fold: Fold, hour: ev.Hour, terms: Terms) -> Fold:
    hour = _of_open(hour, fold.is_open)
    beta = ev.beta_of(fold.evidence)
    scale = mk.scale_of(fold.market, terms)
    done = ev.outcome(hour, beta, scale)
    evidence = ev.add(fold.evidence, hour, done, scale, terms)
    learned = ff.after_hour(fold.filter, done, terms.filter)
    if fold.at.hour == LAST_HOUR:
        learned = ff.after_day(learned, evidence, fold.is_open, terms.filter)
    return replace(
        fold,
        at=fold.at + HOUR,
        market=mk.after(fold.market, hour.returns, done, terms),
        evidence=evidence,
        filter=learned,
        decline=dc.after_hour(fold.decline, done),
    )


def _of_open(hour: ev.Hour, is_open: Flags) -> ev.Hour:
    rows = is_open[:, None]
    return ev.Hour(hour.returns, hour.net * rows, hour.gross * rows, hour.cost * is_open)


def enter(fold: Fold, names: Iterable[str]) -> Fold:
    """Add fresh hypotheses; those that are known already keep what they have."""
    fresh = tuple(sorted(set(names) - set(fold.names)))
    count = len(fresh)
    return replace(
        fold,
        names=fold.names + fresh,
        is_open=np.append(fold.is_open, np.ones(count, dtype=np.bool_)),
        evidence=ev.joined(fold.evidence, count),
        filter=ff.joined(fold.filter, count),
        decline=dc.joined(fold.decline, count),
    )


def close(fold: Fold, names: Iterable[str]) -> Fold:
    """End hypotheses: they take in no more hours, and stay in every count."""
    ended = set(names)
    kept = [name not in ended for name in fold.names]
    return replace(fold, is_open=fold.is_open & np.array(kept, dtype=np.bool_))


def promote(fold: Fold, names: Iterable[str], rho: float, floor: float) -> Fold:
    """Freeze what these hypotheses earn now, for a later decline to be measured against."""
    risen = set(names)
    promoted = np.array([name in risen for name in fold.names], dtype=np.bool_)
    earned = fold.evidence.drift / (fold.evidence.spread + rho)
    return replace(fold, decline=dc.freeze(fold.decline, earned, promoted, floor))

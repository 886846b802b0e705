"""The curves of all hypotheses at once: one unit of capital, spread evenly over the open views."""

from dataclasses import dataclass, fields

import numpy as np

from bot.stats.columns import Column, Flags
from bot.stats.curve import BPS, Curve


@dataclass(frozen=True, slots=True)
class Paths:
    """One place for each hypothesis; what `Curve` is for the portfolio, without its resets."""

    equity: Column
    high: Column
    max_drawdown_bps: Column
    pnl_bps: Column
    hours: Column


NAMES = tuple(field.name for field in fields(Paths))


def no_paths(count: int) -> Paths:
    ones, zeros = np.ones(count), np.zeros(count)
    return Paths(ones, ones, zeros, zeros, zeros)


def joined(before: Paths, count: int) -> Paths:
    """Make place for fresh hypotheses."""
    fresh = no_paths(count)
    return Paths(*(np.append(getattr(before, name), getattr(fresh, name)) for name in NAMES))


def after_hour(before: Paths, gained_bps: Column, held: Flags) -> Paths:
    """Compound an hour; one that holds nothing stays where it was."""
    equity = before.equity * (1.0 + gained_bps / BPS)
    high = np.maximum(before.high, equity)
    fallen = np.maximum(before.max_drawdown_bps, BPS * (1.0 - equity / high))
    return Paths(equity, high, fallen, before.pnl_bps + gained_bps, before.hours + held)


def curve_of(paths: Paths, row: int) -> Curve:
    equity, high, fallen, pnl, hours = (float(getattr(paths, name)[row]) for name in NAMES)
    return Curve(equity, high, fallen, pnl, high, fallen, int(hours))

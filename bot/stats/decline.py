"""Decline: a cumulative sum that rises while a promoted agent earns less than it used to."""

from dataclasses import dataclass

import numpy as np

from bot.stats.columns import Column, Flags
from bot.stats.evidence import Step


@dataclass(frozen=True, slots=True)
class Decline:
    """`theta` is frozen at promotion; until then it is 0 and the level stays 0."""

    theta: Column
    level: Column


def no_decline(count: int) -> Decline:
    return Decline(np.zeros(count), np.zeros(count))


def joined(before: Decline, count: int) -> Decline:
    fresh = np.zeros(count)
    return Decline(np.append(before.theta, fresh), np.append(before.level, fresh))


def after_hour(before: Decline, step: Step) -> Decline:
    bet = before.theta * step.y
    return Decline(before.theta, np.maximum(0.0, before.level) - bet + 0.5 * bet * bet)


def freeze(before: Decline, earned: Column, promoted: Flags, floor: float) -> Decline:
    theta = np.maximum(floor, earned)
    return Decline(np.where(promoted, theta, before.theta), np.where(promoted, 0.0, before.level))

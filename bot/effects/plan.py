"""A plan: what would be done now, and what is left undone with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.effects.effect import Effect


@dataclass(frozen=True, slots=True)
class Withheld:
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    effects: tuple[Effect, ...] = ()
    withheld: tuple[Withheld, ...] = ()


def joined(plans: Iterable[Plan]) -> Plan:
    """Put plans one after another, in their order."""
    whole = tuple(plans)
    return Plan(
        tuple(effect for plan in whole for effect in plan.effects),
        tuple(one for plan in whole for one in plan.withheld),
    )

"""Two policies on the same past, look by look: each decision beside what the other says then."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.decisions.decision import Decision
from bot.decisions.replaying.engine import Stage as Setting
from bot.decisions.replaying.engine import replay
from bot.decisions.replaying.outcome import Looked
from bot.decisions.replaying.result import Collecting, Result

GoOn = Callable[[], bool]
Sides: TypeAlias = tuple[Decision | None, Decision | None]
Moments: TypeAlias = Mapping[tuple[datetime, str], Sides]


def always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Pair:
    """`moments` has what both say of an agent whenever only one of them says something new.

    `until` is the last look; where they were stopped it is not the last that was asked for.
    """

    before: Result
    after: Result
    moments: Moments
    until: datetime
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Both look at the same moments."""

    before: Setting
    after: Setting
    looks: Sequence[datetime]


def play_both(settings: Settings, on_look: GoOn = always) -> Pair:
    """Replay both in step, so that wherever they are stopped they can be compared."""
    moments: dict[tuple[datetime, str], Sides] = {}
    both = Collecting(), Collecting()
    until, went_on = settings.looks[0], True
    steps = (
        replay(one, collecting.hear)
        for one, collecting in zip((settings.before, settings.after), both, strict=True)
    )
    for before, after in zip(*steps, strict=True):
        both[0].take(before)
        both[1].take(after)
        until = before.at
        moments |= {(until, name): sides for name, sides in _sides(before, after)}
        went_on = on_look()
        if not went_on:
            break
    old, new = (
        collecting.result(one.policy, settings.looks[0])
        for one, collecting in zip((settings.before, settings.after), both, strict=True)
    )
    return Pair(old, new, moments, until, stopped=not went_on and until < settings.looks[-1])


def _sides(before: Looked, after: Looked) -> Iterator[tuple[str, Sides]]:
    """Put each new decision beside what the other policy says of the same agent then."""
    old, new = ({one.agent: one.decision for one in looked.news} for looked in (before, after))
    if old.keys() == new.keys() and all(_alike(old[name], new[name]) for name in old):
        return
    old |= before.again(new.keys() - old.keys())
    new |= after.again(old.keys() - new.keys())
    for name in sorted(old.keys() | new.keys()):
        yield name, (old.get(name), new.get(name))


def _alike(one: Decision, other: Decision) -> bool:
    return (one.verb, one.stage, one.asks) == (other.verb, other.stage, other.asks)

"""Decisions that differ between two replays, each with what both found at that moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from bot.decisions.decision import Decision, Verb
from bot.decisions.recorded import of_branches
from bot.decisions.replaying.beside import Pair, Sides
from bot.decisions.replaying.outcome import Decided
from bot.words.canonical import Json
from bot.words.instant import render
from bot.words.stage import MAY_TRADE, Stage


class What(NamedTuple):
    """A decision as far as two of them can be the same one: where a fall or a rise leads to."""

    verb: Verb
    to: Stage | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One decision that only one policy took, or that both took, but not at the same look.

    `sides` is what either said of the agent at the earlier of both moments.
    """

    agent: str
    what: What
    before: datetime | None
    after: datetime | None
    sides: Sides = (None, None)

    @property
    def at(self) -> datetime:
        return min(one for one in (self.before, self.after) if one is not None)

    def wire(self) -> dict[str, Json]:
        return {
            "agent": self.agent,
            "decision": self.what.verb,
            "to": self.what.to,
            "before": None if self.before is None else render(self.before),
            "after": None if self.after is None else render(self.after),
            "sides": [None if one is None else _side(one) for one in self.sides],
        }


@dataclass(frozen=True, slots=True)
class Fates:
    """Whom a fate befell under one of the policies alone."""

    fate: str
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()

    def wire(self) -> dict[str, Json]:
        return {"fate": self.fate, "only_before": self.lost, "only_after": self.gained}


def differences(pair: Pair) -> list[Difference]:
    """List them in the order of time.

    Coming back to HOLD is the end of another decision, and a rise follows from who asked for it.
    """
    old, new = _taken(pair.before.decisions), _taken(pair.after.decisions)
    found = [
        Difference(agent, what, before, after)
        for agent, what in {*old, *new}
        for before, after in zip_longest(old.get((agent, what), ()), new.get((agent, what), ()))
        if before != after
    ]
    told = (_with_sides(one, pair) for one in found)
    return sorted(told, key=lambda one: (one.at, one.agent, one.what.verb, one.what.to or ""))


def fates(pair: Pair) -> list[Fates]:
    """Tell what befell whom under one policy and never under the other.

    Whom both stop, each in its own way, neither of them spares.
    """
    old, new = (_befell(one.decisions) for one in (pair.before, pair.after))
    stopped = [{name for fate in STOPS for name in each.get(fate, ())} for each in (old, new)]
    told = [
        _fate(fate, old.get(fate, set()), new.get(fate, set()), stopped if fate in FALLS else None)
        for fate in FATES
    ]
    otherwise = {
        name
        for fate in STOPS
        for name in old.get(fate, set()) ^ new.get(fate, set())
        if all(name in each for each in stopped)
    }
    told.append(Fates(OTHERWISE, (), tuple(sorted(otherwise))))
    return [one for one in told if one.lost or one.gained]


OTHERWISE = "stopped another way"
STOPS = ("killed", "retired")
FALLS = (*STOPS, "demoted", "quarantined")
FATES = (*FALLS, "promoted to canary", "promoted to live")
BY_VERB = {Verb.KILL: "killed", Verb.RETIRE: "retired"}
BY_STAGE = {
    Stage.DEMOTED: "demoted",
    Stage.QUARANTINED: "quarantined",
    **{stage: f"promoted to {stage.value}" for stage in MAY_TRADE},
}


def _fate(fate: str, old: set[str], new: set[str], stopped: Sequence[set[str]] | None) -> Fates:
    before, after = stopped or (set(), set())
    return Fates(fate, tuple(sorted(old - new - after)), tuple(sorted(new - old - before)))


def _befell(decisions: Sequence[Decided]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in decisions:
        decision = one.decision
        fate = BY_VERB.get(decision.verb) or BY_STAGE.get(decision.stage)
        if fate:
            found.setdefault(fate, set()).add(one.agent)
    return found


def _taken(decisions: Sequence[Decided]) -> Mapping[tuple[str, What], Sequence[datetime]]:
    found: dict[tuple[str, What], list[datetime]] = {}
    for one, what in _turns(decisions):
        found.setdefault((one.agent, what), []).append(one.at)
    return found


def _turns(decisions: Sequence[Decided]) -> Iterator[tuple[Decided, What]]:
    last: dict[str, What | None] = {}
    for one in decisions:
        what = _what(one.decision)
        if what is not None and what != last.get(one.agent):
            yield one, what
        last[one.agent] = what


def _what(decision: Decision) -> What | None:
    match decision.verb:
        case Verb.HOLD:
            return None
        case Verb.WATCH:
            return What(Verb.WATCH, None)
        case Verb.PROMOTE:
            return What(Verb.PROMOTE, decision.asks) if decision.asks else None
    return What(decision.verb, decision.stage)


def _with_sides(one: Difference, pair: Pair) -> Difference:
    sides = pair.moments.get((one.at, one.agent), (None, None))
    return Difference(one.agent, one.what, one.before, one.after, sides)


def _side(decision: Decision) -> dict[str, Json]:
    return {
        "decision": decision.verb,
        "stage": decision.stage,
        "asks": decision.asks,
        "why": decision.why,
        "findings": of_branches(decision.tree),
    }

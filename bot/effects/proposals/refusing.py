"""Why a proposal is not taken up: each reason in a sentence, all of them at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.effects.proposals.kin import TAINTED, Kin, spelled
from bot.ledger.symbols import asset
from bot.policy.check_names import TAKEN
from bot.policy.policy import Policy
from bot.state.proposals import Idea, Proposal
from bot.state.report.report import Report
from bot.words.stage import MAY_TRADE, Stage

WORD = re.compile(r"[a-z]{3,}")
SAME_WORDS = 0.6  # of two theses, the share of their words that both have


@dataclass(frozen=True, slots=True)
class Sight:
    """What proposals are held against; `others` are those that stand, or were accepted."""

    policy: Policy
    report: Report
    kin: Kin
    others: Sequence[Proposal] = ()


def refusals(idea: Idea, sight: Sight) -> tuple[str, ...]:
    found = (
        *_name(idea, sight),
        *_parent(idea, sight.kin),
        *_class(idea, sight.kin),
        *_bounds(idea, sight),
        *_double(idea, sight),
    )
    return tuple(dict.fromkeys(found))


def _name(idea: Idea, sight: Sight) -> Iterator[str]:
    if taken := TAKEN.get(idea.name):
        yield f"{idea.name} is {taken}"
    for name in sight.kin.like(idea.name):
        stage = sight.kin.stages[name]
        if sight.kin.living(name):
            yield f"{name} is a living agent"
        elif name in sight.kin.left:
            yield f"{name} was an agent before; it left the registry {stage}"
        else:
            yield f"{name} is {stage}; only a person may let it go on"
    for one in sight.others:
        if spelled(one.name) == spelled(idea.name) and one.id != idea.id:
            yield f"{one.name} is {one.state} already"


def _parent(idea: Idea, kin: Kin) -> Iterator[str]:
    parent = idea.parent
    if parent not in kin.stages or parent in kin.left:
        yield f"its parent {parent} is not registered"
    elif not kin.living(parent):
        yield f"its parent {parent} is {kin.stages[parent]}"
    for name in kin.ancestors(parent):
        stage = kin.stages.get(name)
        if stage in TAINTED:
            yield f"it would descend from {name}, which is {stage}"


def _class(idea: Idea, kin: Kin) -> Iterator[str]:
    status = kin.dead_classes.get(idea.strategy_class.casefold())
    if status:
        yield f"the class {idea.strategy_class} is {status}, and takes no newcomers"


def _bounds(idea: Idea, sight: Sight) -> Iterator[str]:
    cap = sight.policy.allocation.caps.agent
    if idea.risk_controls.max_weight > cap:
        yield f"its max_weight is above {cap:g}, the cap of one agent"
    if not any(one.weight for one in idea.signals):
        yield "all its signals weigh nothing"
    if unknown := sorted(set(idea.symbols) - traded(sight.report)):
        yield f"nobody has traded {', '.join(unknown)}, so no price of it is known to come"


def traded(report: Report) -> frozenset[str]:
    agents = (symbol for row in report.agents.values() for symbol in row.symbols)
    return frozenset(asset(one) for one in (*agents, *report.attribution.symbols) if one)


def _double(idea: Idea, sight: Sight) -> Iterator[str]:
    for one in sight.others:
        if one.idea is not None and one.id != idea.id and alike(one.idea, idea):
            stage = sight.kin.stages.get(one.name)
            stopped = stage is not None and not sight.kin.living(one.name)
            says = f"which is {stage}" if stopped else f"which is {one.state}"
            yield f"it says the same as {one.name}, {says}"
    least = sight.policy.promotion.minimum.trades
    for name, row in sorted(sight.report.agents.items()):
        slice_ = row.regimes.get(idea.regime)
        gains = slice_ is not None and slice_.n >= least and slice_.net_bps > 0
        same = row.strategy_class.casefold() == idea.strategy_class.casefold()
        here = {asset(symbol) for symbol in row.symbols} == set(idea.symbols)
        if gains and same and here and Stage(row.stage) in MAY_TRADE and sight.kin.living(name):
            yield f"{name} gains in {idea.regime} already, on the same symbols and in the same way"


def alike(one: Idea, other: Idea) -> bool:
    """Tell whether two say the same of the same: in the same words, or by the same signals."""
    family = (one.strategy_class.casefold(), one.regime, frozenset(one.symbols))
    if family != (other.strategy_class.casefold(), other.regime, frozenset(other.symbols)):
        return False
    return _shared(one.thesis, other.thesis) >= SAME_WORDS or _views(one) == _views(other)


def _views(idea: Idea) -> frozenset[tuple[str, int]]:
    return frozenset((one.kind, one.lookback_hours) for one in idea.signals if one.weight)


def _shared(one: str, other: str) -> float:
    mine, theirs = (set(WORD.findall(text.lower())) for text in (one, other))
    either = mine | theirs
    return len(mine & theirs) / len(either) if either else 1.0

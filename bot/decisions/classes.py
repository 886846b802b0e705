"""Strategy classes: the same four signs over a class's agents together."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.decisions.facts import Facts
from bot.decisions.finding import Finding, at_least
from bot.decisions.judgement import ClassVerdict, Memory
from bot.decisions.signs import count, votes
from bot.policy.policy import Policy
from bot.policy.retirement import Retirement
from bot.state.decisions import Signs
from bot.state.kill_switch import for_class
from bot.state.strategies import Status, Strategy
from bot.stats.measures import Measures
from bot.words.instant import render
from bot.words.stage import Stage

LEVEL: Mapping[Status, int] = {"active": 0, "deprecated": 1, "killed": 2}
NAMES = {
    "sign_alpha_bps": "alpha below 0",
    "sign_confidence_decay": "confidence decayed",
    "sign_value_over_cost": "cost above value",
    "sign_mismatch": "against the regime",
}


def judge(policy: Policy, facts: Facts, memory: Memory, *, counts: bool) -> dict[str, ClassVerdict]:
    known = {one.strategy_class for one in facts.agents.values()} | facts.classes.keys()
    return {name: _judge(policy, facts, memory, name, counts=counts) for name in sorted(known)}


def _judge(
    policy: Policy, facts: Facts, memory: Memory, name: str, *, counts: bool
) -> ClassVerdict:
    before = memory.strategies.classes.get(name) or Strategy()
    stopped = _stopped(policy, facts, name)
    if stopped is not None:
        return ClassVerdict(name, _become(before, "killed", stopped, facts.now))
    if before.status == "killed":
        # Only a person can have lifted the kill: the class begins anew.
        return ClassVerdict(name, Strategy(since=render(facts.now), reason="revived by people"))
    rule = policy.retirement
    found = _votes(facts.classes.get(name, Measures()), rule)
    after = _count(before, found, rule) if counts and rule.strategy_class.use != "off" else before
    if rule.strategy_class.use == "act":
        after = _decide(after, rule, facts.now)
    return ClassVerdict(
        name, after, (*found, *_lasted(after, rule)), newly_killed=after.status == "killed"
    )


def _stopped(policy: Policy, facts: Facts, name: str) -> str | None:
    """Say why people, or an earlier look, have killed the class already."""
    for kill in policy.kill_list.strategy_classes:
        if kill.name == name:
            return f"{kill.reason} ({kill.by}, kill_list.yml)"
    holds = facts.switches.switch(for_class(name)).holds.values()
    return next((f"{one.reason} ({one.by})" for one in holds if one.stage is Stage.KILLED), None)


def _votes(measures: Measures, rule: Retirement) -> tuple[Finding, ...]:
    enough = measures.trades.pnl_sum_bps.n >= rule.strategy_class.min_trades
    return votes(measures if enough else Measures(), rule.two_of_four)


def _count(before: Strategy, found: tuple[Finding, ...], rule: Retirement) -> Strategy:
    clear, own = rule.two_of_four.clear_periods, rule.strategy_class
    counted = {
        "deprecate": count(before.deprecate, found, own.deprecate_votes, clear),
        "kill": count(before.kill, found, own.kill_votes, clear),
    }
    return before.model_copy(update=counted)


def _lasted(strategy: Strategy, rule: Retirement) -> Iterator[Finding]:
    hold = float(rule.two_of_four.hold_periods)
    yield at_least("class_kill_periods", float(strategy.kill.stood), hold)
    yield at_least("class_deprecate_periods", float(strategy.deprecate.stood), hold)


def _decide(strategy: Strategy, rule: Retirement, now: datetime) -> Strategy:
    kill, deprecate = (finding.passed for finding in _lasted(strategy, rule))
    if kill:
        return _become(strategy, "killed", _why(strategy.kill), now)
    if deprecate:
        return _become(strategy, "deprecated", _why(strategy.deprecate), now)
    if strategy.status == "deprecated" and not strategy.deprecate.marked:
        periods = rule.two_of_four.clear_periods
        return _become(strategy, "active", f"no sign stood for {periods} periods", now)
    return strategy


def _become(strategy: Strategy, status: Status, reason: str, now: datetime) -> Strategy:
    if strategy.status == status:
        return strategy
    update = {"status": status, "reason": reason, "since": render(now)}
    return strategy.model_copy(update=update)


def _why(signs: Signs) -> str:
    named = " and ".join(NAMES[vote] for vote in signs.votes)
    return f"{named}, for {signs.stood} periods on end"

"""The table of hypotheses, kept in step with the registry and with the epochs of the state."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.policy.agents import Agent
from bot.state.agents import Agent as AgentState
from bot.state.agents import Agents as States
from bot.state.evidence import Hypotheses, HypothesisEntry
from bot.state.measures import CHANGED
from bot.stats.hypotheses import Hypothesis, Table
from bot.words.instant import parse, render


def enrolled(
    table: Table, registry: Mapping[str, Agent], states: States, now: datetime, since: datetime
) -> dict[str, Hypothesis]:
    """Close what is over and open what is new.

    What opens owns nothing from before `since`, where the fold has been already.
    """
    kept = dict(table)
    for name, one in open_hypotheses(table).items():
        over = _over(one, registry.get(name), states.agent(name))
        if over:
            until = max(one.since, min(now, max(since, _changed_at(states.agent(name), now))))
            kept[one.name] = replace(one, until=until)
        else:
            kept[one.name] = _in_step(one, registry[name], states.agent(name))
    for name in sorted(registry.keys() - open_hypotheses(kept).keys()):
        fresh = _fresh(registry[name], states.agent(name), kept, since)
        kept[fresh.name] = fresh
    return kept


def open_hypotheses(table: Table) -> dict[str, Hypothesis]:
    return {one.agent: one for one in table.values() if one.until is None}


def risen(table: Table, agent: str, at: datetime) -> dict[str, Hypothesis]:
    """Note that an agent was let up, so that a later decline is measured against what it earned."""
    one = open_hypotheses(table)[agent]
    return {**table, one.name: replace(one, rises=(*one.rises, at))}


def ended(table: Table, agent: str, at: datetime) -> dict[str, Hypothesis]:
    """Close an agent's epoch and open the next one, as a demotion does in state/agents.json."""
    old = open_hypotheses(table)[agent]
    fresh = replace(old, epoch=old.epoch + 1, granted=old.granted + 1, since=at, rises=())
    return {**table, old.name: replace(old, until=at), fresh.name: fresh}


def _over(one: Hypothesis, agent: Agent | None, state: AgentState) -> bool:
    return agent is None or state.epoch != one.granted


def _changed_at(state: AgentState, now: datetime) -> datetime:
    grant = state.grant
    return parse(grant.since) if grant.reason == CHANGED else now


def _in_step(one: Hypothesis, agent: Agent, state: AgentState) -> Hypothesis:
    """Follow what changed without a new epoch; what went before a fingerprint still counts."""
    one = replace(one, strategy_class=agent.strategy_class)
    if state.fingerprint == one.fingerprint:
        return one
    earlier = (*one.earlier, one.fingerprint) if one.fingerprint else one.earlier
    return replace(one, fingerprint=state.fingerprint, earlier=earlier)


def _fresh(agent: Agent, state: AgentState, table: Table, since: datetime) -> Hypothesis:
    """Open one, numbered after the last of this name; a name may have come back."""
    last = [one for one in table.values() if one.agent == agent.name]
    number = max([state.epoch - 1, *(one.epoch for one in last)]) + 1
    begun = max([since, *(one.until or since for one in last)])
    return Hypothesis(
        agent=agent.name,
        epoch=number,
        strategy_class=agent.strategy_class,
        fingerprint=state.fingerprint,
        since=begun,
        granted=state.epoch,
    )


def table_of(page: Hypotheses) -> dict[str, Hypothesis]:
    return {name: _hypothesis(entry) for name, entry in page.hypotheses.items()}


def page_of(table: Table) -> Hypotheses:
    return Hypotheses(hypotheses={name: _entry(one) for name, one in sorted(table.items())})


def _hypothesis(entry: HypothesisEntry) -> Hypothesis:
    return Hypothesis(
        agent=entry.agent,
        epoch=entry.epoch,
        strategy_class=entry.strategy_class,
        fingerprint=entry.fingerprint,
        since=parse(entry.since),
        until=None if entry.until is None else parse(entry.until),
        rises=tuple(map(parse, entry.rises)),
        granted=entry.granted,
        earlier=tuple(entry.earlier),
    )


def _entry(one: Hypothesis) -> HypothesisEntry:
    return HypothesisEntry(
        agent=one.agent,
        epoch=one.epoch,
        granted=one.granted,
        strategy_class=one.strategy_class,
        fingerprint=one.fingerprint,
        earlier=list(one.earlier),
        since=render(one.since),
        until=None if one.until is None else render(one.until),
        rises=[render(moment) for moment in one.rises],
    )

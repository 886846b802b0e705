"""What an agent's own record may cost it: its place, its life, or a watchful eye."""

from collections.abc import Iterator
from datetime import datetime

from bot.decisions import gates
from bot.decisions.decision import Branch, Verb
from bot.decisions.demotion import decline, lost_edge, no_edge
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import Finding
from bot.decisions.look import Look, last_rise
from bot.decisions.retirement_points import retirement_points
from bot.words.stage import MAY_TRADE, Stage

IN_SHADOW = (Stage.SHADOW, Stage.DEMOTED)


def branches(look: Look, one: AgentFacts) -> Iterator[Branch]:
    for rule in (kill_limits, points, futility, demotion):
        yield from rule(look, one)


def demotion(look: Look, one: AgentFacts) -> Iterator[Branch]:
    rule = look.policy.promotion.demotion
    if look.place(one) not in MAY_TRADE or rule.rule == "off":
        return
    if rule.rule == "cusum":
        found = decline(one.now.decline if one.now else None, rule.cusum.limit)
    else:
        found = lost_edge(_dead(look, one), rule.p_dead)
    cause = look.cause("demotion", one)
    yield Branch("Its edge is gone", Verb.DEMOTE, (found,), stage=Stage.DEMOTED, cause=cause)


def futility(look: Look, one: AgentFacts) -> Iterator[Branch]:
    rule = look.policy.retirement.futility
    if look.place(one) not in IN_SHADOW or rule.use == "off":
        return
    found = no_edge(one.now.futility_log_e if one.now else None, rule.e_value)
    yield _end(look, one, "It has no edge", (found,), "futility", advice=rule.use == "advise")


def kill_limits(look: Look, one: AgentFacts) -> Iterator[Branch]:
    """Either limit alone kills, so each is a branch of its own."""
    rule, measures = look.policy.retirement.kill, one.measures
    if rule.use == "off":
        return
    pnl, errors = measures.trades.pnl_sum_bps.value, measures.runs.error_rate.value
    for found in gates.kill(pnl, errors, rule):
        yield Branch(
            "Killed by a literal limit",
            Verb.KILL,
            (found,),
            rule.use == "advise",
            Stage.KILLED,
            look.cause("kill-limits", one),
        )


def points(look: Look, one: AgentFacts) -> Iterator[Branch]:
    rule = look.policy.retirement.points
    if rule.use == "off":
        return
    *conditions, retire, watch = retirement_points(one.measures, rule).findings
    advice = rule.use == "advise"
    yield Branch("What gives retirement points", Verb.WATCH, tuple(conditions), advice=True)
    yield _end(look, one, "Points to retire", (retire,), "points", advice=advice)
    yield Branch("Points to watch", Verb.WATCH, (watch,), advice)


def _dead(look: Look, one: AgentFacts) -> float | None:
    """Give P(dead | was active) of a midnight that has seen the agent where it stands."""
    rise = last_rise(look.facts, one)
    if one.midnight is None or (rise is not None and rise > _midnight(look.facts.evidence_at)):
        return None
    return one.midnight.dead


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _end(
    look: Look,
    one: AgentFacts,
    title: str,
    found: tuple[Finding, ...],
    rule: str,
    *,
    advice: bool,
) -> Branch:
    return Branch(title, Verb.RETIRE, found, advice, Stage.RETIRED, look.cause(rule, one))

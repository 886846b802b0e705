"""Breach: the portfolio fell too far. Judged on its curve alone, whatever becomes of any agent."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from bot.decisions.decision import Branch, Verb
from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.finding import Finding, at_least
from bot.decisions.judgement import BreachAct, Memory
from bot.decisions.look import ancestors, code_of, last_rise
from bot.policy.risk import Risk
from bot.state.holds import Hold
from bot.state.kill_switch import ALL, KillSwitch, for_agent
from bot.words.instant import parse
from bot.words.stage import MAY_TRADE, Stage

CAUSE = "breach/"
DEAD = (Stage.KILLED, Stage.RETIRED)


def drawdown(facts: Facts, risk: Risk) -> Finding:
    observed = facts.curve.since_reset_bps
    return at_least("portfolio_drawdown_bps", observed, risk.max_drawdown_bps)


def latches(switches: KillSwitch) -> list[Hold]:
    """List the breaches that nobody has released yet; each freezes every rise."""
    holds = switches.switch(ALL).holds
    return [hold for cause, hold in sorted(holds.items()) if cause.startswith(CAUSE)]


def look(risk: Risk, facts: Facts, memory: Memory) -> BreachAct | None:
    fell = drawdown(facts, risk)
    if not fell.passed:
        return None
    newest = dict(_newest(risk, facts, memory))
    killed = [name for name in newest if not _dead(facts, name)]
    code = {code_of(facts, facts.agents[name]) for name in killed} - {""}
    kin = _kin(facts, killed, code)
    promoted = {name for name in facts.agents if facts.states.agent(name).stage in MAY_TRADE}
    # Newcomers that never traded cannot have made the fall: to end them alone would stop nothing.
    pauses = promoted.isdisjoint(killed)
    return BreachAct(
        at=facts.evidence_at,
        drawdown_bps=facts.curve.since_reset_bps,
        limit_bps=risk.max_drawdown_bps,
        findings=(fell, at_least("promoted_lately", float(len(killed)), 1.0)),
        newest=newest,
        killed=tuple(sorted(killed)),
        quarantined=tuple(sorted(kin)),
        demoted=tuple(sorted(promoted - kin)) if pauses else (),
        fingerprints=tuple(sorted(code)),
        pauses=pauses,
    )


def branches(act: BreachAct | None, one: AgentFacts) -> Iterator[Branch]:
    """Say what the breach does to one agent."""
    if act is None:
        return
    fell = act.findings[:1]
    for title, verb, stage, names in (
        ("Breach: it was promoted lately", Verb.KILL, Stage.KILLED, act.killed),
        ("Breach: kin of one that was", Verb.DEMOTE, Stage.QUARANTINED, act.quarantined),
        (
            "Breach: nothing that trades was promoted lately",
            Verb.DEMOTE,
            Stage.DEMOTED,
            act.demoted,
        ),
    ):
        if one.name in names:
            yield Branch(title, verb, fell, stage=stage, cause=act.cause)
    if act.pauses:
        yield Branch("Breach: the fleet is paused", Verb.HOLD, fell, stage=Stage.PAUSED)


def _newest(risk: Risk, facts: Facts, memory: Memory) -> Iterator[tuple[str, datetime]]:
    """Name who was promoted or scaffolded within the lookback, with the last such moment."""
    begin = facts.now - timedelta(days=risk.rollback_lookback_days)
    for name, one in sorted(facts.agents.items()):
        moments = [_seen(facts, memory, one)] if one.proposal else []
        rise = last_rise(facts, one)
        late = max((*moments, *([rise] if rise else [])), default=begin - timedelta(1))
        if late >= begin:
            yield name, late


def _seen(facts: Facts, memory: Memory, one: AgentFacts) -> datetime:
    decided = memory.decisions.agents.get(one.name)
    return one.first_seen or (parse(decided.first_seen) if decided else facts.now)


def _dead(facts: Facts, name: str) -> bool:
    """Look at its own record alone: a class or a fleet comes back, with all that is in it."""
    switch = facts.switches.switch(for_agent(name)).holds.values()
    holds = (*facts.states.agent(name).holds.values(), *switch)
    return any(hold.stage in DEAD for hold in holds)


def _kin(facts: Facts, killed: Collection[str], code: Collection[str]) -> set[str]:
    """Give who runs the same code as a killed agent, or descends from one of them."""
    agents: Mapping[str, AgentFacts] = facts.agents
    roots = {*killed, *(name for name, one in agents.items() if code_of(facts, one) in code)}
    kin = roots | {name for name in agents if not roots.isdisjoint(ancestors(agents, name))}
    return {name for name in kin if name not in killed and not _dead(facts, name)}

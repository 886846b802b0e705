"""What keeps an agent where it is, however good its evidence."""

from collections.abc import Iterator

from bot.decisions import breach
from bot.decisions.classes import LEVEL
from bot.decisions.decision import Branch, Verb
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import Finding, at_least, at_most, below
from bot.decisions.look import Look
from bot.state.holds import Hold
from bot.state.strategies import Status
from bot.words.stage import MAY_RUN, RANK, Stage


def branch(look: Look, one: AgentFacts, target: Stage | None) -> Branch:
    return Branch("Nothing stops it", Verb.PROMOTE, tuple(_findings(look, one, target)))


def class_status(look: Look, one: AgentFacts) -> Status:
    verdict = look.classes.get(one.strategy_class)
    return verdict.strategy.status if verdict else "active"


def dead_class(look: Look, one: AgentFacts) -> Branch:
    level = LEVEL[class_status(look, one)]
    dead = at_least("class_killed", float(level), float(LEVEL["killed"]))
    return Branch("Its strategy class is killed", Verb.KILL, (dead,), stage=Stage.KILLED)


def stopping(look: Look, one: AgentFacts) -> list[Hold]:
    """List the records that forbid it to run: its own, its class's, the fleet's."""
    own = look.state(one).holds.values()
    switches = look.facts.switches.on(one.name, one.strategy_class)
    return [hold for hold in (*own, *switches) if hold.stage not in MAY_RUN]


def kept_down(look: Look, one: AgentFacts, target: Stage | None) -> list[Hold]:
    """List the switches that let it run, but not where it would rise to."""
    switches = look.facts.switches.on(one.name, one.strategy_class)
    limit = RANK[target or Stage.KILLED]
    return [hold for hold in switches if hold.stage in MAY_RUN and RANK[hold.stage] < limit]


def _findings(look: Look, one: AgentFacts, target: Stage | None) -> Iterator[Finding]:
    flags = max(len(stopping(look, one)) + (one.listed is not None), one.stage not in MAY_RUN)
    latched = len(breach.latches(look.facts.switches)) + (look.breach is not None)
    limit = look.policy.risk.max_drawdown_bps
    yield at_most("kill_flags", float(flags), 0.0)
    yield at_most("kept_down", float(len(kept_down(look, one, target))), 0.0)
    yield at_most("class_status", float(LEVEL[class_status(look, one)]), 0.0)
    yield at_most("breach_latches", float(latched), 0.0)
    yield below("portfolio_drawdown_bps", look.facts.curve.since_reset_bps, limit)
    yield at_most("older_slot", float(not look.newest), 0.0)
    yield at_most("ceiling_spent", float(look.spent(one)), 0.0)

"""Quarantine: code that was stopped does not come back under another name, nor as a child.

A human release stands: only what was quarantined after the agent's last grant holds it.
"""

from collections.abc import Iterable, Iterator

from bot.decisions.breach import CAUSE, DEAD
from bot.decisions.decision import Branch, Verb
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import above, at_least
from bot.decisions.look import Look, ancestors, code_of
from bot.state.agents import Agent
from bot.state.documents import GENESIS
from bot.state.holds import Hold
from bot.state.kill_switch import for_fingerprint
from bot.state.measures import CHANGED
from bot.words.stage import RANK, Stage

OUT_OF_REACH = (*DEAD, Stage.QUARANTINED)


def branches(look: Look, one: AgentFacts) -> Iterator[Branch]:
    if look.state(one).stage in OUT_OF_REACH:
        return
    code = code_of(look.facts, one)
    held = list(_held_code(look, one, code))
    yield _branch("Its code is quarantined", "quarantined_code", len(held), f"fingerprint/{code}")
    kin = [name for name in ancestors(look.facts.agents, one.name) if _taints(look, one, name)]
    nearest = f"ancestor/{kin[0]}" if kin else ""
    yield _branch("An ancestor is quarantined", "quarantined_ancestors", len(kin), nearest)


def likeness(look: Look, one: AgentFacts) -> Iterator[Branch]:
    rule, alike = look.policy.risk.quarantine, one.alike
    if alike is not None:
        agreement = alike.agreement if alike.common >= rule.min_common else None
        found = above("likeness", agreement, rule.agreement)
        yield Branch(f"Its views are like those of {alike.agent}", Verb.WATCH, (found,))


def _held_code(look: Look, one: AgentFacts, code: str) -> Iterator[Hold]:
    """Look at code that people declared to behave alike, too: it is the same by their word."""
    earlier = () if one.versioned else one.hypothesis.earlier
    for known in sorted({code, *earlier} - {""}):
        holds = look.facts.switches.switch(for_fingerprint(known)).holds.values()
        yield from _newer(holds, look.state(one))


def _taints(look: Look, one: AgentFacts, ancestor: str) -> bool:
    holds = look.facts.states.agent(ancestor).holds
    tainted = (
        hold
        for cause, hold in holds.items()
        if hold.stage is Stage.QUARANTINED
        or (hold.stage is Stage.KILLED and cause.startswith(CAUSE))
    )
    return any(True for _ in _newer(tainted, look.state(one)))


def _newer(holds: Iterable[Hold], state: Agent) -> Iterator[Hold]:
    released = _released_at(state)
    for hold in holds:
        if RANK[hold.stage] <= RANK[Stage.QUARANTINED] and hold.renewed >= released:
            yield hold


def _released_at(state: Agent) -> str:
    """Take new code for no release: it is noted as a grant too, but nobody has looked at it."""
    return GENESIS if state.grant.reason == CHANGED else state.grant.since


def _branch(title: str, rule: str, count: int, cause: str) -> Branch:
    found = at_least(rule, float(count), 1.0)
    return Branch(title, Verb.DEMOTE, (found,), stage=Stage.QUARANTINED, cause=cause)

"""One look at the fleet: what every rule is given beside the agent that it judges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.judgement import BreachAct, ClassVerdict, Memory
from bot.policy.policy import Policy
from bot.state.agents import Agent
from bot.state.decisions import Decided
from bot.words.instant import parse
from bot.words.stage import MAY_TRADE, Stage, safer


@dataclass(frozen=True, slots=True)
class Look:
    """`newest` is False for a slot that was missed and is only caught up.

    `counts` tells whether this is the first look of a period, at which signs are counted.
    """

    policy: Policy
    facts: Facts
    memory: Memory
    newest: bool
    counts: bool
    breach: BreachAct | None
    classes: Mapping[str, ClassVerdict]

    def before(self, one: AgentFacts) -> Decided:
        return self.memory.decisions.agents.get(one.name) or Decided()

    def state(self, one: AgentFacts) -> Agent:
        """Give its lifecycle: what its own record says, whatever the kill switch says beside."""
        return self.facts.states.agent(one.name)

    def place(self, one: AgentFacts) -> Stage:
        """Give where it stands by its own record and its ceiling, if no switch kept it lower."""
        return safer(one.ceiling, self.state(one).stage)

    def cause(self, rule: str, one: AgentFacts) -> str:
        """Name a cause so that it arises once in an epoch, however often it is seen."""
        return f"{rule}/{self.state(one).epoch}"

    def spent(self, one: AgentFacts) -> bool:
        return self.before(one).spent is not None and one.ceiling in MAY_TRADE


def last_rise(facts: Facts, one: AgentFacts) -> datetime | None:
    grant = facts.states.agent(one.name).grant
    granted = (parse(grant.since),) if grant.stage in MAY_TRADE else ()
    return max((*one.hypothesis.rises, *granted), default=None)


def code_of(facts: Facts, one: AgentFacts) -> str:
    """Give what identifies its code among all agents; "1.0" is the version of many."""
    if one.versioned:
        return ""
    return one.hypothesis.fingerprint or facts.states.agent(one.name).fingerprint


def ancestors(agents: Mapping[str, AgentFacts], name: str) -> Iterator[str]:
    """Yield parent, grandparent and so on; one that is its own ancestor ends the line."""
    seen = {name}
    one = agents.get(name)
    while one is not None and one.parent is not None and one.parent not in seen:
        seen.add(one.parent)
        yield one.parent
        one = agents.get(one.parent)

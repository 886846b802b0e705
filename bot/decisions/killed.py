"""What is killed, retired, quarantined or paused, by machine or human, all in one list."""

from collections.abc import Iterator, Mapping

from bot.decisions.after import STOPPED
from bot.decisions.facts import Facts
from bot.decisions.judgement import Judgement
from bot.policy.kill_list import KillList
from bot.state.kill_switch import ALL, KillSwitch
from bot.state.lease import Killed
from bot.words.stage import RANK, Stage

AGENT, CLASS = "agent:", "class:"


def killed(
    kills: KillList, facts: Facts, judgement: Judgement, stages: Mapping[str, Stage]
) -> Killed:
    """Also name agents that left the registry: a reader must be able to refuse them."""
    machine = dict(_switched(facts.switches))
    paused = judgement.breach is not None and judgement.breach.pauses
    agents = {
        *(kill.name for kill in kills.agents),
        *(name for name, stage in stages.items() if stage in STOPPED),
        *(name for name, agent in facts.states.agents.items() if agent.stage in STOPPED),
        *_named(machine, AGENT),
    }
    classes = {
        *(kill.name for kill in kills.strategy_classes),
        *(name for name, one in judgement.classes.items() if one.strategy.status == "killed"),
        *_named(machine, CLASS),
    }
    return Killed(
        all=kills.all or ALL in machine or paused,
        agents=sorted(agents),
        strategy_classes=sorted(classes),
    )


def kept_in_shadow(switches: KillSwitch) -> bool:
    """Tell whether people or the machine keep the whole fleet from trading."""
    holds = switches.switch(ALL).holds.values()
    return any(RANK[hold.stage] < RANK[Stage.CANARY] for hold in holds)


def _switched(switches: KillSwitch) -> Iterator[tuple[str, Stage]]:
    for target, switch in switches.entries.items():
        stopping = [hold.stage for hold in switch.holds.values() if hold.stage in STOPPED]
        if stopping:
            yield target, min(stopping, key=RANK.__getitem__)


def _named(machine: Mapping[str, Stage], kind: str) -> Iterator[str]:
    return (target.removeprefix(kind) for target in machine if target.startswith(kind))

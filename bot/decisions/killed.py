"""What is killed, retired, quarantined or paused, by machine or human, all in one list."""

from collections.abc import Iterable, Iterator, Mapping

from bot.decisions.after import STOPPED
from bot.decisions.facts import Facts
from bot.decisions.judgement import Judgement
from bot.policy.kill_list import KillList
from bot.state.agents import Agents
from bot.state.kill_switch import ALL, KillSwitch, for_agent, for_class
from bot.state.lease import Killed
from bot.words.stage import RANK, Stage


def killed(
    kills: KillList, facts: Facts, judgement: Judgement, stages: Mapping[str, Stage]
) -> Killed:
    """List what people, the machine's memory and this look stop."""
    paused = judgement.breach is not None and judgement.breach.pauses
    listed = Killed(
        all=kills.all or paused,
        agents=[
            *(kill.name for kill in kills.agents),
            *(name for name, stage in stages.items() if stage in STOPPED),
        ],
        strategy_classes=[
            *(kill.name for kill in kills.strategy_classes),
            *(name for name, one in judgement.classes.items() if one.strategy.status == "killed"),
        ],
    )
    return together(listed, remembered_as_killed(facts.states, facts.switches))


def remembered_as_killed(states: Agents, switches: KillSwitch) -> Killed:
    """List what the state alone stops, also who left the registry: a reader must refuse them."""
    targets = set(_stopped(switches))
    return Killed(
        all=ALL in targets,
        agents=[
            *(name for name, agent in states.agents.items() if agent.stage in STOPPED),
            *_named(targets, for_agent("")),
        ],
        strategy_classes=list(_named(targets, for_class(""))),
    )


def together(one: Killed, other: Killed) -> Killed:
    return Killed(
        all=one.all or other.all,
        agents=sorted({*one.agents, *other.agents}),
        strategy_classes=sorted({*one.strategy_classes, *other.strategy_classes}),
    )


def kept_in_shadow(switches: KillSwitch) -> bool:
    """Tell whether people or the machine keep the whole fleet from trading."""
    holds = switches.switch(ALL).holds.values()
    return any(RANK[hold.stage] < RANK[Stage.CANARY] for hold in holds)


def _stopped(switches: KillSwitch) -> Iterator[str]:
    for target, switch in switches.entries.items():
        if any(hold.stage in STOPPED for hold in switch.holds.values()):
            yield target


def _named(targets: Iterable[str], kind: str) -> Iterator[str]:
    return (target.removeprefix(kind) for target in targets if target.startswith(kind))

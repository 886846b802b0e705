"""Acts of people that are on record, done again at their moment in a replay of the state."""

from bot.state.agents import Agents
from bot.state.audit.people import HumanAct
from bot.state.kill_switch import KillSwitch, ReleaseSwitch, ThrowSwitch, for_agent
from bot.state.lifecycle import RaiseStage
from bot.state.tree import Operation
from bot.words.stage import Stage

STOPS = {"kill": Stage.KILLED, "pause": Stage.PAUSED, "mode shadow": Stage.SHADOW}
LIFTS = {
    "revive": (Stage.KILLED, Stage.RETIRED),
    "release": (Stage.PAUSED, Stage.QUARANTINED, Stage.LIVE),
    "mode live": (Stage.SHADOW,),
}
AGENT = for_agent("")


def enacted(act: HumanAct, states: Agents, switches: KillSwitch) -> list[Operation]:
    """Give what the button does to a replay as it stands then; nothing where it has nothing."""
    if act.act in STOPS:
        return [ThrowSwitch(act.target, STOPS[act.act], _cause(act), act.at, act.reason, act.by)]
    lifts, switch = LIFTS.get(act.act, ()), switches.switch(act.target)
    found: list[Operation] = []
    if any(one.stage in lifts for one in switch.holds.values()):
        found.append(ReleaseSwitch(act.target, switch.next_sequence, lifts))
    return [*found, *_back(act, states, lifts, anyway=act.act == "revive" and bool(found))]


def _cause(act: HumanAct) -> str:
    """Keep each person's stop, as the button does; there is one mode."""
    return "human-mode" if act.act == "mode shadow" else f"human-{act.act} {act.by}"


def _back(
    act: HumanAct, states: Agents, lifts: tuple[Stage, ...], *, anyway: bool
) -> list[Operation]:
    """Have an agent come back in shadow, as the button does."""
    if not act.target.startswith(AGENT):
        return []
    name = act.target.removeprefix(AGENT)
    agent = states.agent(name)
    if not anyway and not any(one.stage in lifts for one in agent.holds.values()):
        return []
    sequence = agent.next_sequence
    return [RaiseStage(name, Stage.SHADOW, sequence, act.at, act.reason, act.by, lifts)]

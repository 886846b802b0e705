"""What an agent may do by the machine's memory alone; a policy's ceiling is joined elsewhere."""

from bot.state.agents import Agents
from bot.state.holds import Hold, safest
from bot.state.kill_switch import KillSwitch


def standing(agents: Agents, switches: KillSwitch, name: str, strategy_class: str) -> Hold:
    """Give the safest record on an agent: its lifecycle, its switch, its class's, the fleet's."""
    agent = agents.agent(name)
    records = [agent.grant, *agent.holds.values(), *switches.on(name, strategy_class)]
    return safest(records)

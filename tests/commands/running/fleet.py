"""A registry of four, and a call of it."""

from datetime import UTC, datetime

from bot.policy.agents import Agent, Agents
from bot.policy.governor import Governor
from bot.policy.kill_list import KillList
from bot.policy.policy import Policy

NOW = datetime(2026, 11, 21, 12, 7, tzinfo=UTC)
SLOT = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
HOURLY = Agent(
    name="hourly",
    strategy_class="momentum",
    entry_point="agents.hourly:run",
    schedule="5 * * * *",
    secrets=("OWN_KEY", "GOVERNOR_AUDIT_KEY"),
)
BY_HAND = Agent(name="by-hand", strategy_class="grid", entry_point="agents.hand:run")
AWAY = Agent(name="away", strategy_class="grid", version="1")
CODED = Agent(
    name="coded",
    strategy_class="carry",
    entry_point="agents.coded:run",
    schedule="0 12 * * *",
    code=("agents/*.py",),
    timeout_seconds=7.0,
    memory_mb=99,
)
PRINTS = {"hourly": "", "by-hand": "", "away": "1", "coded": "c" * 64}


def policy(kill_list: KillList | None = None, *, mode: str = "shadow") -> Policy:
    governor = Governor(v=1).model_copy(update={"mode": mode})
    agents = Agents(v=1, agents=(HOURLY, BY_HAND, AWAY, CODED))
    return Policy(governor=governor, agents=agents, kill_list=kill_list or KillList(v=1))

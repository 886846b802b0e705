"""The table that answers "how is everybody" in ten seconds."""

from collections.abc import Mapping

from bot.effects import numbers
from bot.effects.blocks import table
from bot.effects.escape import code
from bot.state.report.agent import AgentRow
from bot.words.stage import RANK, Stage

SHOWN = 40
HEAD = ("Agent", "Score", "Alpha (30d)", "Cost", "Status")
SIGNS = {
    "killed": "⛔",
    "retired": "⛔",
    "quarantined": "☣️",
    "paused": "⏸️",
    "demoted": "🔻",
    "shadow": "🌑",
    "canary": "🐤",
    "live": "🟢",
}
ASKING = {"PROMOTE": "asks to rise", "WATCH": "on watch"}


def health(agents: Mapping[str, AgentRow]) -> str:
    if not agents:
        return "No agent is registered in `policies/agents.yml` yet."
    ordered = sorted(agents.items(), key=_order)
    rows = [_row(name, agent) for name, agent in ordered[:SHOWN]]
    left = len(ordered) - len(rows)
    more = f"\n\n… and {left} more, all of them safer than these; see the report." if left else ""
    return table(HEAD, rows, right=(1, 2, 3)) + more


def status(agent: AgentRow) -> str:
    asking = ASKING.get(agent.decision)
    stage = f"{SIGNS.get(agent.stage, '·')} {agent.stage}"
    return f"{stage}, {asking}" if asking else stage


def _row(name: str, agent: AgentRow) -> tuple[str, ...]:
    return (
        code(name),
        numbers.score(agent.score),
        numbers.bps(agent.alpha_30d_bps),
        numbers.usd(agent.cost_usd),
        status(agent),
    )


def _order(item: tuple[str, AgentRow]) -> tuple[int, int, str]:
    name, agent = item
    return -RANK[Stage(agent.stage)], 0 if agent.decision == "PROMOTE" else 1, name

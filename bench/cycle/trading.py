"""A fleet that trades: half of it live, half canary, under rules by which nobody falls.

No agent of a drawn past has an edge. By the shipped rules most of them would be stopped, and there
would be nothing to weigh.
"""

from pathlib import Path

from bench.cycle.past import write
from bench.judge.state import FLEET
from bot.state.agents import AGENTS, Agent, Agents, restand
from bot.state.documents import put
from bot.state.holds import hold
from bot.words.instant import EPOCH
from bot.words.stage import Stage
from tests.workflows.fleet import Fleet

ENTRY = "  - {{name: {0}, strategy_class: class-{1}, stage: {2}, version: a, owner: desk}}\n"
LENIENT = (
    ("retirement", "use: act", "use: advise"),
    ("promotion", "rule: filter ", "rule: off "),
    ("risk", "MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 10000"),
)


def stage_of(name: str) -> Stage:
    """Set stages by the middle digit; the last one is that of the class."""
    return Stage.LIVE if int(name[-2]) % 2 else Stage.CANARY


def register(fleet: Fleet) -> None:
    for policy, strict, lenient in LENIENT:
        text = fleet.policy(policy)
        assert strict in text
        fleet.merged(f"policies/{policy}.yml", text.replace(strict, lenient))
    entries = "".join(ENTRY.format(name, name[-1], stage_of(name).value) for name in FLEET)
    fleet.merged("policies/agents.yml", f"v: 1\nagents:\n{entries}")


def grant(root: Path) -> None:
    """Write that people let all of them trade."""
    agents = Agents(agents={name: _granted(stage_of(name)) for name in FLEET})
    write(root, AGENTS.pattern, put(AGENTS.pattern, agents).data)


def _granted(stage: Stage) -> Agent:
    own = hold(stage, EPOCH, "let up by people", "kim", 1)
    return restand(Agent(fingerprint="a"), own, {})

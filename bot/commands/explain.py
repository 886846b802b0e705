"""governor judge --explain: the whole tree of findings on one agent, for a person."""

from collections.abc import Iterator

from bot.state.report.agent import AgentRow, Branch, Row
from bot.words.text import printable

SIGNS = {"PASS": "✓", "FAIL": "✗", "INCONCLUSIVE": "?", "ERROR": "!"}
WIDE, LONGEST = 34, 500
LEGEND = (
    "✓ holds   ✗ does not   ? too little data   ! no number (✓ in a branch that stops is bad news)"
)


def explain(name: str, agent: AgentRow) -> Iterator[str]:
    yield f"{name}  ({agent.strategy_class}, epoch {agent.evidence.epoch})"
    yield f"{agent.decision}: {printable(agent.why, LONGEST)}"
    yield f"stage {agent.stage}, people allow {agent.ceiling}, since {agent.since}"
    yield ""
    for branch in agent.findings:
        yield from _branch(branch)
    yield LEGEND


def _branch(branch: Branch) -> Iterator[str]:
    use = "advice only, " if branch.advice else ""
    yield f"{branch.title}  ({use}all hold → {branch.leads_to})"
    last = len(branch.findings) - 1
    for place, finding in enumerate(branch.findings):
        yield f"{'└' if place == last else '├'} {_finding(finding)}"
    yield ""


def _finding(finding: Row) -> str:
    rule, outcome, observed, relation, limit = finding
    seen = "unknown" if observed is None else f"{observed:,.4g}"
    return f"{SIGNS[outcome]} {rule.replace('_', ' '):<{WIDE}} {seen:>10}   {relation} {limit:,.4g}"

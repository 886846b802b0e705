"""What a reader should look at first, and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.effects import numbers
from bot.effects.blocks import table
from bot.effects.escape import code, markdown
from bot.state.report.agent import AgentRow
from bot.state.report.report import Report
from bot.words.count import plural
from bot.words.stage import MAY_TRADE, Stage

SHOWN = 5
PRIORITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Item:
    """One finding with what it means, what it rests on, and the change that answers it."""

    priority: str
    title: str
    impact: str
    evidence: str
    change: str


def items(report: Report) -> list[Item]:
    found = [*_fleet(report), *_agents(report)]
    return sorted(found, key=lambda item: PRIORITIES.index(item.priority))


def findings(found: list[Item]) -> str:
    if not found:
        return "Nothing needs attention."
    shown = "\n\n".join(_finding(place, one) for place, one in enumerate(found[:SHOWN], 1))
    left = len(found) - SHOWN
    return f"{shown}\n\n… and {left} more below." if left > 0 else shown


def actions(found: Iterable[Item]) -> str:
    rows = [(one.change, one.priority) for one in found if one.change]
    if not rows:
        return "None: nothing waits for a person."
    return table(("Change", "Priority"), rows[: 2 * SHOWN])


def _finding(place: int, item: Item) -> str:
    return (
        f"**{place}. {item.title}**\n- **Impact:** {item.impact}\n- **Evidence:** {item.evidence}"
    )


def _fleet(report: Report) -> Iterator[Item]:
    meta, fleet = report.meta, report.fleet
    if meta and meta.breach and meta.breach.latched:
        yield Item(
            "critical",
            "Drawdown breach",
            "every rise is frozen until a person releases the fleet",
            f"{numbers.depth(meta.breach.drawdown_bps)} on {meta.breach.at}, "
            f"limit {numbers.depth(meta.breach.limit_bps)}",
            "Read the rollback pull requests, then run `governor release all`",
        )
    if any(rule == "data_fresh" and outcome != "PASS" for rule, outcome, *_ in _meta(report)):
        yield Item(
            "critical",
            "Prices are stale",
            "the lease is not renewed, so live trading stops by itself",
            f"newest price: {(meta and meta.newest_price) or 'none'}",
            "Look at the last reconcile run and at the venues in `prices.yml`",
        )
    if fleet and fleet.portfolio_pnl_30d_bps < 0:
        yield Item(
            "high",
            "The portfolio lost money in the last 30 days",
            f"{numbers.bps(fleet.portfolio_pnl_30d_bps)} of the paper book",
            f"{fleet.n.get('portfolio_pnl_30d_bps', 0)} days, drawdown "
            f"{numbers.depth(fleet.portfolio_drawdown_bps)}",
            "",
        )

    if meta and meta.missed_slots:
        yield Item(
            "low",
            "Cycles were missed",
            "leases ran out meanwhile; what was missed has been judged late",
            f"{plural(meta.missed_slots, 'slot')}, noticed within a day (`state/slots.json`)",
            "",
        )


def _meta(report: Report) -> Iterable[tuple[str, str, float | None, str, float]]:
    return report.meta.findings if report.meta else ()


def _agents(report: Report) -> Iterator[Item]:
    for name, agent in sorted(report.agents.items()):
        found = _agent(name, agent)
        if found:
            yield found


def _agent(name: str, agent: AgentRow) -> Item | None:
    who, why = code(name), markdown(agent.why)
    match agent.decision:
        case "KILL":
            return Item("high", f"{who} is killed", "it runs and trades no more", why, "")
        case "RETIRE":
            change = f"Remove {who} from `agents.yml`"
            return Item("low", f"{who} is retired", "it runs and trades no more", why, change)
        case "DEMOTE":
            is_spent = Stage(agent.ceiling) in MAY_TRADE
            change = f"Merge the pull request that lowers {who} to shadow" if is_spent else ""
            return Item("medium", f"{who} is {agent.stage}", "it no longer trades", why, change)
        case "WATCH":
            return Item("medium", f"{who} is on watch", "it may be retired next", why, "")
        case "PROMOTE":
            change = f"Review the promotion of {who} to {agent.asks}"
            return Item("low", f"{who} asks to rise to {agent.asks}", "it may trade", why, change)
    return None

"""An agent's evidence as the body of a pull request shows it: the numbers, then every finding."""

from collections.abc import Iterator

from bot.effects import numbers
from bot.effects.blocks import folded, table
from bot.effects.escape import code, markdown
from bot.state.report.agent import AgentRow, Branch, Row

# Whether a condition holds, not whether that is good: some raise an agent, some kill it.
SIGNS = {"PASS": "yes", "FAIL": "no", "INCONCLUSIVE": "unknown", "ERROR": "error"}
AGES = frozenset({"data_fresh"})  # an age is another number each time one looks


def measures(row: AgentRow) -> str:
    return table(("Measure", "Value", "n"), list(_measures(row)), right=(1, 2))


def findings(row: AgentRow) -> str:
    blocks = (f"**{markdown(one.title)}**{_use(one)}\n\n{_table(one)}" for one in row.findings)
    return folded("Every finding", "\n\n".join(blocks) or "There is none.")


def _measures(row: AgentRow) -> Iterator[tuple[str, str, str]]:
    known, n = row.evidence, row.n
    yield "Behavioral score", numbers.score(row.score), ""
    yield "Realized PnL", numbers.bps(row.pnl_sum_bps), _n(n.get("pnl_sum_bps"))
    yield "Alpha (30d)", numbers.bps(row.alpha_30d_bps), _n(n.get("alpha_30d_bps"))
    yield "Hit rate", numbers.percent(row.hit_rate), _n(n.get("hit_rate"))
    yield "Deepest drawdown", numbers.depth(row.max_drawdown_bps), ""
    yield "Errors, upper bound", numbers.percent(row.error_bound), _n(n.get("error_bound"))
    yield "Cost", numbers.usd(row.cost_usd), _n(n.get("cost_usd"))
    yield "Evidence for an edge (E)", numbers.evidence(known.e_value), ""
    yield "Largest E so far", numbers.evidence(known.peak_e_value), ""
    yield "Chance that its edge is gone", numbers.percent(known.p_dead), ""
    yield "Days with a view", f"{known.days_held:.1f}", ""


def _n(count: int | None) -> str:
    return f"{count:,}" if count else ""


def _use(branch: Branch) -> str:
    return " (advice only)" if branch.advice else ""


def _table(branch: Branch) -> str:
    head = ("Holds", "Finding", "Observed", "Condition")
    return table(head, [_row(one) for one in branch.findings], right=(2, 3))


def _row(finding: Row) -> tuple[str, ...]:
    rule, outcome, observed, relation, limit = finding
    known = observed is not None and rule not in AGES
    seen = f"{observed:,.4g}" if known else numbers.UNKNOWN
    return SIGNS.get(outcome, outcome), code(rule), seen, f"{relation} {limit:,.4g}"

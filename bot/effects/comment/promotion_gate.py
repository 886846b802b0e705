"""The promotion gate as the comment shows it: three questions and a result."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.effects import numbers
from bot.effects.blocks import bullets
from bot.effects.escape import code
from bot.state.report.agent import AgentRow
from bot.state.report.report import Report

YES, NO = "✅", "❌"
SHOWN = 30
APPROVED, BLOCKED = "✅ APPROVED", "❌ BLOCKED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` say in a person's words what blocks; there are none where the gate is open."""

    approved: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Who would rise; `nobody` says so where nobody would."""

    raised: tuple[str, ...] = ()
    least_score: float = 80.0
    nobody: str = "this change raises no agent"


def gate(report: Report, question: Question, verdict: Verdict) -> str:
    """Answer for the agents that would rise, or for the fleet where none would."""
    names = sorted(question.raised)
    agents = {name: report.agents[name] for name in names if name in report.agents}
    lines = [
        _score(question, agents),
        _pnl(report, question, agents),
        _safety(report),
    ]
    result = f"**Result:** {APPROVED if verdict.approved else BLOCKED}"
    reasons = f"\n\n{bullets(verdict.reasons)}" if verdict.reasons else ""
    return f"{bullets(lines)}\n\n{result}{reasons}"


def violations(report: Report) -> Iterator[str]:
    if report.meta is None:
        yield "there is no report yet"
    elif report.meta.breach and report.meta.breach.latched:
        yield f"drawdown breach of {report.meta.breach.at} is not released"
    for rule, outcome, *_ in report.meta.findings if report.meta else ():
        if rule == "data_fresh" and outcome != "PASS":
            yield "prices are stale"


def _score(asked: Question, agents: Mapping[str, AgentRow]) -> str:
    least = asked.least_score
    question = f"Behavioral score ≥ {least:g}"
    if not agents:
        return f"▫️ {question}: {asked.nobody}"
    passed = all(one.score is not None and one.score >= least for one in agents.values())
    shown = _some(f"{code(name)} {numbers.score(one.score)}" for name, one in agents.items())
    return f"{_sign(passed)} {question}: {shown}"


def _pnl(report: Report, asked: Question, agents: Mapping[str, AgentRow]) -> str:
    question = "Realized PnL positive"
    if not agents:
        pnl = report.fleet.portfolio_pnl_bps if report.fleet else None
        return f"▫️ {question}: {asked.nobody}; portfolio {numbers.bps(pnl)}"
    passed = all(one.pnl_sum_bps is not None and one.pnl_sum_bps > 0 for one in agents.values())
    shown = _some(
        f"{code(name)} {numbers.bps(one.pnl_sum_bps)} (n = {one.n.get('pnl_sum_bps', 0)})"
        for name, one in agents.items()
    )
    return f"{_sign(passed)} {question}: {shown}"


def _safety(report: Report) -> str:
    found = list(violations(report))
    return f"{_sign(not found)} No safety violations{': ' + '; '.join(found) if found else ''}"


def _sign(passed: bool) -> str:  # noqa: FBT001 - the sign of an answer
    return YES if passed else NO


def _some(told: Iterable[str]) -> str:
    each = list(told)
    left = len(each) - SHOWN
    return ", ".join(each[:SHOWN]) + (f" and {left} more" if left > 0 else "")

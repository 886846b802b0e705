"""What a judgement has to say for itself: who moves and why, the portfolio in a line."""

from collections.abc import Iterator

from bot.decisions.families import lineage_problems
from bot.decisions.judging import Judged
from bot.effects import numbers
from bot.effects.comment.comment import Occasion, comment
from bot.ports.output import Output
from bot.state.report.fleet import FleetRow, Meta
from bot.state.report.report import Report
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.text import printable

LONGEST = 300
QUIET = "HOLD"


def tell(output: Output, judged: Judged, before: Report, *, changed: bool) -> None:
    report = judged.report
    output.problems(lineage_problems(judged.written.lineage.nodes))
    for line in said(report):
        output.say(line)
    output.result(result(report, changed=changed))
    if decided(report) != decided(before):
        output.summary(comment(report, _occasion(report)))
    if report.meta:
        output.publish("severity", report.meta.severity)


def said(report: Report) -> Iterator[str]:
    moving = {name: one for name, one in report.agents.items() if one.decision != QUIET}
    if report.meta:
        yield _headline(report.meta, len(report.agents))
    for name, one in sorted(moving.items()):
        yield f"  {one.decision:<8} {name}: {printable(one.why, LONGEST)}"
    held = len(report.agents) - len(moving)
    if held:
        yield f"  {held} held; `governor judge --explain NAME` says why."
    if report.fleet:
        yield _portfolio(report.fleet)


def decided(report: Report) -> dict[str, tuple[str, str]]:
    return {name: (one.decision, one.stage) for name, one in report.agents.items()}


def result(report: Report, *, changed: bool) -> dict[str, Json]:
    meta, fleet = report.meta, report.fleet
    return {
        "v": 1,
        "changed": changed,
        "severity": meta.severity if meta else None,
        "evidence_at": meta.evidence_at if meta else None,
        "lease_until": meta.lease_until if meta else None,
        "decisions": {
            name: {"decision": one.decision, "stage": one.stage, "why": one.why}
            for name, one in sorted(report.agents.items())
        },
        "portfolio": fleet.model_dump(mode="json") if fleet else None,
    }


def _headline(meta: Meta, agents: int) -> str:
    hour = f"{meta.evidence_at[:10]} {meta.evidence_at[11:16]}"
    return (
        f"{plural(agents, 'agent')} judged on evidence up to {hour} UTC: "
        f"severity {meta.severity.upper()}."
    )


def _portfolio(fleet: FleetRow) -> str:
    regime = fleet.current_regime or "unknown regime"
    return (
        f"{regime}, cap {fleet.regime_cap:.0%}: gross {fleet.gross:.1%}, cash {fleet.cash:.1%}. "
        f"Portfolio {numbers.bps(fleet.portfolio_pnl_bps)}, drawdown "
        f"{numbers.depth(fleet.portfolio_drawdown_bps)}, breach at "
        f"{numbers.depth(fleet.drawdown_limit_bps)}."
    )


def _occasion(report: Report) -> Occasion:
    digest = report.meta.policy_digest[:12] if report.meta else ""
    run = report.meta.run_id if report.meta else ""
    return Occasion(run_id=run or "by hand", against=f"policy {digest}")

"""What the audit record keeps of a decision: from what to what, why, and every finding."""

from collections.abc import Iterable, Sequence
from math import isfinite

from bot.decisions.decision import Branch, Decision
from bot.decisions.finding import Finding
from bot.decisions.judgement import BreachAct, ClassVerdict
from bot.state.decisions import Decided
from bot.state.strategies import Strategy
from bot.words.canonical import Json
from bot.words.instant import render


def of_decision(decision: Decision, before: Decided | None) -> dict[str, Json]:
    was: dict[str, Json] | None = None
    if before is not None:
        was = {"verb": before.verb, "stage": before.stage, "asks": before.asks}
    return {
        "from": was,
        "to": {"verb": decision.verb, "stage": decision.stage, "asks": decision.asks},
        "why": decision.why,
        "tree": of_branches(decision.tree),
    }


def of_branches(tree: Iterable[Branch]) -> Sequence[Json]:
    return [_branch(branch) for branch in tree]


def of_class(verdict: ClassVerdict, before: Strategy) -> dict[str, Json]:
    return {
        "from": before.status,
        "to": verdict.strategy.status,
        "why": verdict.strategy.reason,
        "findings": of_findings(verdict.findings),
    }


def of_breach(act: BreachAct) -> dict[str, Json]:
    return {
        "breach": render(act.at),
        "drawdown_bps": act.drawdown_bps,
        "limit_bps": act.limit_bps,
        "promoted_lately": {name: render(moment) for name, moment in act.newest.items()},
        "killed": act.killed,
        "quarantined": act.quarantined,
        "demoted": act.demoted,
        "fingerprints": act.fingerprints,
        "pauses": act.pauses,
        "findings": of_findings(act.findings),
    }


def of_findings(findings: Iterable[Finding]) -> Sequence[Json]:
    return [_finding(finding) for finding in findings]


def _branch(branch: Branch) -> dict[str, Json]:
    return {
        "title": branch.title,
        "leads_to": branch.leads_to,
        "advice": branch.advice,
        "findings": of_findings(branch.findings),
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "observed": _number(finding.observed),
        "relation": finding.relation,
        "limit": _number(finding.limit),
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None

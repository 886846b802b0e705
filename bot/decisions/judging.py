"""One judgement, whole: from what was gathered and remembered to a report and what to write."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import Any

from bot.decisions.after import stages_after
from bot.decisions.attribution import Attribution, attribute
from bot.decisions.capital import capital_at_risk, capital_document
from bot.decisions.decision import Decision
from bot.decisions.facts import Facts
from bot.decisions.gather import Gathered
from bot.decisions.judgement import Judgement, Memory
from bot.decisions.lease import next_lease
from bot.decisions.lifecycle import decide
from bot.decisions.lineage import lineage_document
from bot.decisions.portfolio import fleet_document
from bot.decisions.regime import RegimeCall, call_regime
from bot.decisions.remembered import Remembered
from bot.decisions.reporting.build import build
from bot.decisions.reporting.material import Material
from bot.decisions.severity import severity
from bot.decisions.weights import Allocation, allocate
from bot.policy.policy import Policy
from bot.state.report.report import Report
from bot.stats.book import InForce
from bot.stats.course import ceil_hour
from bot.stats.membership import Window
from bot.words.stage import Stage

NOBODY: Mapping[str, Decision] = {}


@dataclass(frozen=True, slots=True)
class Judged:
    """`written` are the documents as they are from now on, `line` what the book is told."""

    judgement: Judgement
    call: RegimeCall
    allocation: Allocation
    written: Remembered
    line: InForce
    report: Report


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided at one look, before anybody writes of it; `line` is what the book is told."""

    judgement: Judgement
    stages: Mapping[str, Stage]
    call: RegimeCall
    allocation: Allocation
    line: InForce


def weigh(
    policy: Policy,
    facts: Facts,
    memory: Memory,
    *,
    newest: bool = True,
    kept: Mapping[str, Decision] = NOBODY,
) -> Verdict:
    """Decide; `kept` are decisions of an earlier look that nothing can have changed since."""
    call = call_regime(facts.market, policy.regimes)
    fresh = {name: one for name, one in facts.agents.items() if name not in kept}
    judgement = decide(policy, replace(facts, agents=fresh), memory, newest=newest)
    whole = replace(judgement, decisions={**kept, **judgement.decisions})
    stages = stages_after(facts, whole)
    allocation = allocate(policy, facts, stages, call)
    return Verdict(judgement, stages, call, allocation, _line(facts, call, allocation))


def judge(
    policy: Policy,
    gathered: Gathered,
    remembered: Remembered,
    run_id: str,
    *,
    newest: bool = True,
) -> Judged:
    facts = gathered.facts
    found = weigh(policy, facts, remembered.memory, newest=newest)
    judgement, stages, call, allocation = (
        found.judgement,
        found.stages,
        found.call,
        found.allocation,
    )
    lease = next_lease(remembered.lease, policy, facts, judgement, call, allocation, newest=newest)
    written = Remembered(
        memory=judgement.memory,
        fleet=fleet_document(remembered.fleet, facts, call, allocation, judgement.breach),
        capital=capital_document(remembered.capital, facts, allocation, policy),
        lineage=lineage_document(remembered.lineage, facts, stages, policy.risk, remembered.theses),
        lease=lease,
        report=remembered.report,
        theses=remembered.theses,
    )
    days = policy.promotion.alpha_days
    material = Material(
        policy=policy,
        facts=facts,
        judgement=judgement,
        stages=stages,
        call=call,
        allocation=allocation,
        risks=capital_at_risk(facts, allocation, policy),
        severity=severity(facts, judgement, policy.risk),
        attributed=attributed(gathered.window, facts, days),
        attributed_days=min(days, len(gathered.window.days)),
        breaches=written.fleet.breaches,
        lineage=written.lineage,
        lease=written.lease,
        run_id=run_id,
    )
    report = build(material)
    return Judged(judgement, call, allocation, written, found.line, report)


def attributed(window: Window, facts: Facts, days: int) -> Attribution:
    """Split what the book made in the last days, today so far among them."""
    cells: dict[tuple[str, str], list[float]] = {}
    regimes: dict[str, list[float]] = {}
    for record in window.days[-days:]:
        for place, part in record.book.parts.items():
            cells.setdefault(place, []).append(part)
        for regime, part in record.book.regimes.items():
            regimes.setdefault(regime or "unknown", []).append(part)
    classes = {name: one.strategy_class for name, one in facts.agents.items()}
    return attribute(_summed(cells), _summed(regimes), classes)


def _summed(parts: Mapping[Any, list[float]]) -> dict[Any, float]:
    return {name: fsum(found) for name, found in parts.items()}


def _line(facts: Facts, call: RegimeCall, allocation: Allocation) -> InForce:
    """Say what the book holds from the next full hour on."""
    weights = {n: one.in_force for n, one in allocation.weights.items() if one.in_force > 0}
    since = ceil_hour(facts.now)
    return InForce(since, weights, call.regime, allocation.cap, call.last_known)

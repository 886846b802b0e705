"""The next step up, and what an agent must show for it besides that nothing stops it."""

from collections.abc import Iterator
from math import isnan, nan

from bot.decisions import gates
from bot.decisions.decision import Branch, Verb
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import Finding, above
from bot.decisions.fresh import data_fresh
from bot.decisions.gates import Record
from bot.decisions.look import Look
from bot.decisions.promotion import canary, live_evidence
from bot.decisions.record import record_of
from bot.decisions.score import score
from bot.policy.part import Use
from bot.policy.promotion import Promotion
from bot.stats.standing import Standing
from bot.words.stage import Stage


def next_stage(stage: Stage, rules: Promotion) -> Stage | None:
    """Name the next step; none for who is at the top, or may not even run."""
    if stage is Stage.CANARY:
        return Stage.LIVE
    if stage in (Stage.SHADOW, Stage.DEMOTED):
        return Stage.LIVE if rules.canary.rule == "skip" else Stage.CANARY
    return None


def branches(look: Look, one: AgentFacts, target: Stage) -> Iterator[Branch]:
    rules = look.policy.promotion
    record = record_of(one.measures, score(one.measures, rules.score).value)
    shown = tuple(_evidence(one.now, target, rules))
    yield Branch(f"Evidence for {target}", Verb.PROMOTE, shown)
    gating = _gates(look, record, "gate")
    if gating:
        yield Branch("Gates", Verb.PROMOTE, gating)
    advice = (*_gates(look, record, "advise"), *_drift_advice(one.now, target, rules))
    if advice:
        yield Branch("Advice", Verb.PROMOTE, advice, advice=True)


def _evidence(now: Standing | None, target: Stage, rules: Promotion) -> Iterator[Finding]:
    """Nobody rises unseen: even where only the gates count, views must have been held."""
    yield above("days_held", _days_held(now), 0.0)
    if target is Stage.CANARY:
        e_value, drift = _canary(now, rules)
        yield e_value
        if rules.canary.positive_sum == "gate":
            yield drift
    elif rules.live.rule == "fdr":
        yield live_evidence(now.peak_log_e if now else None, rules.live.sup_e_value)


def _days_held(now: Standing | None) -> float | None:
    """Give nothing where any part of the evidence is missing, and no number where one is none."""
    if now is None:
        return None
    parts = (now.days_held, now.log_e, now.peak_log_e, now.drift, now.active)
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return nan if any(map(isnan, known)) else now.days_held


def _drift_advice(now: Standing | None, target: Stage, rules: Promotion) -> Iterator[Finding]:
    if target is Stage.CANARY and rules.canary.positive_sum == "advise":
        yield _canary(now, rules)[1]


def _canary(now: Standing | None, rules: Promotion) -> tuple[Finding, Finding]:
    log_e, drift = (now.log_e, now.drift) if now else (None, None)
    return canary(log_e, drift, rules.canary.e_value)


def _gates(look: Look, record: Record, use: Use) -> tuple[Finding, ...]:
    rules = look.policy.promotion.gates
    if rules.data_fresh != use:
        return gates.judge(record, rules, use)
    facts, risk = look.facts, look.policy.risk
    fresh = data_fresh(facts.market.newest_price, facts.now, risk)
    return (*gates.judge(record, rules, use), fresh)

"""The classic set: each literal rule, worked by hand from single trades and runs."""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

import pytest

from bot.decisions.decision import Decision, Verb
from bot.policy.promotion import Minimum
from bot.stats.confidence import Confidence
from bot.stats.measured import Measured, measured
from bot.stats.measures import Measures, Runs, Trades, Views
from bot.words.stage import Stage
from tests.decisions.judged_fleet import NOTHING, STRONG, WEAK, agent, at, classic, judge_one, known
from tests.fakes.store import MemoryTree

POLICY = classic()
LEAST: Minimum = POLICY.promotion.minimum
WINNER = (90.0, 80.0, -40.0, 60.0, -30.0)


def history(
    nets: Sequence[float],
    failed: int = 0,
    latencies: Sequence[float] = (500.0,) * 12,
    cost_usd: float = 1.2,
) -> Measures:
    """Measure trades and runs as the classic minimum lets them be measured: from the first on."""
    runs, settled = len(latencies), len(nets)
    wins = sum(net > 0.0 for net in nets)
    total, value = fsum(nets), fsum(nets) / 1e4 * 250.0
    return Measures(
        trades=Trades(
            pnl_sum_bps=measured(total, settled, LEAST.trades),
            hit_rate=measured(wins / settled, settled, LEAST.trades),
        ),
        runs=Runs(
            runs=runs,
            error_rate=measured(failed / runs, runs, LEAST.runs),
            error_count=Measured(float(failed), runs),
            latency_mean_ms=measured(fsum(latencies) / runs, runs, LEAST.runs),
            latency_p95_ms=measured(max(latencies), runs, LEAST.runs),
            cost_usd=known(cost_usd),
            cost_drift=known(1.0),
            cost_per_signal_usd=known(cost_usd / settled),
            value_usd=known(value),
            value_over_cost=known(value / cost_usd) if cost_usd else known(None),
        ),
        views=Views(signals=settled, completeness=known(1.0), brier=known(0.25)),
        confidence=Confidence(1.0, tuple(nets)),
    )


def judged(measures: Measures, stage: Stage = Stage.SHADOW) -> Decision:
    one = replace(agent(), measures=measures, now=WEAK, midnight=WEAK)
    return judge_one(one, at(MemoryTree(), a=stage), POLICY)


def lacking(decision: Decision) -> set[str]:
    return {
        finding.rule
        for branch in decision.tree
        if branch.leads_to is Verb.PROMOTE and not branch.advice
        for finding in branch.findings
        if not finding.passed
    }


def test_a_winner_goes_from_the_shadow_to_live_in_one_step() -> None:
    """90 + 80 - 40 + 60 - 30 = 160 bps, three wins of five, no error, 500 ms."""
    found = judged(history(WINNER))
    assert (found.verb, found.stage) == (Verb.PROMOTE, Stage.LIVE)
    assert found.why == "Raised to live: all 18 conditions hold."


@pytest.mark.parametrize(
    ("measures", "missing"),
    [
        (history((90.0, 80.0, -40.0, 50.0, -30.0)), set()),
        (history((90.0, 80.0, -40.0, 49.9, -30.0)), {"pnl_sum_bps"}),
        (history((300.0, -50.0, -50.0, 20.0)), {"hit_rate"}),
        (history((160.0,) * 11 + (-1.0,) * 9), set()),
        (history((160.0,) * 10 + (-1.0,) * 9), {"hit_rate"}),
        (history(WINNER, failed=1), {"error_count", "behavioral_score"}),
        (history(WINNER, latencies=(900.0,) * 12), set()),
        (history(WINNER, latencies=(900.0,) * 11 + (912.1,)), {"latency_mean_ms"}),
        (history((-10.0, -20.0, 5.0, 5.0)), {"pnl_sum_bps", "realized_pnl_bps", "hit_rate"}),
        (replace(history(WINNER), confidence=Confidence(0.801, WINNER)), set()),
        (replace(history(WINNER), confidence=Confidence(0.799, WINNER)), {"confidence_decay"}),
    ],
)
def test_each_literal_gate(measures: Measures, missing: set[str]) -> None:
    found = judged(measures)
    assert lacking(found) - {"behavioral_score"} == missing - {"behavioral_score"}
    assert (found.verb is Verb.PROMOTE) is (not lacking(found))


@pytest.mark.parametrize(
    ("drift", "verb"),
    [
        (0.499, Verb.HOLD),
        (0.5, Verb.PROMOTE),
        (2.0, Verb.PROMOTE),
        (2.001, Verb.HOLD),
        (None, Verb.HOLD),
    ],
)
def test_cost_drift_in_bounds(drift: float | None, verb: Verb) -> None:
    measures = history(WINNER)
    found = judged(replace(measures, runs=replace(measures.runs, cost_drift=known(drift))))
    assert found.verb is verb


def test_a_score_of_eighty() -> None:
    """Slow and dear: 30 + 2.6 + 8.7 + 20 + 20 = 81.3; half the fields missing: 61.3."""
    slow = history(WINNER, latencies=(400.0,) * 11 + (50_000.0,))
    mean = replace(slow.runs, latency_mean_ms=known(500.0))
    assert judged(replace(slow, runs=mean)).verb is Verb.PROMOTE
    sparse = replace(slow, runs=mean, views=replace(slow.views, completeness=known(0.5)))
    assert lacking(judged(sparse)) == {"behavioral_score"}


def test_on_a_kill_list_it_is_held_there() -> None:
    one = replace(agent(), measures=history(WINNER), listed="a is killed: crowded (kim)")
    assert judge_one(one, policy=POLICY).stage is Stage.KILLED


@pytest.mark.parametrize("stage", [Stage.SHADOW, Stage.LIVE])
@pytest.mark.parametrize(
    ("measures", "verb"),
    [
        (history((-50.0, -100.0)), Verb.HOLD),
        (history((-50.0, -100.1)), Verb.KILL),
        (history((60.0, 10.0), failed=2, latencies=(500.0,) * 10), Verb.HOLD),
        (history((60.0, 10.0), failed=3, latencies=(500.0,) * 10), Verb.KILL),
    ],
)
def test_below_minus_150_or_above_a_fifth_of_errors_it_is_killed(
    stage: Stage, measures: Measures, verb: Verb
) -> None:
    assert judged(measures, stage).verb is verb


KILL_OFF = replace(
    POLICY,
    retirement=POLICY.retirement.model_copy(
        update={"kill": POLICY.retirement.kill.model_copy(update={"use": "off"})}
    ),
)


@pytest.mark.parametrize(
    ("measures", "points", "verb"),
    [
        (history((-1.0,) * 10), 40, Verb.HOLD),
        (history((-20.0,) * 10), 70, Verb.WATCH),
        (history((-20.0,) * 10, failed=2), 90, Verb.RETIRE),
        (history((-20.0,) * 10, cost_usd=5.01), 80, Verb.RETIRE),
        (history((-20.0,) * 10, cost_usd=5.0), 70, Verb.WATCH),
        (history((-1.0,) * 10, failed=2, cost_usd=6.0), 70, Verb.WATCH),
        (history((-1.0,) * 10, latencies=(500.0,) * 9), 0, Verb.HOLD),
        (history((0.0,) * 10, failed=2, cost_usd=6.0), 30, Verb.HOLD),
    ],
)
def test_points_end_or_label_it(measures: Measures, points: int, verb: Verb) -> None:
    """40 for a loss over ten runs, 30 for a deep one, 20 for errors, 10 for cost without gain."""
    one = replace(agent(), measures=measures, now=WEAK)
    found = judge_one(one, policy=KILL_OFF)
    assert found.verb is verb
    seen = [f.observed for b in found.tree for f in b.findings if f.rule == "points_retire"]
    assert seen == [points]


def test_evidence_decides_nothing_but_nobody_rises_unseen() -> None:
    lost = replace(agent(), measures=history(WINNER), midnight=replace(STRONG, dead=0.99))
    assert judge_one(lost, at(MemoryTree(), a=Stage.LIVE), POLICY).verb is Verb.HOLD
    futile = replace(agent(), measures=history(WINNER), now=replace(STRONG, futility_log_e=9.0))
    assert judge_one(futile, policy=POLICY).verb is Verb.PROMOTE
    for unseen in (None, NOTHING):
        one = replace(agent(), measures=history(WINNER), now=unseen)
        assert judge_one(one, policy=POLICY).verb is Verb.HOLD


def test_one_lucky_trade_is_enough_for_classic_and_nothing_for_the_default() -> None:
    """What the default set is there to prevent."""
    lucky = history((200.0,))
    assert judged(lucky).verb is Verb.PROMOTE
    one = replace(agent(), measures=lucky, now=WEAK)
    assert judge_one(one).verb is Verb.HOLD

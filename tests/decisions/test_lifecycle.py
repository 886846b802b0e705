"""Every rule together: the most restrictive holds, and a rise needs all of them."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decisions.decision import Verb
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.policy.policy import Policy
from bot.stats.confidence import Confidence
from bot.stats.measured import Measured
from bot.stats.measures import Alpha, Measures, Runs, Trades, Views
from bot.stats.standing import Standing
from bot.words.stage import RANK, Stage
from tests.decisions.judged_fleet import (
    DEFAULT,
    NAN,
    NOTHING,
    NOW,
    STRONG,
    WEAK,
    agent,
    at,
    classic,
    cycle,
    facts,
    judge_one,
)
from tests.fakes.store import MemoryTree


@pytest.mark.parametrize(
    ("ceiling", "stage", "asks"),
    [
        (Stage.SHADOW, Stage.SHADOW, Stage.CANARY),
        (Stage.CANARY, Stage.CANARY, None),
        (Stage.LIVE, Stage.CANARY, None),
    ],
)
def test_a_rise_goes_one_step_and_no_further_than_people_allow(
    ceiling: Stage, stage: Stage, asks: Stage | None
) -> None:
    found = judge_one(replace(agent(), ceiling=ceiling))
    assert (found.verb, found.stage, found.asks) == (Verb.PROMOTE, stage, asks)


@pytest.mark.parametrize(
    "now",
    [None, NOTHING, WEAK, replace(STRONG, log_e=NAN), replace(STRONG, drift=NAN)],
)
def test_without_evidence_nobody_rises(now: Standing | None) -> None:
    assert judge_one(replace(agent(), now=now)).verb is Verb.HOLD


@pytest.mark.parametrize("age", [None, timedelta(minutes=181), timedelta(minutes=-1)])
def test_stale_data_never_promotes(age: timedelta | None) -> None:
    one = facts([agent()])
    newest = None if age is None else NOW - age
    stale = replace(one, market=replace(one.market, newest_price=newest))
    assert decide(DEFAULT, stale, Memory()).decisions["a"].verb is Verb.HOLD


def test_an_older_slot_promotes_nobody() -> None:
    judged = decide(DEFAULT, facts([agent()]), Memory(), newest=False)
    assert judged.decisions["a"].verb is Verb.HOLD


@pytest.mark.parametrize("stage", [Stage.CANARY, Stage.LIVE])
def test_a_lost_edge_demotes(stage: Stage) -> None:
    tree = at(MemoryTree(), a=stage)
    found = judge_one(replace(agent(), midnight=replace(STRONG, dead=0.86)), tree)
    assert (found.verb, found.stage) == (Verb.DEMOTE, Stage.DEMOTED)
    assert found.why == "Demoted: the chance that its edge is gone is 0.86, above 0.8."


VALUES = st.one_of(st.none(), st.just(NAN), st.floats(-1e6, 1e6))


@st.composite
def any_measures(draw: st.DrawFn) -> Measures:
    def drawn() -> Measured:
        return Measured(draw(VALUES), draw(st.integers(0, 500)))

    return Measures(
        trades=Trades(pnl_sum_bps=drawn(), hit_rate=drawn()),
        alpha=Alpha(periods_bps=tuple(drawn() for _ in range(4))),
        runs=Runs(
            runs=draw(st.integers(0, 500)),
            error_rate=drawn(),
            error_bound=drawn(),
            error_count=drawn(),
            latency_mean_ms=drawn(),
            latency_p95_ms=drawn(),
            cost_usd=drawn(),
            cost_drift=drawn(),
            cost_per_signal_usd=drawn(),
            value_usd=drawn(),
            value_over_cost=drawn(),
        ),
        views=Views(completeness=drawn(), brier=drawn(), mismatch_periods=(drawn(), drawn())),
        confidence=Confidence(draw(st.floats(0.2, 1.2)), tuple(draw(st.lists(st.floats(-9, 9))))),
    )


def variants() -> list[Policy]:
    """Both sets, and every rule for the live tier."""
    found = [DEFAULT, classic()]
    for rule in ("bh", "gates"):
        rules = DEFAULT.promotion
        live = rules.live.model_copy(update={"rule": rule})
        found.append(replace(DEFAULT, promotion=rules.model_copy(update={"live": live})))
    return found


VARIANTS = variants()
BLIND = [None, NOTHING, replace(STRONG, log_e=NAN), replace(STRONG, drift=None)]


@settings(max_examples=150, deadline=None)
@given(
    any_measures(),
    st.sampled_from(BLIND),
    st.sampled_from(VARIANTS),
    st.sampled_from([Stage.SHADOW, Stage.CANARY]),
)
def test_without_evidence_nobody_rises_whatever_else_is_said(
    measures: Measures, now: Standing | None, policy: Policy, stage: Stage
) -> None:
    one = replace(agent(), measures=measures, now=now, midnight=now)
    found = judge_one(one, at(MemoryTree(), a=stage), policy)
    assert found.verb is not Verb.PROMOTE
    assert RANK[found.stage] <= RANK[stage]


@settings(max_examples=100, deadline=None)
@given(any_measures(), st.sampled_from(VARIANTS))
def test_whatever_is_measured_a_decision_comes_out_and_can_be_recorded(
    measures: Measures, policy: Policy
) -> None:
    tree = at(MemoryTree(), a=Stage.LIVE)
    judged = cycle(tree, facts([replace(agent(), measures=measures)], tree), policy)
    assert judged.decisions["a"].why.endswith(".")


SHOWN = [STRONG, WEAK, NOTHING, replace(STRONG, active=0.9), replace(STRONG, futility_log_e=5.0)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SHOWN), st.booleans()), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_names_and_order_change_nothing(shown: list[tuple[Standing, bool]], chance: Random) -> None:
    def verdicts(names: list[str], order: list[int]) -> list[tuple[Verb, Stage, Stage | None]]:
        tree = MemoryTree()
        fleet = []
        for at_place in order:
            standing, canary = shown[at_place]
            name = names[at_place]
            if canary:
                at(tree, **{name: Stage.CANARY})
            fleet.append(replace(agent(name), now=standing, midnight=standing))
        found = decide(DEFAULT, facts(fleet, tree), Memory()).decisions
        return [(found[n].verb, found[n].stage, found[n].asks) for n in names]

    places = list(range(len(shown)))
    names = [f"agent{place}" for place in places]
    others = [f"x{chance.random()}".replace(".", "") + name for name in names]
    shuffled = list(places)
    chance.shuffle(shuffled)
    assert verdicts(names, places) == verdicts(others, shuffled)

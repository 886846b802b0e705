import math
from dataclasses import replace

import numpy as np
import pytest

from bot.policy.evidence import FleetFilter
from bot.stats import fleet_filter as ff
from bot.stats.eprocess import variance
from bot.stats.evidence import Evidence, Step, no_evidence

DAYS = 6
TERMS = FleetFilter()
FIRST_EDGE = 4
OPEN = np.ones(1, dtype=np.bool_)


def new(count: int) -> ff.Filter:
    return ff.joined(ff.start(TERMS), count)


def steps(drift: float, seed: int) -> list[Step]:
    rng = np.random.default_rng(seed)
    budget = rng.uniform(0.5, 2.0, DAYS)
    y = drift * budget + np.sqrt(budget) * rng.standard_normal(DAYS)
    held = np.ones(1, dtype=np.bool_)
    return [
        Step(np.array([one]), np.array([1.0]), np.array([allowed]), held)
        for one, allowed in zip(y, budget, strict=True)
    ]


def fold(days: list[Step]) -> tuple[ff.Filter, Evidence]:
    """One step a day, with the prior held still, so that it can be redone by hand."""
    state, evidence = new(1), no_evidence(1)
    for step in days:
        evidence = replace(
            evidence,
            drift=evidence.drift + step.y,
            squares=evidence.squares + step.y**2,
            budget=evidence.budget + step.budget,
        )
        state = ff.after_day(ff.after_hour(state, step, TERMS), evidence, OPEN, TERMS)
    return state, evidence


def by_enumeration(days: list[Step]) -> tuple[float, float]:
    """P(active) and P(dead | was active), summing over every day on which an edge could die."""

    def gain(edge: float, step: Step) -> float:
        spread = float(variance(step.y**2, step.budget)[0])
        return edge * float(step.y[0]) - 0.5 * edge**2 * spread

    hazard = [1.0 / (60.0 + age) for age in range(DAYS)]
    survive = [math.prod(1.0 - h for h in hazard[:day]) for day in range(DAYS + 1)]
    never = alive = dead = 0.0
    for edge, prior in zip(TERMS.edges, TERMS.prior, strict=True):
        full = math.exp(sum(gain(edge, step) for step in days))
        if edge <= 0.0:
            never += prior * full
            continue
        alive += prior * survive[DAYS] * full
        for day in range(DAYS):
            lived = sum(gain(edge, step) for step in days[: day + 1])
            after = sum(gain(TERMS.dead_drift, step) for step in days[day + 1 :])
            dead += prior * survive[day] * hazard[day] * math.exp(lived + after)
    return alive / (never + alive + dead), dead / (alive + dead)


@pytest.mark.parametrize(("drift", "seed"), [(0.6, 1), (-0.4, 2), (0.0, 3)])
def test_it_agrees_with_the_sum_over_every_day_of_death(drift: float, seed: int) -> None:
    days = steps(drift, seed)
    state, evidence = fold(days)
    found = ff.posterior(state, evidence, TERMS)
    active, dead = by_enumeration(days)
    assert found.active[0] == pytest.approx(active, rel=1e-12)
    assert found.dead[0] == pytest.approx(dead, rel=1e-12)


def test_it_starts_at_the_stated_prior() -> None:
    found = ff.posterior(new(1), no_evidence(1), TERMS)
    assert found.active[0] == pytest.approx(0.15)
    assert found.dead[0] == 0.0
    assert sum(TERMS.prior) == pytest.approx(1.0)


def fleet(drifts: list[float]) -> Evidence:
    count = len(drifts)
    spread = np.full(count, 300.0)
    return replace(
        no_evidence(count),
        hours=np.full(count, 2000.0),
        drift=np.array(drifts) * spread,
        squares=spread,
        budget=spread,
    )


def test_a_fleet_full_of_edges_raises_the_prior_and_an_empty_one_lowers_it() -> None:
    is_open = np.ones(100, dtype=np.bool_)
    rich = ff.after_day(new(100), fleet([0.2] * 100), is_open, TERMS).prior
    poor = ff.after_day(new(100), fleet([-0.07] * 100), is_open, TERMS).prior
    assert rich[FIRST_EDGE:].sum() > 0.8
    assert poor[FIRST_EDGE:].sum() < 0.03
    assert rich.sum() == pytest.approx(1.0)


def test_ten_pseudo_agents_hold_against_a_few() -> None:
    one = ff.after_day(new(1), fleet([0.3]), OPEN, TERMS).prior
    assert one[FIRST_EDGE:].sum() == pytest.approx((10.0 * 0.15 + 1.0) / 11.0, abs=0.01)


def test_agents_without_data_teach_nothing() -> None:
    empty = ff.after_day(new(5), no_evidence(5), np.ones(5, dtype=np.bool_), TERMS)
    assert empty.prior.tolist() == pytest.approx(list(TERMS.prior))


def test_a_closed_hypothesis_neither_ages_nor_dies() -> None:
    closed = np.zeros(1, dtype=np.bool_)
    after = ff.after_day(new(1), fleet([0.2]), closed, TERMS)
    assert after.age[0] == 0.0
    assert np.isneginf(after.dead).all()


def test_an_edge_that_policy_holds_impossible_stays_so() -> None:
    terms = FleetFilter(prior=(0.0, 0.25, 0.30, 0.30, 0.06, 0.04, 0.03, 0.015, 0.005))
    state = ff.joined(ff.start(terms), 1)
    after = ff.after_day(state, fleet([-0.25]), OPEN, terms)
    assert after.prior[0] == 0.0
    assert ff.posterior(after, fleet([-0.25]), terms).active[0] < 1e-6


def test_without_any_real_edge_nothing_was_ever_active() -> None:
    terms = FleetFilter(edges=(-0.1, 0.0), prior=(0.5, 0.5))
    found = ff.posterior(ff.joined(ff.start(terms), 1), no_evidence(1), terms)
    assert (found.active[0], found.dead[0]) == (0.0, 0.0)

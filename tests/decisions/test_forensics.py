from collections.abc import Sequence
from dataclasses import replace
from math import comb

import pytest

from bot.decisions.forensics import FEATURES, FLEET, Answer, Examined, Verdict, examine
from bot.policy.risk import Forensics
from bot.stats.discovery import adjusted
from bot.stats.forensics import Case, Run
from tests.stats.build import net

TERMS = Forensics(worst=5)
RUN = Run(100.0, 0.01, 0)


def case(agent: str, day: int, bps: float, number: int = 0) -> Case:
    at = f"2026-03-{day:02}T10:{number:02}:00.000Z"
    trade = net(bps, agent=agent, signal_id=f"{agent}{day:02}{number:02}", received_at=at, ts=at)
    return Case(
        trade,
        bps,
        regime_then="RISK_ON",
        symbol_turbulence=1.0,
        market_turbulence=1.0,
        sticky=0.1,
        run=RUN,
    )


def month(agent: str = "ann", days: int = 30, bad: Sequence[int] = (3, 4, 5, 20, 29)) -> list[Case]:
    return [case(agent, day, -500.0 - day if day in bad else 10.0) for day in range(1, days + 1)]


def changed(cases: list[Case], **fields: object) -> list[Case]:
    """Give the losing trades other surroundings."""
    return [replace(one, **fields) if one.net_bps < 0 else one for one in cases]  # type: ignore[arg-type]


def of(found: Examined, hypothesis: str, agent: str = "ann") -> Answer:
    return next(one for one in found.tests if (one.agent, one.hypothesis) == (agent, hypothesis))


DIFFERENT: dict[str, dict[str, object]] = {
    "regime_mismatch": {"regime_then": "RISK_OFF"},
    "symbol_shock": {"symbol_turbulence": 2.0},
    "market_shock": {"market_turbulence": 2.0},
    "sticky_confidence": {"sticky": 0.8},
    "slow_run": {"run": Run(101.0, 0.01, 0)},
    "costly_run": {"run": Run(100.0, 0.011, 0)},
}


@pytest.mark.parametrize("hypothesis", FEATURES)
def test_what_only_the_worst_trades_have_is_supported(hypothesis: str) -> None:
    found = examine(changed(month(), **DIFFERENT[hypothesis]), TERMS)
    supported = {(one.agent, one.hypothesis) for one in found.tests if one.q is not None}
    assert supported == {("ann", hypothesis), (FLEET, hypothesis)}
    one = of(found, hypothesis)
    assert one.verdict is Verdict.SUPPORTED
    assert one.comparison is not None
    assert one.comparison.effect == 1.0
    assert (one.comparison.chosen, one.comparison.rest) == (5, 25)


@pytest.mark.parametrize("hypothesis", ["symbol_shock", "market_shock", "sticky_confidence"])
def test_just_below_its_limit_a_shock_is_none(hypothesis: str) -> None:
    below = {"symbol_turbulence": 1.99, "market_turbulence": 1.99, "sticky": 0.79}
    found = of(examine(changed(month(), **below), TERMS), hypothesis)
    assert found.verdict is Verdict.INCONCLUSIVE


def test_what_all_trades_share_explains_nothing() -> None:
    every = [replace(one, sticky=1.0) for one in month()]
    found = of(examine(every, TERMS), "sticky_confidence")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.why == "so few days cannot show less than chance 1"


def test_what_the_others_have_as_often_is_not_supported() -> None:
    every = [
        replace(one, symbol_turbulence=3.0 if number % 2 else 1.0)
        for number, one in enumerate(month())
    ]
    found = of(examine(every, TERMS), "symbol_shock")
    assert found.verdict is Verdict.NOT_SUPPORTED
    assert found.q is not None
    assert found.q > TERMS.significance


@pytest.mark.parametrize(("days", "verdict"), [(24, Verdict.INCONCLUSIVE), (25, Verdict.SUPPORTED)])
def test_with_too_few_other_days_nothing_is_concluded(days: int, verdict: Verdict) -> None:
    cases = changed(month(days=days, bad=(1, 2, 3, 4, 5)), symbol_turbulence=9.0)
    found = of(examine(cases, TERMS), "symbol_shock")
    assert found.verdict is verdict
    if verdict is Verdict.INCONCLUSIVE:
        assert found.why == "19 other days to compare with, 20 are needed"


def test_what_is_not_known_is_not_compared() -> None:
    found = examine(changed(month(), run=None), TERMS)
    assert of(found, "slow_run").why == "not known of the worst trades, or of no other"
    assert of(found, "slow_run").comparison is None


def test_many_trades_of_one_stormy_day_are_one_bet() -> None:
    day = [case("ann", 30, -900.0 - number, number) for number in range(5)]
    stormy = [replace(one, symbol_turbulence=9.0) for one in day]
    found = of(examine([*month(days=29, bad=()), *stormy], TERMS), "symbol_shock")
    assert found.comparison is not None
    assert (found.comparison.chosen, found.comparison.rest) == (1, 29)
    assert found.comparison.p == pytest.approx(1 / 30)


def test_the_worst_trade_of_a_day_is_its_bet() -> None:
    calm = [case("ann", day, 50.0, 30) for day in range(1, 31)]
    found = examine([*changed(month(), symbol_turbulence=9.0), *calm], TERMS)
    assert found == examine(changed(month(), symbol_turbulence=9.0), TERMS)


def test_a_storm_that_hits_all_is_one_day_of_the_fleet() -> None:
    agents = [f"agent-{number}" for number in range(5)]
    cases = [
        one for name in agents for one in changed(month(name, bad=(7,)), market_turbulence=4.0)
    ]
    found = of(examine(cases, TERMS), "market_shock", FLEET)
    assert found.comparison is not None
    assert (found.comparison.chosen, found.comparison.rest) == (1, 29)
    assert found.comparison.p == pytest.approx(1 / 30)


def test_storms_that_hit_one_agent_each_add_up_over_the_fleet() -> None:
    agents = [f"agent-{number}" for number in range(5)]
    cases = [
        one
        for number, name in enumerate(agents)
        for one in changed(month(name, bad=(3 + number,)), symbol_turbulence=4.0)
    ]
    found = examine(cases, TERMS)
    assert of(found, "symbol_shock", FLEET).verdict is Verdict.SUPPORTED
    comparison = of(found, "symbol_shock", FLEET).comparison
    assert comparison is not None
    assert comparison.p == pytest.approx(1 / comb(30, 5))


def test_a_slow_agent_that_often_loses_does_not_make_its_slow_runs_the_cause() -> None:
    slow = [replace(one, run=Run(9e9, 0.01, 0)) for one in month("slow")]
    found = of(examine([*slow, *month("quick", bad=())], TERMS), "slow_run", FLEET)
    assert found.comparison is not None
    assert found.comparison.effect == 0.0


def test_an_agent_is_compared_with_itself_alone() -> None:
    slow = [replace(one, run=Run(9e9, 0.01, 0)) for one in month("slow", bad=())]
    alone = of(examine(changed(month(), run=Run(200.0, 0.01, 0)), TERMS), "slow_run")
    beside = examine([*changed(month(), run=Run(200.0, 0.01, 0)), *slow], TERMS)
    assert of(beside, "slow_run") == alone
    assert {one.agent for one in beside.tests} == {FLEET, "ann"}


def test_chances_are_adjusted_over_every_test_that_could_show_something() -> None:
    cases = [
        replace(
            one, run=Run(float(number % 11), float(number % 5), 0), symbol_turbulence=number % 4
        )
        for number, one in enumerate([*month("ann"), *month("bob", bad=(1, 9, 11))])
    ]
    judged = [one for one in examine(cases, TERMS).tests if one.verdict is not Verdict.INCONCLUSIVE]
    p_values = [one.comparison.p for one in judged if one.comparison]
    assert len(p_values) == 7
    assert [one.q for one in judged] == adjusted(p_values)


def test_the_worst_are_the_deepest_losses_and_gains_are_none() -> None:
    cases = [case("ann", day, float(bps)) for day, bps in enumerate([5, -3, -9, 0, -1], 1)]
    found = examine(reversed(cases), Forensics(worst=2))
    assert [one.net_bps for one in found.worst] == [-9.0, -3.0]
    assert examine([case("ann", 1, 5.0), case("ann", 2, 0.0)], TERMS) == Examined(
        (), found.tests[:0] + examine([], TERMS).tests
    )


def test_without_trades_nothing_is_known_and_nothing_fails() -> None:
    found = examine([], TERMS)
    assert found.worst == ()
    assert {one.verdict for one in found.tests} == {Verdict.INCONCLUSIVE}

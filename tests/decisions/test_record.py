from dataclasses import replace
from datetime import date
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decisions.finding import Outcome
from bot.decisions.gates import Record, judge
from bot.decisions.record import record_of
from bot.decisions.score import score
from bot.policy.load import load
from bot.policy.promotion import Promotion
from bot.policy.retirement import TwoOfFour
from bot.stats.confidence import Confidence
from bot.stats.life import Life, after_day
from bot.stats.measured import Measured
from bot.stats.measures import Measures, Runs, Trades
from bot.stats.measuring.frame import Frame
from bot.stats.measuring.measuring import measures, member
from bot.stats.sketch import sketch
from bot.stats.tally import RunTally, Sum, Tally, TradeTally, ViewTally
from tests.policy.shipped import CLASSIC, texts
from tests.stats.build import TALLIES

NAN = float("nan")
RULES = Promotion(v=1)
TODAY = date(2026, 3, 5)


def classic() -> Promotion:
    loaded = load(texts(CLASSIC), {})[0]
    assert loaded is not None
    return loaded.promotion


def record(*days: Tally, rules: Promotion = RULES, usd: float = 250.0) -> Record:
    confidence = Confidence(1.0, (1.0,))
    life = reduce(after_day, days[:-1], Life())
    frame = Frame(TODAY, rules, TwoOfFour())
    found = measures(member(life, days, frame, confidence, usd), frame)
    return record_of(found, score(found, rules.score).value)


def verdicts(of: Record, rules: Promotion = RULES) -> dict[str, Outcome]:
    return {one.rule: one.outcome for one in judge(of, rules.gates)}


def day(nets: tuple[float, ...], latency: float = 500.0, failed: int = 0) -> Tally:
    """Make as many runs and views as trades."""
    n = len(nets)
    return Tally(
        runs=RunTally(n, failed, failed, n * latency, sketch([latency] * n), cost_usd=n * 0.01),
        views=ViewTally(n, n, 0, Sum(n, n * 0.2), {7: (n, n * 0.7, n)}),
        trades=TradeTally(nets=nets),
    )


GOOD = [day((20.0, -5.0))] * 15


def test_a_good_record_passes_every_gate_of_both_sets() -> None:
    assert set(verdicts(record(*GOOD)).values()) == {Outcome.PASS}
    rules = classic()
    of = replace(record(*[day((12.0,))] * 13, rules=rules), cost_drift=1.0)
    assert verdicts(of, rules) == dict.fromkeys(verdicts(of, rules), Outcome.PASS)


def test_thirty_clean_runs_are_enough_and_twenty_eight_are_not() -> None:
    assert verdicts(record(*[day((9.0,))] * 29))["error_rate"] is Outcome.PASS
    assert verdicts(record(*[day((9.0,))] * 28))["error_rate"] is Outcome.FAIL


@pytest.mark.parametrize(
    "days",
    [
        [],
        [Tally()] * 40,
        [day((500.0,))],
        [day((0.0,))] * 30,
        [day((20.0,), failed=1)] * 30,
        [day((NAN,))] * 30,
        [day((20.0, NAN), latency=NAN)] * 30,
        [Tally(trades=TradeTally(nets=(20.0,)))] * 30,
        [Tally(runs=RunTally(runs=9, unpriced=9), trades=TradeTally(nets=(20.0,)))] * 30,
    ],
    ids=["none", "empty", "single", "ties", "errors", "nan", "some nan", "silent", "unpriced"],
)
def test_what_shows_nothing_never_passes_every_gate(days: list[Tally]) -> None:
    found = verdicts(record(*days))
    assert set(found.values()) != {Outcome.PASS}
    assert Outcome.ERROR not in found.values()


@settings(max_examples=30)
@given(st.lists(TALLIES, max_size=5), st.floats(0.0, 1000.0))
def test_any_history_gives_a_record_that_can_be_judged(days: list[Tally], usd: float) -> None:
    found = judge(record(*days, usd=usd), RULES.gates)
    assert Outcome.ERROR not in {one.outcome for one in found}


def worth(value: float | None, cost: float | None, ratio: float | None) -> float | None:
    runs = Runs(
        value_usd=Measured(value, 30),
        cost_usd=Measured(cost, 30),
        value_over_cost=Measured(ratio, 30),
    )
    return record_of(Measures(runs=runs), None).value_over_cost


def test_what_costs_nothing_counts_as_a_cent() -> None:
    assert worth(2.0, 0.0, None) == 200.0
    assert worth(0.01, 0.0, None) == 1.0
    assert worth(0.0, 0.0, None) == 0.0
    assert worth(-1.0, 0.0, None) == -100.0
    assert worth(None, 0.0, None) is None
    assert worth(2.0, None, None) is None
    assert worth(2.0, 1.0, 2.0) == 2.0


def test_form_is_unknown_before_the_first_settled_trade() -> None:
    assert record_of(Measures(), None).confidence_decay is None
    known = Measures(confidence=Confidence(0.9, (1.0,)))
    assert record_of(known, None).confidence_decay == pytest.approx(0.1)


def test_the_error_rate_that_is_judged_is_its_bound_and_pnl_has_two_names() -> None:
    found = record_of(
        Measures(
            trades=Trades(pnl_sum_bps=Measured(7.0, 30)),
            runs=Runs(error_rate=Measured(0.0, 30), error_bound=Measured(0.095, 30)),
        ),
        80.0,
    )
    assert (found.error_rate, found.behavioral_score) == (0.095, 80.0)
    assert found.pnl_sum_bps == found.realized_pnl_bps == 7.0

"""Small worlds whose right answer is known: what each decision was worth, and whose it is."""

from collections.abc import Mapping, Sequence
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.reporting.hindsight import accounts, by_agent
from bot.decisions.reporting.moves import Move
from bot.decisions.reporting.scorecard import card
from bot.policy.promotion import Minimum
from bot.state.report.scorecard import Count, Scorecard
from bot.stats.days import DayRecord
from bot.stats.memory import BookDay
from bot.stats.tally import PathTally, Tally, TradeTally

LEAST = Minimum(trades=2, days=3)


def days(paths: Mapping[str, Sequence[float]]) -> list[DayRecord]:
    length = max(map(len, paths.values()))
    return [
        DayRecord(day(nth), {name: made(path[nth]) for name, path in paths.items()}, BookDay(1.0))
        for nth in range(length)
    ]


def day(nth: int) -> str:
    return f"2026-11-{nth + 1:02d}"


def made(bps: float) -> Tally:
    return Tally(trades=TradeTally(nets=(bps,)), path=PathTally(hours=24, return_bps=bps))


def stop(nth: int, agent: str = "a", rule: str = "death", *, traded: bool = True) -> Move:
    return Move(day(nth), agent, rises=False, traded=traded, trades=False, rule=rule)


def rise(nth: int, agent: str = "a") -> Move:
    return Move(day(nth), agent, rises=True, traded=False, trades=True, rule="rise to canary")


def scored(path: Sequence[float], *moves: Move) -> Scorecard:
    return card(moves, days({"a/1": path}), LEAST, day(len(path) - 1))


def test_a_stopped_agent_that_then_rises_is_a_false_kill() -> None:
    found = scored([5, -1, 10, 20], stop(1))
    assert found.false_kills == Count(n=1, found=1, cost_bps=30.0)
    assert (found.total.right, found.total.wrong) == (0, 1)
    assert (found.total.saved_bps, found.total.lost_bps) == (0.0, 30.0)


def test_a_stopped_agent_that_goes_on_losing_was_stopped_rightly() -> None:
    found = scored([5, -1, -10, -20], stop(1))
    assert found.false_kills == Count(n=1, found=0, cost_bps=0.0)
    assert (found.total.saved_bps, found.total.lost_bps) == (30.0, 0.0)


@pytest.mark.parametrize(
    ("path", "lost"),
    [([5, -1, -10, 0, 0], 11.0), ([-5, -1, -10, 0, 0], 16.0), ([5, 5, 5, 0, 0], 0.0)],
)
def test_a_late_kill_is_what_was_lost_since_the_peak(path: list[float], lost: float) -> None:
    found = scored(path, stop(2)).late_kills
    assert found == Count(n=1, found=int(lost > 0), cost_bps=lost)


def test_in_shadow_nobody_loses_money_late() -> None:
    assert scored([5, -1, -10, 0, 0], stop(2, traded=False)).late_kills == Count()


def test_a_promotion_whose_evidence_does_not_hold_was_lucky() -> None:
    found = scored([50, 50, -10, -20], rise(1))
    assert found.lucky_promotions == Count(n=1, found=1, cost_bps=30.0)
    assert scored([50, 50, 10, 20], rise(1)).lucky_promotions == Count(n=1, found=0, cost_bps=0.0)


def test_a_promotion_answers_only_until_the_next_move() -> None:
    found = scored([0, 10, 10, -5, -40, -40], rise(0), stop(3))
    assert found.lucky_promotions == Count(n=1, found=0, cost_bps=0.0)
    assert found.late_kills == Count(n=1, found=1, cost_bps=5.0)
    assert [(one.rule, one.saved_bps) for one in found.rules] == [
        ("death", 80.0),
        ("rise to canary", 15.0),
    ]


def test_below_the_least_trades_nothing_is_judged() -> None:
    found = scored([5, -1, 10], stop(1))
    assert (found.total.decisions, found.total.n) == (1, 0)
    assert (found.total.saved_bps, found.total.lost_bps) == (None, None)
    assert found.false_kills == Count()


def test_a_fresh_epoch_is_still_the_same_agent() -> None:
    records = days({"a/1": [5, -9, 0, 0], "a/2": [0, 0, 10, 20], "b/1": [9, 9, 9, 9]})
    assert card([stop(1)], records, LEAST, day(3)).false_kills.cost_bps == 30.0


def test_the_book_stands_beside_everybody_held_alike() -> None:
    found = card([], days({"a/1": [6, 6, 6], "b/1": [-2, -2, -2]}), LEAST, day(2))
    assert (found.book_bps, found.held_bps, found.days) == (3.0, 6.0, 3)
    few = card([], days({"a/1": [6, 6]}), LEAST, day(1))
    assert (few.book_bps, few.held_bps) == (None, None)


PATHS = st.lists(st.integers(-400, 400).map(lambda n: n / 10), min_size=12, max_size=12)
MOVES = st.lists(
    st.builds(
        Move,
        st.integers(0, 11).map(day),
        st.sampled_from("ab"),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["death", "loss", "people"]),
    ),
    max_size=8,
)


@given(PATHS, PATHS, MOVES)
def test_sums_add_up(one: list[float], other: list[float], moves: list[Move]) -> None:
    records = days({"a/1": one, "b/1": other})
    found, each = card(moves, records, LEAST, day(11)), list(accounts(moves, by_agent(records)))
    assert found.total.decisions == len(moves) == sum(row.decisions for row in found.rules)
    for row in (*found.rules, found.total):
        assert row.right + row.wrong == row.n <= row.decisions
    net = fsum((row.saved_bps or 0) - (row.lost_bps or 0) for row in found.rules)
    worth = fsum(account.worth_bps for account in each if account.trades >= LEAST.trades)
    assert net == pytest.approx(worth, abs=0.01)
    assert (found.total.saved_bps or 0) - (found.total.lost_bps or 0) == pytest.approx(
        net, abs=0.01
    )
    assert sum(account.trades for account in each) <= 2 * len(records)

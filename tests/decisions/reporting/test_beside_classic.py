"""Past decisions beside the classic set's, in small worlds where the difference is known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.decisions.reporting.beside_classic import Rival
from bot.decisions.reporting.moves import Move
from bot.decisions.reporting.scorecard import card
from bot.policy.promotion import Minimum
from bot.state.classic import Classic, ClassicMove
from bot.state.report.scorecard import Against, ClassicScore, Scorecard
from bot.stats.memory import BookDay
from tests.decisions.reporting.test_scorecard import day, days, rise, stop

LEAST = Minimum(trades=2, days=3)
LOSING, GAINING = [5.0, -1.0, -10.0, -20.0], [5.0, -1.0, 10.0, 20.0]


def classic(*moves: ClassicMove, until: int = 40, book: Mapping[str, float] | None = None) -> Rival:
    made = Classic(key="1", since=day(0), until=day(until), moves=moves, book_bps=dict(book or {}))
    return Rival(made)


def risen(nth: int) -> ClassicMove:
    return ClassicMove(
        day=day(nth), agent="a", rises=True, traded=False, trades=True, rule="rise to live"
    )


def killed(nth: int) -> ClassicMove:
    return ClassicMove(day=day(nth), agent="a", rises=False, traded=True, trades=False, rule="loss")


def beside(path: Sequence[float], rival: Rival, *moves: Move) -> Scorecard:
    return card(moves, days({"a/1": path}), LEAST, day(len(path) - 1), rival)


@pytest.mark.parametrize(
    ("path", "move", "theirs", "bps"),
    [
        (LOSING, stop(1), [risen(0)], 30.0),
        (GAINING, stop(1), [risen(0)], -30.0),
        (LOSING, stop(1), [risen(0), killed(1)], 0.0),
        (LOSING, stop(1), [risen(0), killed(2)], 10.0),
        (LOSING, stop(1), [], 0.0),
        (GAINING, rise(1), [], 30.0),
        (LOSING, rise(1), [], -30.0),
        (GAINING, rise(1), [risen(0)], 0.0),
        (GAINING, rise(1), [risen(2)], 10.0),
        (LOSING, rise(1), [risen(0), killed(1)], -30.0),
    ],
)
def test_a_day_counts_where_one_had_the_agent_trading_and_the_other_had_not(
    path: list[float], move: Move, theirs: list[ClassicMove], bps: float
) -> None:
    found = beside(path, classic(*theirs), move)
    assert found.total.classic == Against(n=1, bps=bps)
    assert [one.classic for one in found.rules] == [Against(n=1, bps=bps)]


def test_days_that_were_not_replayed_are_not_compared() -> None:
    found = beside(LOSING, classic(risen(0), until=2), stop(1))
    assert found.total.classic == Against(n=1, bps=10.0)
    assert beside(LOSING, classic(risen(0), until=1), stop(1)).total.classic == Against()


def test_what_cannot_be_judged_yet_cannot_be_compared() -> None:
    assert beside([5.0, -1.0, -10.0], classic(risen(0)), stop(1)).total.classic == Against()


def test_both_books_stand_beside_each_other_on_the_same_days() -> None:
    path = [6.0, 6.0, 6.0, 6.0]
    book = {day(0): -2.0, day(1): 4.0, day(2): 0.5, day(9): 99.0}
    found = beside(path, classic(until=2, book=book)).classic
    assert (found.since, found.until, found.days) == (day(0), day(2), 3)
    assert (found.ours_bps, found.book_bps, found.more_bps) == (3.0, 2.5, 0.5)
    assert (found.low, found.high) == (None, None)
    few = beside(path, classic(until=1, book=book)).classic
    assert (few.days, few.more_bps) == (2, None)


def test_with_days_enough_the_difference_has_an_interval() -> None:
    path = [1.0, -2.0] * 12
    alike = classic(book={day(nth): -1.0 for nth in range(24)})
    found = beside(path, alike).classic
    assert (found.more_bps, found.low, found.high) == (48.0, 48.0, 48.0)
    noisy = classic(book={day(nth): 50.0 * (-1) ** nth for nth in range(24)})
    around = beside(path, noisy).classic
    assert around.low is not None
    assert around.high is not None
    assert around.low < 0.0 < around.high
    rows = beside(path, classic(risen(0)), replace(stop(0), day=day(1))).total.classic
    assert rows.low is not None
    assert rows.bps is not None
    assert rows.high is not None
    assert rows.low <= rows.bps <= rows.high


def test_its_own_decisions_are_scored_by_the_same_measure() -> None:
    found = beside([5.0, -1.0, -10.0, 20.0, 30.0], classic(risen(0), killed(2))).classic
    assert found.total is not None
    assert (found.total.decisions, found.total.right, found.total.wrong) == (2, 0, 2)
    assert (found.total.saved_bps, found.total.lost_bps) == (0.0, 61.0)
    assert (found.false_kills.found, found.false_kills.cost_bps) == (1, 50.0)
    assert (found.lucky_promotions.found, found.lucky_promotions.cost_bps) == (1, 11.0)
    assert (found.late_kills.found, found.late_kills.cost_bps) == (1, 11.0)


def test_before_it_was_replayed_nothing_is_known_and_nothing_is_claimed() -> None:
    found = beside(LOSING, Rival(), stop(1))
    assert found.total.classic == Against()
    assert found.classic == ClassicScore()
    why = beside(LOSING, Rival(Classic(why="it is not there")), stop(1))
    assert why.classic == ClassicScore(why="it is not there")


def test_the_book_of_a_day_is_the_books_own() -> None:
    records = [replace(one, book=BookDay(7.0)) for one in days({"a/1": LOSING})]
    found = card([], records, LEAST, day(3), classic(book={day(0): 1.0})).classic
    assert (found.ours_bps, found.more_bps) == (28.0, 27.0)

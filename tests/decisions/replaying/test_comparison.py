"""What two replays differ in: decisions that only one took, fates, and books beyond the noise."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.decision import Decision, Verb
from bot.decisions.replaying.beside import Pair
from bot.decisions.replaying.comparison import Comparison, compare
from bot.decisions.replaying.outcome import BookHour, Decided
from bot.decisions.replaying.portfolio import portfolio
from bot.decisions.replaying.result import Result
from bot.decisions.replaying.weighing import Verdict
from bot.policy.load import read
from bot.words.stage import Stage
from tests.policy.shipped import texts

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = read(texts())[0]
DAYS = 40

Row = tuple[int, str, Verb, Stage, Stage | None]


def hours(daily: Sequence[float], gross: float = 0.5, cost: float = 0.1) -> list[BookHour]:
    found, level, peak = [], 0.0, 0.0
    for day, made in enumerate(daily):
        level += made
        peak = max(peak, level)
        at = BEGIN + timedelta(days=day)
        fall = peak - level
        found.append(
            BookHour(at, made, cost, gross, 1.0 + level / 1e4, fall, "MIXED", {"fox": gross})
        )
    return found


def result(daily: Sequence[float], rows: Sequence[Row] = (), gross: float = 0.5) -> Result:
    assert POLICY is not None
    decided = [
        Decided(BEGIN + timedelta(days=day), name, None, Decision(name, verb, stage, "", (), asks))
        for day, name, verb, stage, asks in rows
    ]
    book = hours(daily, gross)
    measured = portfolio(book, POLICY.governor.replay)
    return Result(POLICY, DAYS, decided, book, {}, (), measured)


def compared(before: Result, after: Result) -> Comparison:
    return compare(Pair(before, after, {}, BEGIN + timedelta(days=DAYS)), BEGIN)


def told(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[str, str, int, int]]:
    """Give agent, verb, and the days on which either policy took the decision, -1 for never."""
    flat = [0.0] * DAYS
    found = compared(result(flat, before), result(flat, after))

    def day(moment: datetime | None) -> int:
        return -1 if moment is None else (moment - BEGIN).days

    return [
        (one.agent, one.what.verb.value, day(one.before), day(one.after))
        for one in found.differences
    ]


KILL: Row = (5, "fox", Verb.KILL, Stage.KILLED, None)
LATER: Row = (9, "fox", Verb.KILL, Stage.KILLED, None)
WATCH: Row = (4, "fox", Verb.WATCH, Stage.CANARY, None)
WATCHED_IN_SHADOW: Row = (4, "fox", Verb.WATCH, Stage.SHADOW, None)
HELD: Row = (1, "fox", Verb.HOLD, Stage.SHADOW, None)
ASKS: Row = (2, "owl", Verb.PROMOTE, Stage.SHADOW, Stage.CANARY)
RISEN: Row = (3, "owl", Verb.PROMOTE, Stage.CANARY, None)
HIGHER: Row = (8, "owl", Verb.PROMOTE, Stage.CANARY, Stage.LIVE)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([KILL], [KILL], []),
        ([KILL], [LATER], [("fox", "KILL", 5, 9)]),
        ([KILL], [], [("fox", "KILL", 5, -1)]),
        ([], [KILL], [("fox", "KILL", -1, 5)]),
        ([HELD], [], []),
        ([WATCH], [WATCHED_IN_SHADOW], []),
        ([WATCH, (6, "fox", Verb.HOLD, Stage.CANARY, None)], [WATCH], []),
        ([ASKS, RISEN], [ASKS], []),
        ([ASKS], [ASKS, HIGHER], [("owl", "PROMOTE", -1, 8)]),
        ([WATCH, KILL], [LATER], [("fox", "WATCH", 4, -1), ("fox", "KILL", 5, 9)]),
    ],
)
def test_decisions_differ(
    before: list[Row], after: list[Row], expected: list[tuple[str, str, int, int]]
) -> None:
    assert told(before, after) == expected


def test_the_first_divergence_comes_first_whichever_policy_it_is_of() -> None:
    flat = [0.0] * DAYS
    found = compared(result(flat, [LATER]), result(flat, [ASKS, KILL]))
    assert found.first is not None
    assert (found.first.agent, found.first.at) == ("owl", BEGIN + timedelta(days=2))


def test_fates_say_whom_only_one_policy_befell() -> None:
    flat = [0.0] * DAYS
    found = compared(result(flat, [KILL]), result(flat, [ASKS, RISEN]))
    assert [(one.fate, one.lost, one.gained) for one in found.fates] == [
        ("killed", ("fox",), ()),
        ("promoted to canary", (), ("owl",)),
    ]


def test_whom_both_stop_in_their_own_way_neither_spares() -> None:
    flat = [0.0] * DAYS
    retired: Row = (7, "fox", Verb.RETIRE, Stage.RETIRED, None)
    demoted: Row = (7, "fox", Verb.DEMOTE, Stage.DEMOTED, None)
    found = compared(result(flat, [retired]), result(flat, [demoted, KILL]))
    assert [(one.fate, one.lost, one.gained) for one in found.fates] == [
        ("stopped another way", (), ("fox",))
    ]
    (kept,) = compared(result(flat, [demoted]), result(flat, [KILL])).fates
    assert (kept.fate, kept.gained) == ("killed", ("fox",))


BOOKS = st.lists(st.floats(-50, 50).map(lambda x: round(x, 2)), min_size=1, max_size=60)


@given(BOOKS)
def test_a_policy_beside_itself_is_the_same_in_everything(daily: list[float]) -> None:
    found = compared(result(daily, [KILL]), result(daily, [KILL]))
    assert found.alike
    assert {one.verdict for one in (*found.measures, *found.regimes)} == {Verdict.SAME}


@given(st.permutations([float(n * n % 23 - 11) for n in range(DAYS)]))
def test_the_same_days_in_another_order_are_noise(daily: list[float]) -> None:
    usual = [float(n * n % 23 - 11) for n in range(DAYS)]
    pnl = compared(result(usual), result(daily)).measure("PnL")
    assert pnl.verdict in {Verdict.NOISE, Verdict.SAME}


def test_a_gain_on_every_day_is_no_noise_and_a_loss_is_worse() -> None:
    usual = [float(n * n % 23 - 11) for n in range(DAYS)]
    more = [one + 2.0 for one in usual]
    assert compared(result(usual), result(more)).measure("PnL").verdict is Verdict.BETTER
    assert compared(result(more), result(usual)).measure("PnL").verdict is Verdict.WORSE


def test_a_deeper_fall_is_worse_and_more_invested_is_only_different() -> None:
    usual = [float(n % 2) for n in range(DAYS)]
    deeper = [-40.0 if n % 5 == 0 else one for n, one in enumerate(usual)]
    found = compared(result(usual), result(deeper, gross=0.8))
    assert found.measure("drawdown").verdict is Verdict.WORSE
    assert found.measure("gross").verdict is Verdict.OTHER


def test_below_twenty_days_nothing_is_claimed() -> None:
    few = [1.0] * 10
    found = compared(result(few), result([5.0] * 10))
    assert found.measure("PnL").verdict is Verdict.UNKNOWN

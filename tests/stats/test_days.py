"""The fold over days: any chunks, any names, any order of the same history give the same bytes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.state.evidence import Checkpoint
from bot.stats import keep
from bot.stats.book import InForce
from bot.stats.course import Course, course_of, numbers_of
from bot.stats.days import advance
from bot.stats.from_memory import History, MemoryInputs, history, write_line
from bot.stats.ground import kept_grounds
from bot.stats.hypotheses import Hypothesis, Table
from bot.stats.kept import KEPT_DAYS, day_page
from bot.stats.memory import Memory, curve_at
from bot.stats.recall import beginning, unfold
from bot.stats.tally import bps, joined
from bot.words.canonical import encode
from bot.words.instant import DAY, HOUR
from tests.stats.world import BEGIN, World, world

KNOWN = world(days=4)
NUMBERS = numbers_of(KNOWN.policy)
END = BEGIN + 4 * DAY
TABLE: Table = {
    one.name: one
    for one in (
        Hypothesis("agent-0", rises=(BEGIN + 30 * HOUR + timedelta(minutes=10),)),
        Hypothesis("agent-1", until=BEGIN + 41 * HOUR + timedelta(minutes=40)),
        Hypothesis("agent-1", epoch=2, granted=2, since=BEGIN + 41 * HOUR + timedelta(minutes=40)),
        Hypothesis("agent-2"),
    )
}
RESETS = frozenset({BEGIN + 50 * HOUR, BEGIN + 72 * HOUR})
COURSE = course_of(TABLE, NUMBERS, RESETS)
LINES = (
    InForce(BEGIN + 3 * HOUR, {"agent-0": 0.3, "agent-1": 0.5}, "MIXED", 0.8),
    InForce(BEGIN + 26 * HOUR, {"agent-0": 0.3, "agent-1": 0.1, "agent-2": 0.1}, None, 0.5),
    InForce(BEGIN + 60 * HOUR, {"agent-2": 1.0}, "RISK_ON", 1.0),
)


def past_of(found: World, lines: Iterable[InForce] = LINES) -> History:
    past = history(found.signals, found.telemetry, found.rows, found.marks)
    for line in lines:
        write_line(past, line)
    return past


PAST = past_of(KNOWN)


Pages = dict[str, bytes]


def fold(past: History, course: Course, cuts: Iterable[datetime]) -> tuple[Memory, Pages]:
    """Fold up to each cut, each time from what was written at the one before."""
    inputs = MemoryInputs(past, END + DAY)
    days: Pages = {}
    memory = beginning(inputs, course, BEGIN)
    for cut in cuts:
        memory = keep.read(page_of(memory), "a checkpoint", NUMBERS.terms)
        found = unfold(memory, inputs, course, cut)
        memory = found.memory
        pages = {day: day_page(record) for day, record in found.ended.items()}
        days |= {day: encode(page.model_dump(mode="json")) for day, page in pages.items()}
    return memory, days


def page_of(memory: Memory) -> Checkpoint:
    return keep.write(memory, "basis", 0, {})


def bytes_of(memory: Memory) -> bytes:
    return encode(page_of(memory).model_dump(mode="json"))


def even(chunks: int, end: datetime = END) -> list[datetime]:
    return [BEGIN + (end - BEGIN) * chunk / chunks for chunk in range(1, chunks + 1)]


WHOLE, DAYS = fold(PAST, COURSE, even(1))


@pytest.mark.parametrize("chunks", [10, 100])
def test_chunks_of_the_same_history_give_the_same_bytes(chunks: int) -> None:
    memory, days = fold(PAST, COURSE, even(chunks))
    assert bytes_of(memory) == bytes_of(WHOLE)
    assert days == DAYS
    assert len(days) == 4


@pytest.mark.long
def test_10_000_chunks_give_the_same_bytes() -> None:
    assert bytes_of(fold(PAST, COURSE, even(10_000))[0]) == bytes_of(WHOLE)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 96 * 60), max_size=5))
def test_any_chunks_give_the_same_bytes(minutes: list[int]) -> None:
    cuts = [BEGIN + timedelta(minutes=minute) for minute in sorted(minutes)]
    memory, days = fold(PAST, COURSE, [*cuts, END])
    assert bytes_of(memory) == bytes_of(WHOLE)
    assert days == DAYS


def test_within_a_day_it_is_read_back_to_the_last_bit() -> None:
    memory, _ = fold(PAST, COURSE, [BEGIN + 55 * HOUR])
    assert bytes_of(keep.read(page_of(memory), "f", NUMBERS.terms)) == bytes_of(memory)
    assert memory.today.hours == 7


NEW_NAMES = {"agent-0": "zoe", "agent-1": "mia", "agent-2": "adam"}


def test_other_names_and_another_order_of_events_change_nothing_but_names() -> None:
    other = World(
        [NEW_NAMES[name] for name in KNOWN.names],
        [replace(one, agent=NEW_NAMES[one.agent]) for one in reversed(KNOWN.signals)],
        [replace(one, agent=NEW_NAMES[one.agent]) for one in reversed(KNOWN.telemetry)],
        [one._replace(agent=NEW_NAMES[one.agent]) for one in reversed(KNOWN.rows)],
        list(reversed(KNOWN.marks)),
    )
    lines = [
        replace(one, weights={NEW_NAMES[n]: w for n, w in one.weights.items()}) for one in LINES
    ]
    table = {
        one.name: one for one in (replace(h, agent=NEW_NAMES[h.agent]) for h in TABLE.values())
    }
    memory, _ = fold(past_of(other, lines), course_of(table, NUMBERS, RESETS), even(1))
    before, after = page_of(WHOLE), page_of(memory)
    assert after.model_copy(update={"hypotheses": {}, "in_force": before.in_force}) == (
        before.model_copy(update={"hypotheses": {}})
    )
    for name, row in before.hypotheses.items():
        agent, _, epoch = name.partition("/")
        assert after.hypotheses[f"{NEW_NAMES[agent]}/{epoch}"] == row


def test_a_closed_hypothesis_holds_nothing_more_and_its_successor_only_its_own() -> None:
    at = BEGIN + 42 * HOUR
    early, _ = fold(PAST, COURSE, [at])
    hours = dict(zip(WHOLE.fold.names, WHOLE.fold.evidence.hours.tolist(), strict=True))
    before = dict(zip(early.fold.names, early.fold.evidence.hours.tolist(), strict=True))
    assert hours["agent-1/1"] == before["agent-1/1"]
    assert "agent-1/2" not in before
    assert 0 < hours["agent-1/2"] < 55


def test_a_rise_freezes_what_was_earned() -> None:
    theta = dict(zip(WHOLE.fold.names, WHOLE.fold.decline.theta.tolist(), strict=True))
    assert theta["agent-0/1"] >= NUMBERS.floor
    assert theta["agent-2/1"] == 0.0
    before, _ = fold(PAST, COURSE, [BEGIN + 31 * HOUR])
    assert not before.fold.decline.theta.any()


def test_the_parts_of_the_book_add_up_to_its_bps() -> None:
    memory, _ = fold(PAST, COURSE, [BEGIN + 71 * HOUR])
    day = memory.today
    assert day.bps == pytest.approx(sum(day.parts.values()), abs=1e-9)
    assert day.bps == pytest.approx(sum(day.regimes.values()), abs=1e-9)
    assert {agent for agent, _ in day.parts} == {"agent-0", "agent-1", "agent-2"}
    assert set(day.regimes) == {"", "RISK_ON"}
    assert WHOLE.curve.pnl_bps == pytest.approx(sum(WHOLE.daily_bps), abs=1e-3)


def test_a_breach_that_was_acted_upon_is_behind_the_curve_from_its_hour_on() -> None:
    without = course_of(TABLE, NUMBERS)
    at = BEGIN + 50 * HOUR
    memory, _ = fold(PAST, COURSE, [at])
    blind, _ = fold(PAST, without, [at])
    assert bytes_of(memory) == bytes_of(blind)
    assert curve_at(memory, COURSE).since_reset_bps == 0.0
    assert curve_at(memory, without).since_reset_bps > 0.0
    later, _ = fold(PAST, COURSE, [at + HOUR])
    assert later.curve.reset_high <= curve_at(memory, COURSE).equity or later.curve.equity > 1.0
    assert later.curve.max_drawdown_bps > 0.0


def test_an_agents_path_is_the_return_of_one_capital_over_its_views() -> None:
    row = WHOLE.fold.names.index("agent-2/1")
    assert WHOLE.lives["agent-2/1"].path.hours == WHOLE.paths.hours[row]
    assert WHOLE.paths.equity[row] != 1.0
    inputs = MemoryInputs(PAST, END + DAY)
    records = unfold(beginning(inputs, COURSE, BEGIN), inputs, COURSE, END).ended
    earned = sum(record.tallies["agent-2/1"].path.return_bps for record in records.values())
    assert earned == pytest.approx(WHOLE.paths.pnl_bps[row], abs=1e-3)
    assert (
        sum(r.tallies["agent-2/1"].path.hours for r in records.values())
        == (WHOLE.fold.evidence.hours[row])
    )


def test_confidence_takes_in_settled_trades_of_the_primary_horizon_only() -> None:
    mine = [row for row in KNOWN.rows if row.agent == "agent-2" and row.horizon_hours == 24]
    until = [row for row in mine if row.net_bps is not None and row.settled_at < "2026-03-06"]
    assert len(WHOLE.confidence["agent-2/1"].recent) == len(until)
    assert WHOLE.lives["agent-2/1"].trades == len(until)


def test_the_days_of_an_agent_add_up_to_its_evidence() -> None:
    row, evidence = WHOLE.fold.names.index("agent-2/1"), WHOLE.fold.evidence
    inputs = MemoryInputs(PAST, END + DAY)
    records = unfold(beginning(inputs, COURSE, BEGIN), inputs, COURSE, END).ended
    days = joined(record.tallies["agent-2/1"] for record in records.values()).path
    assert days.excess_bps == pytest.approx(evidence.excess_bps[row], abs=1e-3)
    assert days.view_days == pytest.approx(evidence.exposure[row], abs=1e-6)
    assert days.view_days > days.hours / 24


def test_grounds_that_are_kept_are_the_same_grounds() -> None:
    inputs, every = MemoryInputs(PAST, END + DAY), MemoryInputs(PAST, END + 9 * DAY)
    memory, grounds = beginning(inputs, COURSE, BEGIN), kept_grounds(every)
    for hours in range(1, 97):
        now = MemoryInputs(PAST, BEGIN + (hours + 2) * HOUR)
        for step in advance(memory, now, BEGIN + hours * HOUR, COURSE, grounds):
            memory = step.memory
    assert memory.fold.at == END
    assert encode(page_of(memory).hypotheses) == encode(page_of(WHOLE).hypotheses)


def test_a_days_book_adds_up_by_agent_and_by_regime() -> None:
    inputs = MemoryInputs(PAST, END + DAY)
    for record in unfold(beginning(inputs, COURSE, BEGIN), inputs, COURSE, END).ended.values():
        assert bps(record.book.parts.values()) == record.book.bps
        assert bps(record.book.regimes.values()) == record.book.bps


def test_only_midnights_that_can_be_begun_from_are_kept() -> None:
    inputs = MemoryInputs(history((), (), (), ()), END)
    found = unfold(beginning(inputs, COURSE, BEGIN), inputs, COURSE, BEGIN + 50 * DAY)
    assert len(found.ended) == 50
    assert len(found.midnights) == KEPT_DAYS
    assert found.midnight == found.midnights["2026-04-21"]


def test_who_was_closed_before_holding_a_view_never_enters() -> None:
    views = (one for one in KNOWN.signals if one.agent == "agent-2")
    until = next(views).received_at + timedelta(seconds=1)
    table = {"agent-2/1": Hypothesis("agent-2", until=until)}
    memory, _ = fold(PAST, course_of(table, NUMBERS), [BEGIN + 30 * HOUR])
    assert memory.fold.names == ()


def test_who_rose_before_holding_a_view_is_measured_against_the_floor() -> None:
    table = {"agent-2/1": Hypothesis("agent-2", rises=(BEGIN - HOUR,))}
    memory, _ = fold(PAST, course_of(table, NUMBERS), [BEGIN + 30 * HOUR])
    assert memory.fold.decline.theta.tolist() == [NUMBERS.floor]

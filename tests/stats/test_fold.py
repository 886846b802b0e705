from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.promotion import Promotion
from bot.stats import fold as fd
from bot.stats.changes import Changes
from bot.stats.record import read, write
from bot.words.canonical import Json, encode
from bot.words.instant import HOUR
from tests.stats.life import BEGIN, History, advance, history

RULES = Promotion(v=1)
TERMS = RULES.evidence


def in_chunks(past: History, hours: int, chunks: int) -> bytes:
    """Fold in so many chunks, each beginning from what the one before it wrote."""
    stored = write(fd.start(BEGIN, TERMS))
    for chunk in range(1, chunks + 1):
        until = BEGIN + hours * HOUR * chunk / chunks
        stored = write(advance(read(stored, TERMS), past, until, RULES))
    return encode(stored)


def eventful(hours: int) -> History:
    """Give a history with a promotion, a closed epoch and a fresh one."""
    past = history(hours)
    changes = {
        BEGIN + 31 * HOUR: Changes(promoted=("agent-2",)),
        BEGIN + 50 * HOUR: Changes(closed=("agent-1",), entered=("agent-1b",)),
    }
    return replace(past, changes={**past.changes, **changes})


def test_1_10_and_100_chunks_give_the_same_bytes() -> None:
    past = eventful(300)
    whole = in_chunks(past, 300, 1)
    assert in_chunks(past, 300, 10) == whole
    assert in_chunks(past, 300, 100) == whole


@pytest.mark.long
def test_10_000_chunks_give_the_same_bytes() -> None:
    past = eventful(2400)
    whole = in_chunks(past, 2400, 1)
    assert in_chunks(past, 2400, 10) == whole
    assert in_chunks(past, 2400, 10_000) == whole


def test_renaming_agents_and_permuting_rows_changes_no_number() -> None:
    past = history(200)
    other = {"agent-0": "zoe", "agent-1": "adam", "agent-2": "mia"}
    renamed = History(
        {
            hour: [replace(one, name=other[one.name]) for one in reversed(held)]
            for hour, held in past.holdings.items()
        },
        past.returns,
        {BEGIN: Changes(entered=tuple(sorted(other.values())))},
    )
    before, after = written(past, 200), written(renamed, 200)
    assert after["market"] == before["market"]
    assert after["prior"] == before["prior"]
    for name, new in other.items():
        assert hypotheses(after)[new] == hypotheses(before)[name]


def written(past: History, hours: int) -> dict[str, Json]:
    return write(advance(fd.start(BEGIN, TERMS), past, BEGIN + hours * HOUR, RULES))


def hypotheses(document: object) -> dict[str, object]:
    assert isinstance(document, dict)
    rows = document["hypotheses"]
    assert isinstance(rows, dict)
    return rows


def test_a_closed_hypothesis_takes_in_nothing_more() -> None:
    past = history(120)
    closed = {
        **past.changes,
        BEGIN + 48 * HOUR: Changes(closed=("agent-1",), entered=("agent-1b",)),
    }
    early = advance(fd.start(BEGIN, TERMS), past, BEGIN + 48 * HOUR, RULES)
    changed = replace(past, changes=closed)
    fold = advance(fd.start(BEGIN, TERMS), changed, BEGIN + 120 * HOUR, RULES)
    row = fold.names.index("agent-1")
    assert fold.evidence.drift[row] == early.evidence.drift[early.names.index("agent-1")]
    assert fold.evidence.hours[fold.names.index("agent-1b")] == 0.0
    assert len(fold.names) == 4


def test_promotion_freezes_what_was_earned() -> None:
    past = history(48)
    risen = {**past.changes, BEGIN + 24 * HOUR: Changes(promoted=("agent-0",))}
    changed = replace(past, changes=risen)
    fold = advance(fd.start(BEGIN, TERMS), changed, BEGIN + 48 * HOUR, RULES)
    assert (fold.decline.theta > 0).tolist() == [True, False, False]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 71), max_size=5))
def test_any_chunks_give_the_same_bytes(cuts: list[int]) -> None:
    past = eventful(72)
    stored = write(fd.start(BEGIN, TERMS))
    for cut in [*sorted(cuts), 72]:
        stored = write(advance(read(stored, TERMS), past, BEGIN + cut * HOUR, RULES))
    assert encode(stored) == in_chunks(past, 72, 1)

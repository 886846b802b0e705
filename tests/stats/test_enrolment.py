"""The table follows the registry and the epochs, and never owns what was folded already."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.policy.agents import Agent
from bot.state.agents import Agent as State
from bot.state.agents import Agents as States
from bot.state.measures import SetFingerprint
from bot.stats.enrolment import ended, enrolled, open_hypotheses, page_of, risen, table_of
from bot.stats.hypotheses import Hypothesis, owned, owners
from bot.words.instant import EPOCH, HOUR, parse
from tests.fakes.store import MemoryTree
from tests.ledger.build import signal

NOW = parse("2026-03-05T10:40:00Z")
MIDNIGHT = parse("2026-03-05T00:00:00Z")
ANN = {"ann": Agent(name="ann", strategy_class="momentum")}


def states(**agents: State) -> States:
    return States(agents=agents)


def at_code(*codes: str, since: timedelta = timedelta()) -> States:
    tree = MemoryTree().run([SetFingerprint("ann", code, NOW - since, "a test") for code in codes])
    return States.model_validate_json(tree.files["state/agents.json"])


FIRST = enrolled({}, ANN, at_code("a"), NOW, EPOCH)


def test_the_first_hypotheses_of_a_fleet_own_all_there_is() -> None:
    assert {"ann/1": Hypothesis("ann", 1, "momentum", "a", EPOCH)} == FIRST


def test_a_later_one_owns_nothing_from_before_the_day_began() -> None:
    both = {**ANN, "bob": Agent(name="bob", strategy_class="trend")}
    found = enrolled(FIRST, both, at_code("a"), NOW, MIDNIGHT)
    assert found["bob/1"].since == MIDNIGHT
    assert found["ann/1"] == FIRST["ann/1"]


@pytest.mark.parametrize(
    ("ago", "until"), [(HOUR, NOW - HOUR), (20 * HOUR, MIDNIGHT), (timedelta(), NOW)]
)
def test_other_code_closes_the_epoch_when_it_came_but_not_where_it_was_folded(
    ago: timedelta, until: datetime
) -> None:
    found = enrolled(FIRST, ANN, at_code("a", "b", since=ago), NOW, MIDNIGHT)
    assert found["ann/1"].until == until
    assert found["ann/2"] == Hypothesis("ann", 2, "momentum", "b", until, granted=2)


def test_code_that_keeps_its_evidence_stays_the_same_hypothesis() -> None:
    kept = at_code("a").agent("ann").model_copy(update={"fingerprint": "b"})
    found = enrolled(FIRST, ANN, states(ann=kept), NOW, MIDNIGHT)
    assert found == {"ann/1": replace(FIRST["ann/1"], fingerprint="b", earlier=("a",))}
    whose = owners(found)
    for code, own in (("a", "ann/1"), ("b", "ann/1"), ("c", None), (None, "ann/1")):
        assert whose.of("ann", NOW, code) == own


def test_a_name_that_comes_back_is_another_hypothesis() -> None:
    gone = enrolled(FIRST, {}, at_code("a"), NOW, MIDNIGHT)
    assert gone["ann/1"].until == NOW
    assert not open_hypotheses(gone)
    back = enrolled(gone, ANN, at_code("a"), NOW + HOUR, MIDNIGHT)
    assert (back["ann/2"].since, back["ann/2"].granted) == (NOW, 1)
    assert enrolled(back, ANN, at_code("a"), NOW + 2 * HOUR, MIDNIGHT) == back


def test_a_rise_and_an_end_are_noted() -> None:
    up = risen(FIRST, "ann", NOW)
    assert up["ann/1"].rises == (NOW,)
    over = ended(up, "ann", NOW + HOUR)
    assert over["ann/1"].until == over["ann/2"].since == NOW + HOUR
    assert over["ann/2"].rises == ()
    lowered = at_code("a").agent("ann").model_copy(update={"epoch": 2})
    assert enrolled(over, ANN, states(ann=lowered), NOW + 2 * HOUR, MIDNIGHT) == over


def test_the_table_is_kept_to_the_last_field() -> None:
    table = ended(risen(FIRST, "ann", NOW), "ann", NOW + HOUR)
    table["ann/2"] = replace(table["ann/2"], earlier=("x",))
    assert table_of(page_of(table)) == table


def test_a_signal_belongs_to_who_was_open_and_of_its_code() -> None:
    one = signal(10)
    table = {
        "ann/1": Hypothesis("ann", 1, fingerprint="f1", until=one.received_at),
        "ann/2": Hypothesis("ann", 2, fingerprint="f1", since=one.received_at),
        "ann/3": Hypothesis("ann", 3, fingerprint="f2"),
    }
    assert list(owned([one, replace(one, agent="bob")], owners(table))) == [("ann/2", one)]

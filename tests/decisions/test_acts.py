"""What a judgement does to the state: once, safely, and recorded."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decisions.acts import operations
from bot.decisions.breach import latches
from bot.decisions.decision import Verb
from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.state.agents import AGENTS, Agent
from bot.state.audit import files
from bot.state.audit.entry import Entry, Kind
from bot.state.decisions import Decided
from bot.state.documents import load
from bot.state.kill_switch import ReleaseSwitch, ThrowSwitch
from bot.state.lifecycle import LimitStage, RaiseStage
from bot.state.tree import Operation
from bot.state.wire import Unsent, read_unsent, write_unsent
from bot.stats.curve import Curve
from bot.words.instant import render
from bot.words.stage import RANK, Stage
from tests.decisions.judged_fleet import (
    DAY,
    DEFAULT,
    HOUR,
    NAN,
    NOTHING,
    NOW,
    STRONG,
    WEAK,
    agent,
    at,
    cycle,
    facts,
    memory_of,
    session,
    stage_in,
)
from tests.fakes.store import MemoryTree

LOST = replace(STRONG, dead=0.9)


def acts(seen: Facts, tree: MemoryTree) -> list[Operation]:
    before = memory_of(tree)
    return operations(seen, decide(DEFAULT, seen, before), before, session(seen.now))


def record(tree: MemoryTree, subject: str) -> list[Entry]:
    found = [one for one in files.newest_first(tree) if one.kind is Kind.DECISION]
    return [one for one in reversed(found) if one.subject == subject]


def state(tree: MemoryTree, name: str = "a") -> Agent:
    return load(tree, AGENTS).agent(name)


def test_a_rise_lifts_what_a_demotion_left_and_is_recorded_once() -> None:
    tree = MemoryTree()
    tree.run([LimitStage("a", Stage.DEMOTED, "demotion/1", NOW - DAY, "gone", "governor")])
    seen = facts([agent()], tree)
    cycle(tree, seen)
    assert state(tree).stage is Stage.CANARY
    assert state(tree).holds == {}
    (entry,) = record(tree, "a")
    assert entry.body["to"] == {"verb": "PROMOTE", "stage": "canary", "asks": None}
    assert entry.body["why"] == "Raised to canary: E is 30, needs 7, and all 17 conditions hold."
    assert entry.inputs_digest == "inputs"


def test_a_rise_that_comes_too_late_does_and_records_nothing() -> None:
    tree = MemoryTree()
    found = acts(facts([agent()], tree), tree)
    tree.run([LimitStage("a", Stage.PAUSED, "other", NOW, "wait", "rita")])
    tree.run(found)
    assert state(tree).stage is Stage.PAUSED
    assert record(tree, "a") == []


def test_two_steps_within_one_slot_are_both_recorded() -> None:
    tree = MemoryTree()
    for _ in range(2):
        cycle(tree, facts([agent()], tree))
    assert state(tree).stage is Stage.LIVE
    whys = [str(entry.body["why"]) for entry in record(tree, "a")]
    assert [why[:16] for why in whys] == ["Raised to canary", "Raised to live: "]


def test_a_request_to_people_changes_no_stage() -> None:
    tree = MemoryTree()
    cycle(tree, facts([replace(agent(), ceiling=Stage.SHADOW)], tree))
    assert state(tree) == Agent()
    assert memory_of(tree).decisions.agents["a"].asks is Stage.CANARY


def test_a_demotion_closes_the_epoch_and_spends_the_ceiling() -> None:
    tree = at(MemoryTree(), a=Stage.LIVE)
    gone = replace(agent(), midnight=LOST)
    cycle(tree, facts([gone], tree))
    assert (state(tree).stage, state(tree).epoch) == (Stage.DEMOTED, 2)
    assert state(tree).reason == "the chance that its edge is gone is 0.9, above 0.8"
    assert memory_of(tree).decisions.agents["a"].spent == render(NOW)
    found = cycle(tree, facts([agent()], tree, NOW + HOUR)).decisions["a"]
    assert (found.verb, found.stage) == (Verb.HOLD, Stage.DEMOTED)
    lowered = replace(agent(), ceiling=Stage.SHADOW)
    asks = cycle(tree, facts([lowered], tree, NOW + 2 * HOUR)).decisions["a"]
    assert (asks.verb, asks.asks) == (Verb.PROMOTE, Stage.CANARY)
    raised = cycle(tree, facts([agent()], tree, NOW + 3 * HOUR)).decisions["a"]
    assert (raised.verb, raised.stage) == (Verb.PROMOTE, Stage.CANARY)


def test_a_second_demotion_has_a_cause_of_its_own() -> None:
    tree = at(MemoryTree(), a=Stage.LIVE)
    for _ in range(2):
        cycle(tree, facts([replace(agent(), midnight=LOST)], tree))
        sequence = state(tree).next_sequence
        assert state(tree).stage is Stage.DEMOTED
        tree.run([RaiseStage("a", Stage.LIVE, sequence, NOW - DAY, "again", "rita", ())])
        tree.run([RaiseStage("a", Stage.LIVE, sequence + 1, NOW - DAY, "again", "rita")])
    assert state(tree).epoch == 3


def test_the_record_follows_people_down_so_that_up_again_needs_evidence() -> None:
    tree = at(MemoryTree(), a=Stage.LIVE)
    cycle(tree, facts([replace(agent(), ceiling=Stage.SHADOW)], tree))
    assert state(tree).stage is Stage.SHADOW
    found = cycle(tree, facts([replace(agent(), now=WEAK)], tree, NOW + HOUR)).decisions["a"]
    assert (found.verb, found.stage) == (Verb.HOLD, Stage.SHADOW)
    again = cycle(tree, facts([agent()], tree, NOW + 2 * HOUR)).decisions["a"]
    assert (again.verb, again.stage) == (Verb.PROMOTE, Stage.CANARY)
    assert stage_in(tree, "a") is Stage.CANARY
    live = cycle(tree, facts([agent()], tree, NOW + 3 * HOUR)).decisions["a"]
    assert (live.verb, stage_in(tree, "a")) == (Verb.PROMOTE, Stage.LIVE)


def test_following_people_down_is_recorded_also_of_one_that_stands_still() -> None:
    tree = at(MemoryTree(), a=Stage.LIVE)
    cycle(tree, facts([agent()], tree))
    tree.run([ThrowSwitch("agent:a", Stage.PAUSED, "human-pause rita", NOW, "wait", "rita")])
    cycle(tree, facts([agent()], tree, NOW + HOUR))
    known = len(record(tree, "a"))
    for hour in (2, 3):
        low = replace(agent(), ceiling=Stage.CANARY)
        cycle(tree, facts([low], tree, NOW + hour * HOUR))
        assert state(tree).stage is Stage.CANARY
        assert len(record(tree, "a")) == known + 1


def test_who_left_the_registry_comes_back_in_the_shadow() -> None:
    """The evidence of its first life is closed; its name alone must not trade again."""
    tree = at(MemoryTree(), a=Stage.LIVE, b=Stage.LIVE)
    for hour in range(3):
        cycle(tree, facts([agent("b")], tree, NOW + hour * HOUR))
    assert (stage_in(tree, "a"), stage_in(tree, "b")) == (Stage.SHADOW, Stage.LIVE)
    (entry,) = record(tree, "a")
    assert (entry.body["from"], entry.body["to"]) == ({"stage": "live"}, {"stage": "shadow"})
    back = replace(agent("a"), now=NOTHING, midnight=NOTHING)
    again = cycle(tree, facts([back, agent("b")], tree, NOW + 3 * HOUR)).decisions["a"]
    assert (again.verb, again.stage) == (Verb.HOLD, Stage.SHADOW)


def test_from_live_to_canary_and_back() -> None:
    tree = at(MemoryTree(), a=Stage.LIVE)
    cycle(tree, facts([replace(agent(), ceiling=Stage.CANARY)], tree))
    assert stage_in(tree, "a") is Stage.CANARY
    cycle(tree, facts([agent()], tree, NOW + HOUR))
    assert stage_in(tree, "a") is Stage.LIVE


def test_a_switch_on_the_fleet_hides_no_lost_edge_and_stops_every_rise() -> None:
    tree = at(MemoryTree(), a=Stage.LIVE, b=Stage.LIVE)
    tree.run([ThrowSwitch("all", Stage.SHADOW, "human-mode", NOW, "holiday", "rita")])
    fleet = [replace(agent("a"), midnight=LOST), agent("b"), agent("c")]
    found = cycle(tree, facts(fleet, tree)).decisions
    assert [one.verb for one in found.values()] == [Verb.DEMOTE, Verb.HOLD, Verb.HOLD]
    assert found["b"].why == "Kept in shadow on 2026-11-21 by rita: holiday."
    assert found["c"].why == ("Held in shadow: people keep it, its class or the fleet below that.")
    assert [stage_in(tree, name) for name in "abc"] == [Stage.DEMOTED, Stage.LIVE, Stage.SHADOW]


def test_decisions_remember_when_they_became_what_they_are() -> None:
    tree, one = MemoryTree(), replace(agent(), ceiling=Stage.SHADOW)
    for hour in range(3):
        cycle(tree, facts([one], tree, NOW + hour * HOUR))
    assert memory_of(tree).decisions.agents["a"].since == render(NOW)
    cycle(tree, facts([replace(one, now=WEAK)], tree, NOW + 3 * HOUR))
    after = memory_of(tree).decisions.agents["a"]
    assert (after.verb, after.since) == ("HOLD", render(NOW + 3 * HOUR))
    assert len(record(tree, "a")) == 2


def test_holding_where_the_last_act_put_it_is_no_news() -> None:
    tree = at(MemoryTree(), a=Stage.LIVE)
    cycle(tree, facts([replace(agent(), midnight=LOST)], tree))
    demoted = dict(tree.files)
    cycle(tree, facts([agent()], tree, NOW + HOUR))
    assert tree.files == demoted
    assert memory_of(tree).decisions.agents["a"].verb == "DEMOTE"


def test_an_agent_that_left_the_registry_is_remembered() -> None:
    tree = MemoryTree()
    cycle(tree, facts([agent("a"), agent("b")], tree))
    cycle(tree, facts([agent("b")], tree, NOW + HOUR))
    assert set(memory_of(tree).decisions.agents) == {"a", "b"}


SHOWN = {
    "unseen": None,
    "nothing": NOTHING,
    "weak": WEAK,
    "strong": STRONG,
    "lost": LOST,
    "nan": replace(STRONG, log_e=NAN),
}
Member = tuple[str, Stage, bool]
MEMBERS = st.tuples(
    st.sampled_from(sorted(SHOWN)),
    st.sampled_from([Stage.SHADOW, Stage.CANARY, Stage.LIVE]),
    st.booleans(),
)
FLEETS = st.tuples(MEMBERS, MEMBERS, MEMBERS)


def member(name: str, said: Member) -> AgentFacts:
    """Make the third of the fleet a child of the first, that may have been scaffolded."""
    shown, ceiling, scaffolded = said
    one = replace(agent(name), now=SHOWN[shown], midnight=SHOWN[shown], ceiling=ceiling)
    made = {"c": "p-1" if scaffolded else ""}.get(name, "")
    return replace(one, proposal=made, parent="a" if name == "c" else None)


FALLS = st.sampled_from([0.0, 0.0, 0.0, 260.0, NAN])
HUMAN = st.sampled_from(["", "", "kill a", "pause", "release", "free a"])


def human(tree: MemoryTree, act: str, hour: int) -> None:
    now = NOW + hour * HOUR
    if act == "kill a":
        tree.run([ThrowSwitch("agent:a", Stage.KILLED, "human-kill", now, "why", "rita")])
    elif act == "pause":
        tree.run([ThrowSwitch("all", Stage.PAUSED, "human-pause", now, "why", "rita")])
    elif act == "release":
        tree.run([ReleaseSwitch("all", 10_000 + hour)])
    elif act == "free a":
        sequence = state(tree).next_sequence
        tree.run([RaiseStage("a", Stage.SHADOW, sequence, now, "why", "rita")])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(FLEETS, FALLS, HUMAN), min_size=1, max_size=8))
def test_whatever_happens(
    story: list[tuple[tuple[Member, Member, Member], float, str]],
) -> None:
    """Every look, repeated, adds nothing, and what it says is what holds afterwards."""
    tree = MemoryTree()
    for hour, (members, fell, act) in enumerate(story):
        fleet = [member(name, said) for name, said in zip("abc", members, strict=True)]
        human(tree, act, hour)
        seen = facts(fleet, tree, NOW + hour * HOUR)
        seen = replace(seen, curve=Curve(since_reset_bps=fell))
        before = memory_of(tree)
        judged = decide(DEFAULT, seen, before)
        done = operations(seen, judged, before, session(seen.now))
        once = tree.run(done).copy()
        assert tree.run(done).files == once.files
        after = facts(fleet, tree, seen.now).agents
        assert {name: one.stage for name, one in after.items()} == {
            name: one.stage for name, one in judged.decisions.items()
        }
        for name, one in seen.agents.items():
            if RANK[after[name].stage] > RANK[one.stage]:
                may_have_risen(one, after[name].stage, seen)


def may_have_risen(one: AgentFacts, stage: Stage, seen: Facts) -> None:
    assert one.now is not None
    assert one.now.log_e == STRONG.log_e
    assert RANK[stage] <= RANK[one.ceiling]
    assert seen.curve.since_reset_bps == 0.0
    assert latches(seen.switches) == []


def test_the_operations_survive_being_sent_later() -> None:
    tree = at(MemoryTree(), old=Stage.LIVE)
    fleet = [agent("a"), replace(agent("old"), midnight=LOST)]
    found = acts(facts(fleet, tree), tree)
    sent = read_unsent("x", list(write_unsent(Unsent("judge", {}, found)))).operations
    assert tree.copy().run(list(sent)).files == tree.copy().run(found).files


@pytest.mark.parametrize("first", [None, Decided(first_seen=render(NOW - 9 * DAY))])
def test_first_sight_is_kept(first: Decided | None) -> None:
    tree = MemoryTree()
    one = replace(agent(), first_seen=NOW - 3 * DAY)
    before = (
        Memory()
        if first is None
        else Memory(memory_of(tree).decisions.model_copy(update={"agents": {"a": first}}))
    )
    judged = decide(DEFAULT, facts([one], tree), before)
    kept = judged.memory.decisions.agents["a"].first_seen
    assert kept == (render(NOW - 3 * DAY) if first is None else render(NOW - 9 * DAY))

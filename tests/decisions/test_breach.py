"""A breach: judged on the curve alone, one decision for the fleet, latched until released."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions import breach
from bot.decisions.decision import Verb
from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.state.agents import AGENTS
from bot.state.decisions import Decided
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH, ThrowSwitch
from bot.state.lifecycle import LimitStage, RaiseStage
from bot.stats.curve import Curve, after_hour, reset
from bot.words.instant import render
from bot.words.stage import MAY_RUN, MAY_TRADE, RANK, Stage
from tests.decisions.judged_fleet import (
    DAY,
    DEFAULT,
    HOUR,
    NAN,
    NOW,
    agent,
    at,
    cycle,
    facts,
    memory_of,
    remembering,
    stage_in,
)
from tests.fakes.store import MemoryTree

FELL = Curve(since_reset_bps=260.0)
CAUSE = "breach/2026-11-21T06:00:00.000Z"


def risen(tree: MemoryTree, name: str, days: float, stage: Stage = Stage.CANARY) -> MemoryTree:
    sequence = load(tree, AGENTS).agent(name).next_sequence
    return tree.run([RaiseStage(name, stage, sequence, NOW - days * DAY, "merged", "governor")])


def fallen(*agents: AgentFacts, tree: MemoryTree | None = None) -> Facts:
    return replace(facts(agents, tree), curve=FELL)


@pytest.mark.parametrize(
    ("fell", "acts"), [(0.0, False), (249.999, False), (250.0, True), (250.001, True), (NAN, False)]
)
def test_the_limit(fell: float, acts: bool) -> None:  # noqa: FBT001
    seen = replace(facts([agent()]), curve=Curve(since_reset_bps=fell))
    assert (breach.look(DEFAULT.risk, seen, Memory()) is not None) is acts


@pytest.mark.parametrize(("days", "killed"), [(13.9, True), (14.0, True), (14.1, False)])
def test_who_was_promoted_within_the_lookback_is_killed(days: float, killed: bool) -> None:  # noqa: FBT001
    tree = risen(at(MemoryTree(), old=Stage.LIVE), "new", days)
    judged = cycle(tree, fallen(agent("new"), agent("old"), tree=tree))
    act = judged.breach
    assert act is not None
    assert act.killed == (("new",) if killed else ())
    assert act.pauses is not killed
    assert stage_in(tree, "new") is (Stage.KILLED if killed else Stage.DEMOTED)
    assert stage_in(tree, "old") is (Stage.LIVE if killed else Stage.DEMOTED)
    latch = load(tree, KILL_SWITCH).switch("all").holds[CAUSE]
    assert latch.stage is (Stage.LIVE if killed else Stage.PAUSED)


@pytest.mark.parametrize(
    ("proposal", "seen_days", "killed"),
    [("p-1", 13.0, True), ("p-1", 15.0, False), ("", 1.0, False)],
)
def test_what_was_scaffolded_into_the_fleet_counts_as_promoted(
    proposal: str,
    seen_days: float,
    killed: bool,  # noqa: FBT001
) -> None:
    one = replace(agent(), proposal=proposal, first_seen=NOW - seen_days * DAY)
    act = breach.look(DEFAULT.risk, fallen(one), Memory())
    assert act is not None
    assert (act.killed == ("a",)) is killed


def test_first_sight_is_remembered_where_the_facts_do_not_say() -> None:
    one = replace(agent(), proposal="p-1", first_seen=None)
    before = remembering(a=Decided(first_seen=render(NOW - 20 * DAY)))
    for memory, killed in ((before, ()), (Memory(), ("a",))):
        act = breach.look(DEFAULT.risk, fallen(one), memory)
        assert act is not None
        assert act.killed == killed


def test_code_and_descendants_of_the_killed_are_quarantined() -> None:
    tree = risen(MemoryTree(), "new", 3)
    twin = replace(agent("twin"), hypothesis=agent("new").hypothesis)
    child, grandchild = replace(agent("child"), parent="new"), replace(agent("x"), parent="child")
    family = [agent("new"), child, grandchild, twin, replace(agent("y"), parent="twin")]
    act = cycle(tree, fallen(*family, agent("other"), tree=tree)).breach
    assert act is not None
    assert act.quarantined == ("child", "twin", "x", "y")
    assert act.fingerprints == ("code-of-new",)
    held = load(tree, KILL_SWITCH).switch("fingerprint:code-of-new").holds[CAUSE]
    assert held.stage is Stage.QUARANTINED
    for name in act.quarantined:
        assert stage_in(tree, name) is Stage.QUARANTINED
    assert stage_in(tree, "other") is Stage.SHADOW


def test_newcomers_that_never_traded_do_not_answer_for_the_fall_alone() -> None:
    """Who is scaffolded every week would else keep every breach from those that lose."""
    tree = at(MemoryTree(), old=Stage.LIVE)
    scaffolded = replace(agent("new"), proposal="p-1", first_seen=NOW - DAY)
    judged = cycle(tree, fallen(scaffolded, agent("old"), tree=tree))
    act = judged.breach
    assert act is not None
    assert (act.killed, act.demoted, act.pauses) == (("new",), ("old",), True)
    assert (stage_in(tree, "new"), stage_in(tree, "old")) == (Stage.KILLED, Stage.DEMOTED)
    assert load(tree, KILL_SWITCH).switch("all").holds[CAUSE].stage is Stage.PAUSED


def test_agents_that_run_elsewhere_may_share_a_version() -> None:
    """It tells an agent's code from its own earlier one; every other fleet has a "1.0"."""
    tree = risen(at(MemoryTree(), old=Stage.LIVE), "new", 3)
    code = replace(agent().hypothesis, fingerprint="1.0")
    fleet = [replace(agent(n), hypothesis=code, versioned=True) for n in ("new", "old", "other")]
    act = cycle(tree, fallen(*fleet, tree=tree)).breach
    assert act is not None
    assert (act.killed, act.quarantined, act.fingerprints) == (("new",), (), ())
    later = cycle(tree, facts(fleet, tree, NOW + HOUR)).decisions
    assert (later["old"].stage, later["other"].stage) == (Stage.LIVE, Stage.SHADOW)


def test_the_dead_are_not_killed_again() -> None:
    tree = risen(MemoryTree(), "new", 3)
    tree.run([LimitStage("new", Stage.RETIRED, "futility/1", NOW, "no edge", "governor")])
    act = cycle(tree, fallen(agent("new"), tree=tree)).breach
    assert act is not None
    assert (act.killed, act.pauses, dict(act.newest)) == ((), True, {"new": NOW - 3 * DAY})
    assert stage_in(tree, "new") is Stage.RETIRED


@pytest.mark.parametrize(
    ("target", "spared"),
    [("agent:new", True), ("class:momentum", False), ("all", False)],
)
def test_a_killed_class_or_fleet_spares_nobody(target: str, spared: bool) -> None:  # noqa: FBT001
    """Whoever revives it must not find what brought the breach about where it stood."""
    tree = risen(at(MemoryTree(), old=Stage.LIVE), "new", 3)
    tree.run([ThrowSwitch(target, Stage.KILLED, "human-kill rita", NOW - HOUR, "it falls", "rita")])
    act = cycle(tree, fallen(agent("new"), agent("old"), tree=tree)).breach
    assert act is not None
    assert act.killed == (() if spared else ("new",))
    assert act.pauses is spared
    assert (stage_in(tree, "new") in MAY_TRADE) is False


def test_each_agent_says_what_the_breach_did_to_it() -> None:
    tree = risen(at(MemoryTree(), old=Stage.LIVE), "new", 3)
    judged = decide(DEFAULT, fallen(agent("new"), agent("old"), tree=tree), Memory())
    fell = "the portfolio fell by 260 bps, the limit is 250"
    assert judged.decisions["new"].why == f"Killed: {fell}."
    assert judged.decisions["old"].verb is Verb.HOLD
    alone = decide(DEFAULT, fallen(agent("old"), tree=tree), Memory()).decisions["old"]
    assert (alone.verb, alone.stage) == (Verb.DEMOTE, Stage.PAUSED)
    assert alone.why == f"Demoted: {fell}."


def test_a_further_fall_is_a_second_breach_and_the_same_one_is_not() -> None:
    tree = risen(MemoryTree(), "new", 3)
    cycle(tree, fallen(agent("new"), agent("b"), tree=tree))
    calm = facts([agent("new"), agent("b")], tree, NOW + HOUR)
    assert cycle(tree, calm).breach is None
    again = cycle(tree, replace(facts([agent("b")], tree, NOW + 2 * HOUR), curve=FELL))
    assert again.breach is not None
    assert again.breach.pauses
    assert len(load(tree, KILL_SWITCH).switch("all").holds) == 2


def test_acting_on_it_resets_the_trigger() -> None:
    curve = after_hour(after_hour(Curve(), 100.0), -300.0)
    seen = replace(facts([agent()]), curve=curve)
    assert breach.look(DEFAULT.risk, seen, Memory()) is not None
    later = after_hour(reset(curve), -10.0)
    assert breach.look(DEFAULT.risk, replace(seen, curve=later), Memory()) is None


STAGES = st.sampled_from(list(Stage))


@given(
    lowered=STAGES,
    ceiling=st.sampled_from([Stage.SHADOW, Stage.CANARY, Stage.LIVE]),
    days=st.integers(1, 40),
)
def test_it_latches_in_every_stage_and_through_a_restart(
    lowered: Stage, ceiling: Stage, days: int
) -> None:
    tree = risen(MemoryTree(), "a", days, Stage.LIVE)
    tree.run([LimitStage("a", lowered, "earlier", NOW - DAY, "earlier", "rita")])
    one = replace(agent(), ceiling=ceiling)
    before = facts([one], tree).agents["a"].stage
    assert cycle(tree, fallen(one, tree=tree)).breach is not None
    restarted = MemoryTree(dict(tree.files))
    for hour in range(1, 4):
        seen = facts([one], restarted, NOW + hour * HOUR)
        after = cycle(restarted, seen).decisions["a"]
        assert RANK[after.stage] <= RANK[before]
        assert after.stage not in MAY_TRADE
        assert after.verb is Verb.HOLD
        assert len(breach.latches(load(restarted, KILL_SWITCH))) == 1


def test_a_fleet_without_agents_can_breach() -> None:
    tree = MemoryTree()
    act = cycle(tree, fallen(tree=tree)).breach
    assert act is not None
    assert act.pauses
    assert memory_of(tree).decisions.agents == {}


def test_released_after_a_pause_all_begin_again_in_the_shadow() -> None:
    from bot.state.kill_switch import ReleaseSwitch  # noqa: PLC0415

    tree = at(MemoryTree(), a=Stage.LIVE)
    cycle(tree, fallen(agent(), tree=tree))
    tree.run([ReleaseSwitch("all", 2, (Stage.PAUSED,))])
    found = cycle(tree, facts([agent()], tree, NOW + timedelta(hours=1))).decisions["a"]
    assert found.stage is Stage.DEMOTED
    assert found.stage in MAY_RUN
    assert "agents.yml still has the stage from before it fell" in found.why

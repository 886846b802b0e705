"""Stopped code does not come back under another name, nor as a child; a human release stands."""

from dataclasses import replace

import pytest

from bot.decisions.decision import Verb
from bot.decisions.facts import AgentFacts, Likeness
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.kill_switch import ThrowSwitch
from bot.state.lifecycle import LimitStage, RaiseStage
from bot.state.measures import SetFingerprint
from bot.words.stage import Stage
from tests.decisions.judged_fleet import (
    DAY,
    HOUR,
    NAN,
    NOW,
    agent,
    cycle,
    facts,
    judge_one,
    stage_in,
)
from tests.fakes.store import MemoryTree

CHILD = replace(agent("child"), parent="a")


def held_code(tree: MemoryTree, code: str = "code-of-a") -> MemoryTree:
    target, stage = f"fingerprint:{code}", Stage.QUARANTINED
    return tree.run([ThrowSwitch(target, stage, "breach/x", NOW - DAY, "fell", "governor")])


def killed(tree: MemoryTree, cause: str, stage: Stage = Stage.KILLED) -> MemoryTree:
    return tree.run([LimitStage("a", stage, cause, NOW - DAY, "fell", "governor")])


def release(tree: MemoryTree, name: str) -> MemoryTree:
    sequence = load(tree, AGENTS).agent(name).next_sequence
    return tree.run([RaiseStage(name, Stage.SHADOW, sequence, NOW, "looked at it", "rita")])


def test_quarantined_code_is_stopped_under_any_name() -> None:
    tree = held_code(MemoryTree())
    renamed = replace(agent("b"), hypothesis=agent("a").hypothesis)
    judged = cycle(tree, facts([renamed, agent("c")], tree))
    found = judged.decisions["b"]
    assert (found.verb, found.stage) == (Verb.DEMOTE, Stage.QUARANTINED)
    assert found.why == "Quarantined: its code is that of a quarantined agent."
    assert stage_in(tree, "b") is Stage.QUARANTINED
    assert judged.decisions["c"].verb is Verb.PROMOTE


def changed(tree: MemoryTree, code: str) -> MemoryTree:
    """Note other code for `b`, after whatever was stopped yesterday."""
    before = SetFingerprint("b", "earlier", NOW - 5 * DAY, "governor")
    return tree.run([before, SetFingerprint("b", code, NOW - HOUR, "governor")])


def test_who_changes_to_quarantined_code_is_stopped() -> None:
    tree = changed(held_code(MemoryTree()), "code-of-a")
    one = replace(agent("b"), hypothesis=agent("a").hypothesis)
    assert cycle(tree, facts([one], tree)).decisions["b"].stage is Stage.QUARANTINED


def test_new_code_is_no_release_from_an_ancestor() -> None:
    tree = changed(killed(MemoryTree(), "breach/x"), "new-code")
    one = replace(agent("b"), parent="a")
    assert cycle(tree, facts([one, agent("a")], tree)).decisions["b"].stage is Stage.QUARANTINED


def test_code_that_is_declared_to_behave_alike_counts_as_the_same() -> None:
    one = agent("b")
    declared = replace(one, hypothesis=replace(one.hypothesis, earlier=("code-of-a",)))
    assert judge_one(declared, held_code(MemoryTree())).stage is Stage.QUARANTINED


def test_code_that_nobody_knows_matches_no_other_unknown_code() -> None:
    one = agent()
    unknown = replace(one, hypothesis=replace(one.hypothesis, fingerprint=""))
    assert judge_one(unknown, held_code(MemoryTree(), "")).verb is Verb.PROMOTE


@pytest.mark.parametrize(
    ("cause", "stage", "quarantined"),
    [
        ("breach/x", Stage.KILLED, True),
        ("fingerprint/x", Stage.QUARANTINED, True),
        ("futility/1", Stage.RETIRED, False),
        ("kill-limits/1", Stage.KILLED, False),
        ("demotion/1", Stage.DEMOTED, False),
    ],
)
def test_descendants_share_a_quarantine_but_not_every_end(
    cause: str,
    stage: Stage,
    quarantined: bool,  # noqa: FBT001
) -> None:
    tree = killed(MemoryTree(), cause, stage)
    grandchild = replace(agent("x"), parent="child")
    cycle(tree, facts([agent(), CHILD, grandchild], tree))
    for name in ("child", "x"):
        assert (stage_in(tree, name) is Stage.QUARANTINED) is quarantined


def test_a_release_stands_until_it_happens_again() -> None:
    tree = killed(MemoryTree(), "breach/x")
    cycle(tree, facts([CHILD, agent()], tree))
    release(tree, "child")
    assert cycle(tree, facts([CHILD, agent()], tree, NOW + HOUR)).decisions["child"].verb in (
        Verb.PROMOTE,
        Verb.HOLD,
    )
    assert stage_in(tree, "child") is not Stage.QUARANTINED
    again = LimitStage("a", Stage.KILLED, "breach/y", NOW + 2 * HOUR, "fell", "governor")
    tree.run([again])
    cycle(tree, facts([CHILD, agent()], tree, NOW + 3 * HOUR))
    assert stage_in(tree, "child") is Stage.QUARANTINED


def test_who_is_killed_already_is_quarantined_silently() -> None:
    """A kill by name says nothing of the ancestor; reviving must not skip the quarantine."""
    tree = killed(MemoryTree(), "breach/x")
    tree.run([ThrowSwitch("agent:child", Stage.KILLED, "human-kill", NOW, "mine", "rita")])
    found = cycle(tree, facts([CHILD, agent()], tree)).decisions["child"]
    assert (found.verb, found.stage) == (Verb.HOLD, Stage.KILLED)
    assert found.why == "Killed on 2026-11-21 by rita: mine."
    assert stage_in(tree, "child") is Stage.QUARANTINED


def test_a_circle_of_parents_ends() -> None:
    family = [replace(agent("a"), parent="b"), replace(agent("b"), parent="a")]
    tree = killed(MemoryTree(), "breach/x")
    cycle(tree, facts(family, tree))
    assert stage_in(tree, "b") is Stage.QUARANTINED


def alike(agreement: float, common: int) -> AgentFacts:
    return replace(agent(), alike=Likeness("dead", agreement, common))


@pytest.mark.parametrize(
    ("agreement", "common", "verb"),
    [
        (0.949, 50, Verb.PROMOTE),
        (0.95, 50, Verb.PROMOTE),
        (0.951, 50, Verb.WATCH),
        (0.99, 49, Verb.PROMOTE),
        (NAN, 50, Verb.PROMOTE),
    ],
)
def test_who_agrees_too_often_is_watched(agreement: float, common: int, verb: Verb) -> None:
    found = judge_one(alike(agreement, common))
    assert found.verb is verb
    if verb is Verb.WATCH:
        assert found.why.startswith("On watch: the share of its views that agree with a quaran")

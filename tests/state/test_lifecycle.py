"""Lowering bites, rising is a fresh human act, measures never touch a stage."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state.agents import AGENTS, Agent
from bot.state.documents import load
from bot.state.lifecycle import LimitStage, RaiseStage
from bot.state.measures import MergeMetrics, SetFingerprint
from bot.state.tree import Operation
from bot.state.wire import Unsent, read_unsent, write_unsent
from bot.words import instant
from bot.words.stage import RANK, Stage
from tests.fakes.store import MemoryTree

NOW = instant.EPOCH + timedelta(days=1)


def limit(stage: Stage = Stage.KILLED, cause: str = "kill", hour: int = 0) -> LimitStage:
    since = NOW + timedelta(hours=hour)
    return LimitStage("a", stage, cause, since, f"{cause} happened", "judge")


def rise(sequence: int, stage: Stage = Stage.CANARY) -> RaiseStage:
    return RaiseStage("a", stage, sequence, NOW, "merged", "ann")


def after(*operations: Operation) -> Agent:
    return load(MemoryTree().run(operations), AGENTS).agent("a")


def test_a_newcomer_is_in_the_shadow() -> None:
    assert after().stage is Stage.SHADOW


def test_a_lowering_says_why() -> None:
    agent = after(rise(1), limit())
    assert (agent.stage, agent.reason, agent.by) == (Stage.KILLED, "kill happened", "judge")
    assert agent.since == instant.render(NOW)
    assert agent.grant.stage is Stage.CANARY


@pytest.mark.parametrize(
    ("operations", "stage"),
    [
        ([rise(1)], Stage.CANARY),
        ([rise(0)], Stage.SHADOW),
        ([limit(), rise(1)], Stage.KILLED),
        ([limit(), rise(2)], Stage.CANARY),
        ([limit(), rise(2), rise(2, Stage.LIVE)], Stage.CANARY),
        ([limit(), rise(2), limit(hour=1), rise(2)], Stage.KILLED),
        ([limit(), limit(hour=1), rise(2)], Stage.KILLED),
        ([limit(), limit(), rise(2)], Stage.CANARY),
        ([limit(), limit(Stage.PAUSED, "breach"), rise(2)], Stage.KILLED),
        ([limit(), limit(Stage.PAUSED, "breach"), rise(3)], Stage.CANARY),
        ([limit(), limit(Stage.PAUSED, "breach"), rise(3, Stage.PAUSED)], Stage.PAUSED),
        ([rise(1, Stage.LIVE), limit(Stage.CANARY, "cap")], Stage.CANARY),
        ([rise(1), limit(Stage.LIVE, "cap")], Stage.CANARY),
        ([limit(Stage.RETIRED, "retire"), limit(Stage.KILLED)], Stage.KILLED),
    ],
)
def test_only_an_act_that_has_seen_everything_raises(
    operations: list[Operation], stage: Stage
) -> None:
    assert after(*operations).stage is stage


def test_metrics_are_merged_key_by_key() -> None:
    one = MergeMetrics(NOW, {"a": {"runs": 3, "pnl": 1.5}})
    two = MergeMetrics(NOW + timedelta(hours=1), {"a": {"pnl": 2.5, "errors": 0}})
    assert after(one, two).metrics == {"runs": 3, "pnl": 2.5, "errors": 0}
    assert after(two, one).metrics == {"runs": 3, "pnl": 2.5, "errors": 0}


def test_rewritten_metrics_leave_a_kill_alone() -> None:
    assert after(limit(), MergeMetrics(NOW, {"a": {"stage": "live"}})).stage is Stage.KILLED


def test_other_code_starts_a_fresh_epoch_in_the_shadow() -> None:
    first = SetFingerprint("a", "f1", NOW, "runner")
    other = SetFingerprint("a", "f2", NOW, "runner")
    agent = after(first, rise(1), other)
    assert (agent.stage, agent.epoch, agent.fingerprint) == (Stage.SHADOW, 2, "f2")
    assert after(first, rise(1), other, other).epoch == 2
    assert after(first, rise(1), other, rise(2)).stage is Stage.SHADOW


def test_a_declared_harmless_change_keeps_its_evidence() -> None:
    first = SetFingerprint("a", "f1", NOW, "runner")
    other = SetFingerprint("a", "f2", NOW, "ann", keeps_evidence=True)
    agent = after(first, rise(1), other)
    assert (agent.stage, agent.epoch, agent.fingerprint) == (Stage.CANARY, 1, "f2")


def test_a_demotion_closes_its_epoch_once() -> None:
    demotion = LimitStage("a", Stage.DEMOTED, "demote", NOW, "dead", "judge", closes_epoch=True)
    assert after(demotion, demotion).epoch == 2


@pytest.mark.parametrize(
    "operation",
    [limit(), MergeMetrics(NOW, {"a": {"n": 1}}), rise(1), SetFingerprint("a", "f", NOW, "r")],
    ids=lambda operation: operation.kind,
)
def test_doing_it_again_writes_nothing(operation: Operation) -> None:
    tree = MemoryTree().run([operation])
    assert list(operation.apply(tree)) == []


LOWERING = st.builds(
    limit,
    stage=st.sampled_from(Stage),
    cause=st.sampled_from(["breach", "kill", "demote"]),
    hour=st.integers(0, 2),
)
MEASURING = st.builds(
    lambda key, value: MergeMetrics(NOW, {"a": {key: value}}), st.sampled_from("xyz"), st.integers()
)


@given(
    st.lists(LOWERING | MEASURING, max_size=6).flatmap(
        lambda x: st.tuples(st.just(x), st.permutations(x))
    )
)
def test_lowerings_give_one_stage_in_any_order(
    both: tuple[list[Operation], list[Operation]],
) -> None:
    one, other = after(rise(1, Stage.LIVE), *both[0]), after(rise(1, Stage.LIVE), *both[1])
    assert (one.stage, one.since, one.reason) == (other.stage, other.since, other.reason)


ACTS = st.builds(rise, st.integers(0, 9), st.sampled_from(Stage))


@given(st.lists(LOWERING | MEASURING | ACTS, max_size=8), st.integers(0, 9))
def test_nothing_but_a_fresh_act_ever_raises(operations: list[Operation], stale: int) -> None:
    before = Agent()
    tree = MemoryTree()
    for operation in operations:
        now = load(tree.run([operation]), AGENTS).agent("a")
        fresh = isinstance(operation, RaiseStage) and operation.sequence >= before.next_sequence
        assert fresh or RANK[now.stage] <= RANK[before.stage]
        before = now
    if stale < before.next_sequence:
        assert load(tree.run([rise(stale, Stage.LIVE)]), AGENTS).agent("a") == before


@given(st.lists(LOWERING | MEASURING | ACTS, max_size=5))
def test_operations_survive_their_wire_form(operations: list[Operation]) -> None:
    lines = list(write_unsent(Unsent("s", {"T": "1"}, operations)))
    assert read_unsent("f", lines) == Unsent("s", {"T": "1"}, operations)

from datetime import timedelta

import pytest

from bot.commands.running.roll_call import Call, job_of, roll_call
from bot.errors import BadUsage, CorruptState
from bot.policy.kill_list import Kill, KillList
from bot.state.kill_switch import ALL, ThrowSwitch, for_agent, for_class
from bot.state.lifecycle import LimitStage
from bot.state.slots import AdvanceSlot
from bot.state.tree import Operation
from bot.words.stage import Stage
from tests.commands.running.fleet import NOW, PRINTS, SLOT, policy
from tests.fakes.store import MemoryTree

KILL = Kill(name="hourly", reason="it lies", by="kim")


def called(
    *operations: Operation, kill_list: KillList | None = None, only: str = ""
) -> dict[str, Call]:
    tree = MemoryTree().run(operations)
    calls = roll_call(policy(kill_list), tree, PRINTS, NOW, only)
    return {call.agent.name: call for call in calls}


def throw(target: str, stage: Stage) -> ThrowSwitch:
    return ThrowSwitch(target, stage, "manual", NOW, "fills look wrong", "kim")


def limit(stage: Stage) -> LimitStage:
    return LimitStage("hourly", stage, "drift", NOW, "it decayed", "governor")


def test_everybody_is_called_and_told_why_not() -> None:
    found = called()
    assert {name: call.refusal for name, call in found.items()} == {
        "hourly": "",
        "by-hand": "has no schedule: run it with --agent",
        "away": "runs elsewhere: it has no entry_point",
        "coded": "",
    }
    assert found["hourly"].slot == SLOT
    assert found["coded"].fingerprint == "c" * 64


def test_a_slot_that_was_done_is_not_due_again() -> None:
    done = called(AdvanceSlot(job_of("hourly"), SLOT, NOW))["hourly"]
    assert (done.refusal, done.slot) == ("not due before 2026-11-21T13:05:00.000Z", None)


def test_of_many_missed_slots_only_the_newest_runs() -> None:
    long_ago = AdvanceSlot(job_of("hourly"), SLOT - timedelta(days=30), NOW)
    assert called(long_ago)["hourly"].slot == SLOT


@pytest.mark.parametrize(
    ("operation", "refusal"),
    [
        (throw(for_agent("hourly"), Stage.KILLED), "killed: fills look wrong (kim, "),
        (throw(for_class("momentum"), Stage.PAUSED), "paused: fills look wrong (kim, "),
        (throw(ALL, Stage.KILLED), "killed: fills look wrong (kim, "),
        (limit(Stage.KILLED), "killed: it decayed (governor, "),
        (limit(Stage.RETIRED), "retired: it decayed (governor, "),
        (limit(Stage.QUARANTINED), "quarantined: it decayed (governor, "),
        (limit(Stage.PAUSED), "paused: it decayed (governor, "),
        (limit(Stage.PROPOSED), "proposed: it decayed (governor, "),
    ],
)
@pytest.mark.parametrize("only", ["", "hourly"])
def test_what_the_machine_holds_down_does_not_run(
    operation: Operation, refusal: str, only: str
) -> None:
    assert called(operation, only=only)["hourly"].refusal.startswith(refusal)


@pytest.mark.parametrize(
    "listed",
    [
        KillList(v=1, agents=(KILL,)),
        KillList(v=1, strategy_classes=(Kill(name="momentum", reason="it lies", by="kim"),)),
        KillList(v=1, all=True, reason="it lies"),
    ],
)
@pytest.mark.parametrize("only", ["", "hourly"])
def test_what_people_list_does_not_run(listed: KillList, only: str) -> None:
    refusal = called(kill_list=listed, only=only)["hourly"].refusal
    assert refusal.startswith("killed: ")
    assert "it lies" in refusal


@pytest.mark.parametrize(
    "operation",
    [throw(for_agent("other"), Stage.KILLED), limit(Stage.SHADOW), limit(Stage.DEMOTED)],
)
def test_what_others_are_held_to_or_trading_alone_does_not_stop_a_run(operation: Operation) -> None:
    assert called(operation)["hourly"].refusal == ""


def test_who_is_asked_for_runs_without_being_due() -> None:
    done = AdvanceSlot(job_of("hourly"), SLOT, NOW)
    assert called(done, only="hourly")["hourly"].refusal == ""
    assert list(called(only="by-hand")) == ["by-hand"]
    assert called(only="by-hand")["by-hand"].refusal == ""
    assert called(only="away")["away"].refusal == "runs elsewhere: it has no entry_point"


def test_unknown_code_does_not_run() -> None:
    prints = PRINTS | {"coded": ""}
    calls = roll_call(policy(), MemoryTree(), prints, NOW)
    assert (
        calls[-1].refusal
        == "its code is not all there; see agents.coded.code in policies/agents.yml"
    )


def test_an_unknown_name_is_a_mistake_with_a_hint() -> None:
    with pytest.raises(BadUsage, match="has no agent of this name; did you mean hourly"):
        called(only="horly")


@pytest.mark.parametrize("path", ["state/agents.json", "state/kill_switch.json"])
def test_a_corrupt_state_stops_everybody(path: str) -> None:
    with pytest.raises(CorruptState):
        roll_call(policy(), MemoryTree({path: b"{"}), PRINTS, NOW)

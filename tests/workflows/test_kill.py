"""A kill that people merge: from the pull request to the agent that does not run."""

from bot.ports.forge.pulls import MergeMethod
from tests.workflows.act import Event
from tests.workflows.fleet import Fleet, clock

ENTRY = "agents: [{name: echo, reason: odd fills, by: kim}]"


def test_a_merged_kill_bites_at_once(fleet: Fleet) -> None:
    assert fleet.governor("judge") == 0
    text = fleet.policy("kill_list").replace("agents: []", ENTRY)
    pull = fleet.pull("kill", {"policies/kill_list.yml": text})
    before = fleet.forge.branch_head("main")
    fleet.forge.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
    push = {"ref": "refs/heads/main", "before": before, "after": fleet.forge.branch_head("main")}
    ran = fleet.run("enforce", Event("push", push))
    assert ran.jobs == {"enforce": "success"}, ran.text
    assert "Killed agent echo (odd fills, kim): acknowledged" in ran.text
    assert "echo" in str(fleet.page("gate.json")["killed"])
    ran = fleet.run("agents", Event("schedule"))
    assert ran.jobs == {"agents": "success"}, ran.text
    assert fleet.state(f"events/signals/{clock().date().isoformat()}.jsonl") == ""


def test_a_push_to_another_branch_enforces_nothing(fleet: Fleet) -> None:
    assert fleet.run("enforce", Event("push", {"ref": "refs/heads/topic"})).jobs == {}

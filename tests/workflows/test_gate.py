"""The gate on pull requests of people and of forks, and on merge groups."""

from collections.abc import Mapping
from typing import Any

from bot.ports.forge.checks import Conclusion
from bot.ports.forge.pulls import PullRequest
from tests.workflows.act import Event
from tests.workflows.fleet import Fleet

CHECK = "governor/gate"


def opened(pull: PullRequest) -> Event:
    return Event("pull_request", {"action": "opened", "pull_request": told(pull)}, pull.author)


def told(pull: PullRequest) -> Mapping[str, Any]:
    head = {
        "ref": pull.head_branch,
        "sha": pull.head_sha,
        "repo": {"full_name": pull.head_repository},
    }
    return {
        "number": pull.number,
        "title": pull.title,
        "head": head,
        "base": {"ref": "main", "sha": pull.base_sha},
    }


def verdicts(fleet: Fleet, sha: str) -> list[Conclusion | None]:
    return [one.report.conclusion for one in fleet.forge.check_runs(sha, CHECK)]


def killing(fleet: Fleet) -> dict[str, str]:
    entry = "agents: [{name: echo, reason: odd fills, by: kim}]"
    return {"policies/kill_list.yml": fleet.policy("kill_list").replace("agents: []", entry)}


def test_what_raises_risk_is_blocked_and_what_lowers_it_passes(fleet: Fleet) -> None:
    rise = {"policies/agents.yml": fleet.policy("agents").replace("owner", "stage: canary, owner")}
    pull = fleet.pull("rise", rise)
    ran = fleet.run("gate", opened(pull))
    assert ran.jobs == {"judge": "failure"}, ran.text
    assert verdicts(fleet, pull.head_sha) == [Conclusion.FAILURE]
    pull = fleet.pull("kill", killing(fleet))
    ran = fleet.run("gate", opened(pull))
    assert ran.jobs == {"judge": "success"}, ran.text
    assert verdicts(fleet, pull.head_sha) == [Conclusion.SUCCESS]


def test_a_forks_is_judged_without_rights_and_published_by_the_trusted_half(fleet: Fleet) -> None:
    pull = fleet.pull_from_fork("rita", killing(fleet))
    before = len(fleet.face.writes)
    ran = fleet.run("gate", opened(pull))
    assert ran.jobs == {"fork": "success"}, ran.text
    assert [one for one in fleet.face.writes[before:] if "graphql" not in one.path] == []
    assert verdicts(fleet, pull.head_sha) == []
    fork = {"full_name": "rita/fleet"}
    run = {"id": 7, "event": "pull_request", "head_repository": fork, "conclusion": "success"}
    done = Event("workflow_run", {"action": "completed", "workflow_run": run})
    ran = fleet.run("gate-publish", done)
    assert ran.jobs == {"publish": "success"}, ran.text
    assert verdicts(fleet, pull.head_sha) == [Conclusion.SUCCESS]


def test_what_a_fork_forged_is_judged_anew(fleet: Fleet) -> None:
    rise = {"policies/agents.yml": fleet.policy("agents").replace("owner", "stage: canary, owner")}
    pull = fleet.pull_from_fork("rita", rise)
    assert fleet.run("gate", opened(pull)).jobs == {"fork": "failure"}
    paper = fleet.folder / "harness" / "artifacts" / "governor-verdict" / "verdict.json"
    paper.write_text(paper.read_text().replace('"approved": false', '"approved": true'))
    assert '"approved": true' in paper.read_text()
    run = {"id": 7, "event": "pull_request", "head_repository": {"full_name": "rita/fleet"}}
    ran = fleet.run("gate-publish", Event("workflow_run", {"workflow_run": run}))
    assert ran.jobs == {"publish": "failure"}, ran.text
    assert verdicts(fleet, pull.head_sha) == [Conclusion.FAILURE]


def test_a_merge_group(fleet: Fleet) -> None:
    pull = fleet.pull("kill", killing(fleet))
    group = {
        "head_sha": pull.head_sha,
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-1",
        "base_sha": pull.base_sha,
        "base_ref": "refs/heads/main",
    }
    asked = Event("merge_group", {"action": "checks_requested", "merge_group": group})
    ran = fleet.run("gate", asked)
    assert ran.jobs == {"judge": "success"}, ran.text
    assert verdicts(fleet, pull.head_sha) == [Conclusion.SUCCESS]


def test_titles_and_branches_are_never_run(fleet: Fleet) -> None:
    mark = fleet.folder / "PWNED"
    branch = f"x$(touch${{IFS}}{mark.name})`touch${{IFS}}{mark.name}`"
    pull = fleet.pull(branch, killing(fleet))
    nasty = f"""$(touch {mark}) "; touch {mark}; `touch {mark}` ${{{{ github.token }}}}"""
    short = nasty.replace(str(mark), mark.name)  # a title has 256 characters at most
    fleet.forge.update_pull(pull.number, title=short, body=nasty)
    fleet.forge.create_comment(pull.number, nasty)
    fleet.forge.add_labels(pull.number, ["$(touch PWNED)"])
    ran = fleet.run("gate", opened(fleet.forge.pull(pull.number)))
    assert ran.jobs == {"judge": "success"}, ran.text
    assert list(fleet.folder.rglob(mark.name)) == []

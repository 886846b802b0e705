"""Every call that the GitHub adapter makes, each once: how to get there and how to make it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.ports.forge import Forge
from bot.ports.forge.checks import (
    Annotation,
    CheckReport,
    CheckStatus,
    NewStatus,
    Required,
    Severity,
    StatusState,
)
from bot.ports.forge.contents import FileChange
from bot.ports.forge.issues import Label
from bot.ports.forge.people import Permission
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter, PullRequest
from bot.ports.forge.setup import Right
from bot.ports.forge.talk import Emoji
from tests.adapters.forge.world import World
from tests.face.plan import GRAPHQL

REPO = "/repos/{owner}/{repo}"
PULL = REPO + "/pulls/{pull_number}"
ISSUE = REPO + "/issues/{issue_number}"
COMMENT = REPO + "/issues/comments/{comment_id}"
FRESH = count()
RUNNING = CheckReport(CheckStatus.IN_PROGRESS)
NOTED = CheckReport(
    CheckStatus.IN_PROGRESS,
    title="Looking",
    summary="At it.",
    annotations=(Annotation("README.md", 1, 1, Severity.NOTICE, "here"),),
)
Prepare = Callable[[World], Any]


@dataclass(frozen=True, slots=True)
class CallCase:
    """`prepare` makes through the local forge what `act` then works on through GitHub.

    `repeats` says that it may be sent twice. `fine` are refusals that are an answer: their value.
    """

    kind: str
    prepare: Prepare
    act: Callable[[Forge, Any], Any]
    repeats: bool = True
    fine: tuple[tuple[int, Any], ...] = ()
    nth: int = 1
    login: str = "governor[bot]"


def name() -> str:
    return f"fresh-{next(FRESH)}"


def topic(world: World) -> str:
    branch = name()
    world.branch(branch, new_txt=f"{branch}\n")
    return branch


def pull(world: World) -> PullRequest:
    return world.opened(name())


def issue(world: World) -> int:
    return world.bot.open_issue("Issue").number


def alone(world: World) -> int:
    """Open an issue while no other is pinned."""
    for one in world.bot.issues():
        if one.pinned:
            world.bot.unpin_issue(one.number)
    return issue(world)


def pinned(world: World) -> int:
    number = alone(world)
    world.bot.pin_issue(number)
    return number


def ended(world: World) -> int:
    number = issue(world)
    world.bot.close_issue(number)
    return number


def shut(world: World) -> PullRequest:
    made = pull(world)
    world.bot.close_pull(made.number)
    return made


def bare(world: World) -> str:
    branch = name()
    world.bot.create_branch(branch, world.main())
    return branch


def protected(world: World) -> str:
    branch = bare(world)
    world.owner.require_checks(branch, [Required("old")])
    return branch


def labelled(world: World) -> int:
    number = issue(world)
    world.bot.add_labels(number, ["old"])
    return number


def comment(world: World) -> int:
    return world.bot.create_comment(issue(world), "said").id


def check(world: World) -> int:
    return world.bot.create_check_run(world.main(), name(), RUNNING).id


def noted(world: World) -> str:
    sha = world.branch(name(), x_txt="x\n")
    world.bot.create_check_run(sha, "gate", NOTED)
    return sha


def fresh_label(_: World) -> Label:
    return Label(name(), "0e8a16")


def known_label(world: World) -> Label:
    made = world.bot.ensure_label(Label(name(), "0e8a16"))
    return Label(made.name, "ff0000")


def binary(forge: Forge, head: str) -> None:
    change = FileChange("blob.bin", b"\xff\xfe\x00")
    forge.commit_files(name(), head, [change], "Say why", None)


def text(forge: Forge, head: str) -> None:
    forge.commit_files(name(), head, [FileChange("x.txt", b"x\n")], "Say why", None)


def main(world: World) -> str:
    return world.main()


def nothing(_: World) -> None:
    return None


READS = {
    "repository": CallCase(f"GET {REPO}", nothing, lambda f, _: f.repository()),
    "identity": CallCase(GRAPHQL, nothing, lambda f, _: f.identity()),
    "permission_of": CallCase(
        f"GET {REPO}/collaborators/{{username}}/permission",
        nothing,
        lambda f, _: f.permission_of("wendy"),
        fine=((404, Permission.NONE),),
    ),
    "pull": CallCase(f"GET {PULL}", pull, lambda f, one: f.pull(one.number)),
    "pulls": CallCase(f"GET {REPO}/pulls", pull, lambda f, _: f.pulls(PullFilter(None))),
    "pull_files": CallCase(f"GET {PULL}/files", pull, lambda f, one: f.pull_files(one.number)),
    "pull_commits": CallCase(
        f"GET {PULL}/commits", pull, lambda f, one: f.pull_commits(one.number)
    ),
    "pull_diff": CallCase(f"GET {PULL}", pull, lambda f, one: f.pull_diff(one.number)),
    "survey": CallCase(GRAPHQL, pull, lambda f, _: f.survey()),
    "ended": CallCase(GRAPHQL, shut, lambda f, one: f.ended([one.head_branch])),
    "issue": CallCase(GRAPHQL, issue, lambda f, number: f.issue(number)),
    "issues": CallCase(GRAPHQL, issue, lambda f, _: f.issues()),
    "labels": CallCase(f"GET {REPO}/labels", labelled, lambda f, _: f.labels()),
    "comments": CallCase(f"GET {ISSUE}/comments", issue, lambda f, one: f.comments(one)),
    "comment": CallCase(f"GET {COMMENT}", comment, lambda f, one: f.comment(one)),
    "reactions": CallCase(f"GET {COMMENT}/reactions", comment, lambda f, one: f.reactions(one)),
    "check_runs": CallCase(
        f"GET {REPO}/commits/{{ref}}/check-runs", main, lambda f, sha: f.check_runs(sha)
    ),
    "annotations": CallCase(
        f"GET {REPO}/check-runs/{{check_run_id}}/annotations",
        noted,
        lambda f, sha: f.check_runs(sha),
    ),
    "statuses": CallCase(
        f"GET {REPO}/commits/{{ref}}/statuses", main, lambda f, sha: f.statuses(sha)
    ),
    "required_checks": CallCase(
        f"GET {REPO}/branches/{{branch}}",
        nothing,
        lambda f, _: f.required_checks("main"),
        fine=((404, ()),),
    ),
    "rulesets": CallCase(
        f"GET {REPO}/rulesets",
        protected,
        lambda f, branch: f.require_checks(branch, [Required("gate")]),
        login="acme",
    ),
    "app": CallCase("GET /apps/{app_slug}", nothing, lambda f, _: f.app_id("governor[bot]")),
    "workflows": CallCase(f"GET {REPO}/actions/workflows", nothing, lambda f, _: f.workflows()),
    "environments": CallCase(f"GET {REPO}/environments", nothing, lambda f, _: f.environments()),
    "make_environment": CallCase(
        f"PUT {REPO}/environments/{{environment_name}}",
        nothing,
        lambda f, _: f.make_environment("governor-raise"),
        login="acme",
    ),
    "user": CallCase(
        "GET /user", nothing, lambda f, _: f.make_environment("governor-raise"), login="acme"
    ),
    "own_rulesets": CallCase(
        f"GET {REPO}/rulesets", bare, lambda f, branch: f.keep_history(branch), login="acme"
    ),
    "keep_history": CallCase(
        f"POST {REPO}/rulesets",
        bare,
        lambda f, branch: f.keep_history(branch),
        repeats=False,
        login="acme",
    ),
    "secrets": CallCase(
        f"GET {REPO}/actions/secrets", nothing, lambda f, _: f.secret_names(), login="acme"
    ),
    "organization_secrets": CallCase(
        f"GET {REPO}/actions/organization-secrets",
        nothing,
        lambda f, _: f.secret_names(),
        login="acme",
    ),
    "variables": CallCase(
        f"GET {REPO}/actions/variables", nothing, lambda f, _: f.variable_names(), login="acme"
    ),
    "organization_variables": CallCase(
        f"GET {REPO}/actions/organization-variables",
        nothing,
        lambda f, _: f.variable_names(),
        login="acme",
    ),
    "of_workflows": CallCase(
        f"GET {REPO}/actions/permissions/workflow",
        nothing,
        lambda f, _: f.actions_open_pulls(),
        login="acme",
    ),
    "time": CallCase(f"GET {REPO}", nothing, lambda f, _: f.time()),
    "rules_of": CallCase(
        f"GET {REPO}/rules/branches/{{branch}}", nothing, lambda f, _: f.rules_of("main")
    ),
    "rules": CallCase(
        f"GET {REPO}/rules/branches/{{branch}}", nothing, lambda f, _: f.required_checks("main")
    ),
    "tree": CallCase(f"GET {REPO}/git/trees/{{tree_sha}}", main, text),
    "git_commit": CallCase(f"GET {REPO}/git/commits/{{commit_sha}}", main, text),
    "branches": CallCase(
        f"GET {REPO}/git/matching-refs/{{ref}}", nothing, lambda f, _: f.branches()
    ),
    "branch_head": CallCase(
        f"GET {REPO}/git/ref/{{ref}}",
        nothing,
        lambda f, _: f.branch_head("main"),
        fine=((404, None),),
    ),
    "commit": CallCase(f"GET {REPO}/commits/{{ref}}", main, lambda f, sha: f.commit(sha)),
    "commits": CallCase(f"GET {REPO}/commits", nothing, lambda f, _: f.commits("main")),
    "compare": CallCase(
        f"GET {REPO}/compare/{{basehead}}", topic, lambda f, head: f.compare("main", head)
    ),
    "read_file": CallCase(
        f"GET {REPO}/contents/{{path}}",
        nothing,
        lambda f, _: f.read_file("README.md", "main"),
        fine=((404, None),),
    ),
}
WRITES = {
    "open_pull": CallCase(
        f"POST {REPO}/pulls",
        topic,
        lambda f, head: f.open_pull(NewPull("Title", head, "main")),
        repeats=False,
    ),
    "update_pull": CallCase(
        f"PATCH {PULL}", pull, lambda f, one: f.update_pull(one.number, title="Other")
    ),
    "close_pull": CallCase(f"PATCH {PULL}", pull, lambda f, one: f.close_pull(one.number)),
    "reopen_pull": CallCase(f"PATCH {PULL}", shut, lambda f, one: f.reopen_pull(one.number)),
    "merge_pull": CallCase(
        f"PUT {PULL}/merge",
        pull,
        lambda f, one: f.merge_pull(one.number, MergeMethod.SQUASH, one.head_sha),
        repeats=False,
    ),
    "open_issue": CallCase(
        f"POST {REPO}/issues", nothing, lambda f, _: f.open_issue("Found"), repeats=False
    ),
    "update_issue": CallCase(
        f"PATCH {ISSUE}", issue, lambda f, number: f.update_issue(number, body="More")
    ),
    "close_issue": CallCase(f"PATCH {ISSUE}", issue, lambda f, number: f.close_issue(number)),
    "reopen_issue": CallCase(f"PATCH {ISSUE}", ended, lambda f, number: f.reopen_issue(number)),
    "unpin_issue": CallCase(GRAPHQL, pinned, lambda f, number: f.unpin_issue(number), nth=2),
    "pin_issue": CallCase(GRAPHQL, alone, lambda f, number: f.pin_issue(number), nth=2),
    "make_label": CallCase(
        f"POST {REPO}/labels", fresh_label, lambda f, one: f.ensure_label(one), repeats=False
    ),
    "change_label": CallCase(
        f"PATCH {REPO}/labels/{{name}}", known_label, lambda f, one: f.ensure_label(one)
    ),
    "add_labels": CallCase(
        f"POST {ISSUE}/labels", issue, lambda f, number: f.add_labels(number, ["new"])
    ),
    "remove_label": CallCase(
        f"DELETE {ISSUE}/labels/{{name}}",
        labelled,
        lambda f, number: f.remove_label(number, "old"),
        fine=((404, ["old"]),),
    ),
    "create_comment": CallCase(
        f"POST {ISSUE}/comments",
        issue,
        lambda f, number: f.create_comment(number, "hello"),
        repeats=False,
    ),
    "update_comment": CallCase(
        f"PATCH {COMMENT}", comment, lambda f, one: f.update_comment(one, "edited")
    ),
    "delete_comment": CallCase(
        f"DELETE {COMMENT}", comment, lambda f, one: f.delete_comment(one), repeats=False
    ),
    "react": CallCase(
        f"POST {COMMENT}/reactions", comment, lambda f, one: f.react(one, Emoji.EYES)
    ),
    "create_check_run": CallCase(
        f"POST {REPO}/check-runs",
        main,
        lambda f, sha: f.create_check_run(sha, "gate", RUNNING),
        repeats=False,
    ),
    "update_check_run": CallCase(
        f"PATCH {REPO}/check-runs/{{check_run_id}}",
        check,
        lambda f, one: f.update_check_run(one, NOTED),
        repeats=False,
    ),
    "set_status": CallCase(
        f"POST {REPO}/statuses/{{sha}}",
        main,
        lambda f, sha: f.set_status(sha, NewStatus("ci", StatusState.SUCCESS)),
        repeats=False,
    ),
    "create_branch": CallCase(
        f"POST {REPO}/git/refs", main, lambda f, sha: f.create_branch(name(), sha), repeats=False
    ),
    "update_branch": CallCase(
        f"PATCH {REPO}/git/refs/{{ref}}",
        topic,
        lambda f, head: f.update_branch(head, f.branch_head("main") or "", force=True),
    ),
    "delete_branch": CallCase(
        f"DELETE {REPO}/git/refs/{{ref}}",
        topic,
        lambda f, head: f.delete_branch(head),
        repeats=False,
    ),
    "protect": CallCase(
        f"POST {REPO}/rulesets",
        bare,
        lambda f, branch: f.require_checks(branch, [Required("gate")]),
        repeats=False,
        login="acme",
    ),
    "require": CallCase(
        f"PUT {REPO}/rulesets/{{ruleset_id}}",
        protected,
        lambda f, branch: f.require_checks(branch, [Required("gate"), Required("ci")]),
        login="acme",
    ),
    "lift": CallCase(
        f"DELETE {REPO}/rulesets/{{ruleset_id}}",
        protected,
        lambda f, branch: f.require_checks(branch, []),
        fine=((404, None),),
        login="acme",
    ),
    "may_write": CallCase(
        f"POST {REPO}/check-runs",
        nothing,
        lambda f, _: f.may_write(Right.CHECKS),
        fine=((403, False), (404, False), (422, True)),
    ),
    "let_actions_open_pulls": CallCase(
        f"PUT {REPO}/actions/permissions/workflow",
        nothing,
        lambda f, _: f.let_actions_open_pulls(),
        login="acme",
    ),
    "make_blob": CallCase(f"POST {REPO}/git/blobs", main, binary),
    "make_tree": CallCase(f"POST {REPO}/git/trees", main, text),
    "make_commit": CallCase(f"POST {REPO}/git/commits", main, text),
    "move_branch": CallCase(GRAPHQL, main, text, nth=2),
}
CALLS = {**READS, **WRITES}
SOME = ("survey", "open_pull", "update_comment", "move_branch")

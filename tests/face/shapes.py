"""The records of the port in GitHub's JSON: what somebody reads; the rest is filled in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

from bot.ports.forge.checks import Annotation, CheckRun, Status
from bot.ports.forge.contents import ChangedFile, Commit
from bot.ports.forge.issues import Issue, Label
from bot.ports.forge.pulls import PullRequest
from bot.ports.forge.talk import Comment
from tests.face.ask import Ask

Json = dict[str, Any]
BOT = "[bot]"


def moment(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def node_id(kind: str, number: int | str) -> str:
    return f"{kind}_{number}"


def user(login: str) -> Json:
    kind = "Bot" if login.endswith(BOT) else "User"
    return {"login": login, "id": crc32(login.encode()), "type": kind, "site_admin": False}


def nullable_user(login: str) -> Json | None:
    return user(login) if login else None


def repository(full_name: str) -> Json:
    owner, _, name = full_name.partition("/")
    return {
        "id": crc32(full_name.encode()),
        "node_id": node_id("R", full_name),
        "name": name,
        "full_name": full_name,
        "owner": user(owner),
        "default_branch": "main",
        "private": False,
    }


def label(one: Label) -> Json:
    return {
        "id": crc32(one.name.encode()),
        "name": one.name,
        "color": one.color,
        "description": one.description or None,
        "default": False,
    }


def labels(ask: Ask, names: Sequence[str]) -> list[Json]:
    if not names:
        return []
    known = {one.name: one for one in ask.forge.labels()}
    return [label(known[name]) for name in names]


def pull_simple(ask: Ask, pull: PullRequest) -> Json:
    base = pull.base_sha
    if not pull.closed_at:
        base = ask.memory.base_of(pull.number, pull.head_sha, base)
    return {
        "id": pull.number,
        "url": ask.url("pulls", pull.number),
        "issue_url": ask.url("issues", pull.number),
        "node_id": node_id("PR", pull.number),
        "number": pull.number,
        "title": pull.title,
        "body": pull.body or None,
        "state": pull.state.value,
        "draft": pull.draft,
        "user": user(pull.author),
        "labels": labels(ask, pull.labels),
        "head": _end(pull.head_repository, pull.head_branch, pull.head_sha),
        "base": _end(ask.full_name, pull.base_branch, base),
        "created_at": moment(pull.created_at),
        "updated_at": moment(pull.updated_at),
        "closed_at": moment(pull.closed_at),
        "merged_at": moment(pull.closed_at) if pull.merged else None,
        "merge_commit_sha": pull.merge_sha or None,
    }


def pull_full(ask: Ask, pull: PullRequest) -> Json:
    done = ask.memory.knows(pull.number, pull.head_sha, pull.base_sha)
    return {
        **pull_simple(ask, pull),
        "merged": pull.merged,
        "mergeable": pull.mergeable if done else None,
        "mergeable_state": "unknown",
        "merged_by": nullable_user(pull.closed_by) if pull.merged else None,
    }


def _end(full_name: str, branch: str, sha: str) -> Json:
    owner = full_name.partition("/")[0]
    return {
        "label": f"{owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(owner),
        "repo": repository(full_name),
    }


def issue(ask: Ask, one: Issue | PullRequest) -> Json:
    whole: Json = {
        "id": one.number,
        "url": ask.url("issues", one.number),
        "node_id": node_id("I", one.number),
        "number": one.number,
        "title": one.title,
        "body": one.body or None,
        "state": one.state.value,
        "user": user(one.author),
        "labels": labels(ask, one.labels),
        "created_at": moment(one.created_at),
        "updated_at": moment(one.updated_at),
        "closed_at": moment(one.closed_at),
    }
    if isinstance(one, PullRequest):
        whole |= {"pull_request": {}, "closed_by": nullable_user(one.closed_by)}
    return whole


def comment(ask: Ask, one: Comment) -> Json:
    return {
        "id": one.id,
        "url": ask.url("issues/comments", one.id),
        "node_id": node_id("IC", one.id),
        "body": one.body,
        "user": user(one.author),
        "created_at": moment(one.created_at),
        "updated_at": moment(one.updated_at),
        "issue_url": ask.url("issues", one.number),
    }


def commit(one: Commit) -> Json:
    author = {"name": one.author_name, "email": one.author_email}
    account = nullable_user(one.author)
    return {
        "sha": one.sha,
        "commit": {
            "message": one.message,
            "tree": {"sha": one.tree},
            "author": {**author, "date": moment(one.authored_at)},
            "committer": {**author, "date": moment(one.committed_at)},
        },
        "author": account,
        "committer": account,
        "parents": [{"sha": parent} for parent in one.parents],
    }


def file(one: ChangedFile) -> Json:
    whole: Json = {
        "sha": None,
        "filename": one.path,
        "status": one.status.value,
        "additions": one.additions,
        "deletions": one.deletions,
        "changes": one.additions + one.deletions,
    }
    whole |= {"patch": one.patch} if one.patch else {}
    return whole | ({"previous_filename": one.previous_path} if one.previous_path else {})


def check_run(run: CheckRun) -> Json:
    report = run.report
    return {
        "id": run.id,
        "name": run.name,
        "head_sha": run.head_sha,
        "external_id": report.external_id or None,
        "status": report.status.value,
        "conclusion": report.conclusion and report.conclusion.value,
        "started_at": moment(run.started_at),
        "completed_at": moment(run.completed_at),
        "app": {"slug": run.app.removesuffix(BOT), "name": run.app},
        "output": {
            "title": report.title or None,
            "summary": report.summary or None,
            "text": None,
            "annotations_count": len(report.annotations),
            "annotations_url": "",
        },
    }


def annotation(one: Annotation) -> Json:
    return {
        "path": one.path,
        "start_line": one.start_line,
        "end_line": one.end_line,
        "annotation_level": one.severity.value,
        "message": one.message,
        "title": one.title or None,
    }


def status(one: Status) -> Json:
    return {
        "id": one.id,
        "context": one.context,
        "state": one.state.value,
        "description": one.description or None,
        "target_url": one.target_url or None,
        "creator": nullable_user(one.creator),
        "created_at": moment(one.created_at),
        "updated_at": moment(one.created_at),
    }

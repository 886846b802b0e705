"""GitHub's JSON as records of the port; a missing field is a KeyError and means another sender."""

from datetime import datetime
from typing import Any

from bot.ports.forge.checks import (
    Annotation,
    CheckReport,
    CheckRun,
    CheckStatus,
    Conclusion,
    Severity,
    Status,
    StatusState,
)
from bot.ports.forge.contents import Branch, ChangedFile, Commit, FileStatus
from bot.ports.forge.issues import Issue, Label
from bot.ports.forge.pulls import PullRequest, State
from bot.ports.forge.talk import Comment, Emoji, Reaction
from bot.words.instant import parse

Json = Any
BOT = "[bot]"
HEADS = "refs/heads/"
# What is not known is not passed: a conclusion that is added later must not count as success.
OTHER_CONCLUSIONS = {"stale": Conclusion.CANCELLED}
FILE_STATUS = {
    "added": FileStatus.ADDED,
    "copied": FileStatus.ADDED,
    "removed": FileStatus.REMOVED,
    "renamed": FileStatus.RENAMED,
}


def login(user: Json) -> str:
    """Name an account; of a deleted one nothing is told."""
    return str(user["login"]) if user else ""


def moment(text: str | None) -> datetime | None:
    return parse(text) if text else None


def names(labels: Json) -> tuple[str, ...]:
    return tuple(sorted(one["name"] for one in labels))


def pull(data: Json) -> PullRequest:
    """Read it from a list or alone; `base_sha` may lag behind the base branch."""
    head, base = data["head"], data["base"]
    source = head["repo"]["full_name"] if head["repo"] else ""
    merged = data["merged_at"] is not None
    return PullRequest(
        number=data["number"],
        title=data["title"],
        body=data["body"] or "",
        state=State(data["state"]),
        draft=bool(data.get("draft")),
        author=login(data["user"]),
        head_branch=head["ref"],
        head_sha=head["sha"],
        head_repository=source,
        from_fork=source != base["repo"]["full_name"],
        base_branch=base["ref"],
        base_sha=base["sha"],
        labels=names(data["labels"]),
        created_at=parse(data["created_at"]),
        updated_at=parse(data["updated_at"]),
        closed_at=moment(data["closed_at"]),
        closed_by=login(data.get("merged_by")) if merged else "",
        merged=merged,
        merge_sha=data["merge_commit_sha"] if merged else "",
    )


def comment(data: Json) -> Comment:
    return Comment(
        id=data["id"],
        number=int(data["issue_url"].rpartition("/")[2]),
        author=login(data["user"]),
        body=data["body"],
        created_at=parse(data["created_at"]),
        updated_at=parse(data["updated_at"]),
    )


def reaction(data: Json) -> Reaction:
    return Reaction(Emoji(data["content"]), login(data["user"]))


def label(data: Json) -> Label:
    return Label(data["name"], data["color"], data["description"] or "")


def branch(data: Json) -> Branch:
    return Branch(data["ref"].removeprefix(HEADS), data["object"]["sha"])


def commit(data: Json) -> Commit:
    inner = data["commit"]
    return Commit(
        sha=data["sha"],
        tree=inner["tree"]["sha"],
        parents=tuple(one["sha"] for one in data["parents"]),
        message=inner["message"].rstrip("\n"),
        author=login(data["author"]),
        author_name=inner["author"]["name"],
        author_email=inner["author"]["email"],
        authored_at=parse(inner["author"]["date"]),
        committed_at=parse(inner["committer"]["date"]),
    )


def changed_file(data: Json) -> ChangedFile:
    return ChangedFile(
        path=data["filename"],
        status=FILE_STATUS.get(data["status"], FileStatus.MODIFIED),
        additions=data["additions"],
        deletions=data["deletions"],
        patch=data.get("patch", ""),
        previous_path=data.get("previous_filename", ""),
    )


def check_run(data: Json, annotations: tuple[Annotation, ...] = ()) -> CheckRun:
    output = data["output"]
    report = CheckReport(
        status=check_status(data["status"]),
        conclusion=conclusion(data["conclusion"]),
        title=output["title"] or "",
        summary=output["summary"] or "",
        annotations=annotations,
        external_id=data["external_id"] or "",
    )
    return CheckRun(
        id=data["id"],
        name=data["name"],
        head_sha=data["head_sha"],
        app=app(data["app"]),
        report=report,
        started_at=moment(data["started_at"]),
        completed_at=moment(data["completed_at"]),
    )


def app(data: Json) -> str:
    """Name an app as the account it acts by."""
    return f"{data['slug']}{BOT}" if data else ""


def check_status(text: str) -> CheckStatus:
    known = {one.value: one for one in CheckStatus}
    return known.get(text.lower(), CheckStatus.QUEUED)


def conclusion(text: str | None) -> Conclusion | None:
    if text is None:
        return None
    known = {one.value: one for one in Conclusion} | OTHER_CONCLUSIONS
    return known.get(text.lower(), Conclusion.FAILURE)


def annotation(data: Json) -> Annotation:
    return Annotation(
        path=data["path"],
        start_line=data["start_line"],
        end_line=data["end_line"],
        severity=Severity(data["annotation_level"]),
        message=data["message"] or "",
        title=data["title"] or "",
    )


def status(data: Json, sha: str) -> Status:
    return Status(
        id=data["id"],
        sha=sha,
        context=data["context"],
        state=StatusState(data["state"]),
        description=data["description"] or "",
        target_url=data["target_url"] or "",
        creator=login(data["creator"]),
        created_at=parse(data["created_at"]),
    )


def issue(data: Json, *, pinned: bool) -> Issue:
    """Read one from REST, which does not tell whether it is pinned."""
    return Issue(
        number=data["number"],
        title=data["title"],
        body=data["body"] or "",
        state=State(data["state"]),
        author=login(data["user"]),
        labels=names(data["labels"]),
        pinned=pinned,
        created_at=parse(data["created_at"]),
        updated_at=parse(data["updated_at"]),
        closed_at=moment(data["closed_at"]),
    )

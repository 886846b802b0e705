"""The GraphQL half of the face: the real query language over the same local forge."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, graphql_sync

from bot.errors import CannotAct, Invalid, NotFound
from bot.ports.forge.checks import CheckRun, Status
from bot.ports.forge.issues import Issue
from bot.ports.forge.people import Permission
from bot.ports.forge.pulls import PullFilter, PullRequest, State
from bot.ports.forge.survey import Surveyed
from bot.ports.forge.talk import Comment
from tests.face.ask import Ask, Reply, answers
from tests.face.shapes import BOT, Json, moment, node_id

Field = Callable[..., Any]
NOTHING = "0" * 40


@cache
def _schema() -> GraphQLSchema:
    return build_schema(Path(__file__).with_name("schema.graphql").read_text())


@answers("POST", "/graphql")
def graphql(ask: Ask) -> Reply:
    root = {
        "viewer": {"login": ask.login},
        "repository": _repository(ask),
        "pinIssue": _pinning(ask.forge.pin_issue),
        "unpinIssue": _pinning(ask.forge.unpin_issue),
        "updateRefs": _updating(ask),
    }
    variables = ask.body.get("variables")
    done = graphql_sync(_schema(), ask.body["query"], root, variable_values=variables)
    errors = [_told(error) for error in done.errors or ()]
    return Reply(200, {"data": done.data} | ({"errors": errors} if errors else {}))


def _told(error: GraphQLError) -> Json:
    """Put the type beside the message, where GitHub has it."""
    kind = (error.extensions or {}).get("type")
    return {"message": error.message, "path": error.path} | ({"type": kind} if kind else {})


def _refused(kind: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"type": kind})


def _repository(ask: Ask) -> Field:
    def repository(_info: Any, owner: str, name: str, **_: Any) -> Json:
        here = ask.forge.repository().full_name
        if f"{owner}/{name}" != here:
            said = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise _refused("NOT_FOUND", said)
        return {
            "id": node_id("R", here),
            "nameWithOwner": here,
            "issue": _issue_of(ask),
            "issues": _issues_of(ask),
            "pullRequests": _pulls_of(ask),
        }

    return repository


def _issue_of(ask: Ask) -> Field:
    def issue(_info: Any, number: int) -> Json:
        try:
            return _issue(ask.forge.issue(number))
        except NotFound as missing:
            said = f"Could not resolve to an Issue with the number of {number}."
            raise _refused("NOT_FOUND", said) from missing

    return issue


def _issues_of(ask: Ask) -> Field:
    def issues(
        _info: Any, states: Sequence[str] = (), labels: Sequence[str] = (), **page: Any
    ) -> Json:
        found = [
            one
            for one in ask.forge.issues(None)
            if (not states or one.state.name in states)
            and (not labels or set(labels) & set(one.labels))
        ]
        return _connection([_issue(one) for one in found], **page)

    return issues


def _pulls_of(ask: Ask) -> Field:
    def pulls(
        _info: Any,
        states: Sequence[str],
        headRefName: str | None = None,  # noqa: N803 - the name that GraphQL gives it
        **page: Any,
    ) -> Json:
        if list(states) == ["OPEN"]:
            return _connection([_surveyed(ask, one) for one in ask.forge.survey()], **page)
        assert sorted(states) == ["CLOSED", "MERGED"]
        assert page["orderBy"]["direction"] == "DESC"
        found = ask.forge.pulls(PullFilter(State.CLOSED, headRefName))
        return _connection([_pull(ask, one) for one in reversed(found)], **page)

    return pulls


def _connection(
    nodes: Sequence[Any], first: int = 0, after: str | None = None, last: int = 0, **_: Any
) -> Json:
    if not (first or last) or max(first, last) > 100:
        raise _refused("MISSING_PAGINATION_BOUNDARIES", "You must provide `first` or `last`.")
    start = int(after or 0) if first else max(0, len(nodes) - last)
    end = start + (first or last)
    page = {"hasNextPage": end < len(nodes), "endCursor": str(min(end, len(nodes)))}
    return {"nodes": list(nodes[start:end]), "pageInfo": page}


def _listed(nodes: Iterable[Any]) -> Field:
    whole = list(nodes)
    return lambda _info, **page: _connection(whole, **page)


def _actor(login: str) -> Json | None:
    """Name an account as GraphQL does: an app without its suffix."""
    kind = "Bot" if login.endswith(BOT) else "User"
    return {"__typename": kind, "login": login.removesuffix(BOT)} if login else None


def _issue(one: Issue) -> Json:
    return {
        "id": node_id("I", one.number),
        "number": one.number,
        "title": one.title,
        "body": one.body,
        "state": one.state.name,
        "author": _actor(one.author),
        "labels": _listed({"name": name} for name in one.labels),
        "isPinned": one.pinned,
        "createdAt": moment(one.created_at),
        "updatedAt": moment(one.updated_at),
        "closedAt": moment(one.closed_at),
    }


def _surveyed(ask: Ask, seen: Surveyed) -> Json:
    number = seen.pull.number
    return _pull(ask, seen.pull) | {
        "files": _listed({"path": path} for path in seen.paths),
        "comments": _listed(_comment(ask, one) for one in ask.forge.comments(number)),
        "commits": _listed([{"commit": _head(seen)}]),
    }


def _pull(ask: Ask, pull: PullRequest) -> Json:
    return {
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "state": "MERGED" if pull.merged else State(pull.state).name,
        "isDraft": pull.draft,
        "author": _actor(pull.author),
        "headRefName": pull.head_branch,
        "headRefOid": pull.head_sha,
        "headRepository": {"nameWithOwner": pull.head_repository},
        "isCrossRepository": pull.from_fork,
        "baseRefName": pull.base_branch,
        "baseRefOid": ask.memory.base_of(pull.number, pull.head_sha, pull.base_sha),
        "baseRef": {"target": {"__typename": "Commit", "oid": pull.base_sha}},
        "labels": _listed({"name": name} for name in pull.labels),
        "createdAt": moment(pull.created_at),
        "updatedAt": moment(pull.updated_at),
        "closedAt": moment(pull.closed_at),
        "mergedBy": _actor(pull.closed_by) if pull.merged else None,
        "mergeCommit": {"oid": pull.merge_sha} if pull.merged else None,
    }


def _comment(ask: Ask, one: Comment) -> Json:
    return {
        "fullDatabaseId": str(one.id),
        "author": _actor(one.author),
        "body": one.body,
        "createdAt": moment(one.created_at),
        "updatedAt": moment(one.updated_at),
        "viewerDidAuthor": one.author == ask.login,
    }


def _head(seen: Surveyed) -> Json:
    verdicts = [_run(run) for run in seen.checks] + [_status(one) for one in seen.statuses]
    rollup = {"contexts": _listed(verdicts)} if verdicts else None
    return {"oid": seen.pull.head_sha, "statusCheckRollup": rollup}


def _run(run: CheckRun) -> Json:
    report = run.report
    return {
        "__typename": "CheckRun",
        "databaseId": run.id,
        "name": run.name,
        "status": report.status.name,
        "conclusion": report.conclusion and report.conclusion.name,
        "title": report.title or None,
        "summary": report.summary or None,
        "startedAt": moment(run.started_at),
        "completedAt": moment(run.completed_at),
        "externalId": report.external_id or None,
        "checkSuite": {"app": {"slug": run.app.removesuffix(BOT)}},
    }


def _status(one: Status) -> Json:
    return {
        "__typename": "StatusContext",
        "context": one.context,
        "state": one.state.name,
        "description": one.description or None,
        "targetUrl": one.target_url or None,
        "creator": _actor(one.creator),
        "createdAt": moment(one.created_at),
    }


def _pinning(act: Callable[[int], Issue]) -> Field:
    def pinned(_info: Any, input: Json) -> Json:  # noqa: A002 - the name that GraphQL gives it
        number = int(input["issueId"].partition("_")[2])
        try:
            return {"issue": _issue(act(number))}
        except Invalid as refused:
            said = "Maximum 3 pinned issues per repository"
            raise _refused("UNPROCESSABLE", said) from refused
        except CannotAct as refused:
            raise _refused("FORBIDDEN", "Resource not accessible by integration") from refused

    return pinned


def _updating(ask: Ask) -> Field:
    def update_refs(_info: Any, input: Json) -> Json:  # noqa: A002 - same
        if not ask.may(Permission.WRITE):
            raise _refused("FORBIDDEN", "Resource not accessible by integration")
        for update in input["refUpdates"]:
            _update(ask, update)
        return {}

    return update_refs


def _update(ask: Ask, update: Json) -> None:
    name, before = update["name"].removeprefix("refs/heads/"), update.get("beforeOid")
    found = ask.forge.branch_head(name)
    if before is not None and before != (found or NOTHING):
        raise _refused("UNPROCESSABLE", f"Reference {update['name']} is not at {before}")
    try:
        if found is None:
            ask.forge.create_branch(name, update["afterOid"])
        else:
            ask.forge.update_branch(name, update["afterOid"], force=update["force"])
    except CannotAct as refused:
        needed = getattr(refused, "needed", "")
        protected = f'Required status check "{needed}" is expected.' if needed else refused.reason
        raise _refused("UNPROCESSABLE", protected) from refused

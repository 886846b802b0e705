"""Pull requests at the face."""

from bot.errors import AlreadyExists, Invalid, MergeConflict, MovedHead
from bot.ports.forge.people import Permission
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter, PullRequest, State
from tests.face import shapes
from tests.face.ask import Ask, Refusal, Reply, answers, need_right, paged, saying

PULLS = "/repos/{owner}/{repo}/pulls"
ONE = PULLS + "/{pull_number}"
DIFF = "diff"


@answers("GET", PULLS)
def pulls(ask: Ask) -> Reply:
    state, head = ask.query.get("state", "open"), ask.query.get("head", "")
    owner, _, branch = head.rpartition(":")
    wanted = PullFilter(
        state=None if state == "all" else State(state),
        head_branch=branch if owner == ask.path["owner"] else None,
        base_branch=ask.query.get("base"),
    )
    found = sorted(ask.forge.pulls(wanted), key=lambda pull: pull.number)
    newest_first = ask.query.get("direction") != "asc"
    return paged([shapes.pull_simple(ask, one) for one in found][:: -1 if newest_first else 1])


@answers("POST", PULLS)
def open_pull(ask: Ask) -> Reply:
    need_right(ask, "pull-requests", Permission.READ)
    new = NewPull(
        title=ask.body["title"],
        head=ask.body["head"],
        base=ask.body["base"],
        body=ask.body.get("body") or "",
        draft=ask.body.get("draft", False),
    )
    try:
        return Reply(201, shapes.pull_full(ask, ask.forge.open_pull(new)))
    except AlreadyExists as refused:
        label = new.head if ":" in new.head else f"{ask.path['owner']}:{new.head}"
        raise _custom(f"A pull request already exists for {label}.") from refused
    except Invalid as refused:
        raise _invalid_end(refused, new) from refused


def _invalid_end(refused: Invalid, new: NewPull) -> Refusal | Invalid:
    if "has no commits" in refused.reason:
        return _custom(f"No commits between {new.base} and {new.head}")
    for end in ("head", "base"):
        if f"there is no {end} branch" in refused.reason:
            error = {"resource": "PullRequest", "field": end, "code": "invalid"}
            return Refusal(422, "Validation Failed", [error])
    return refused


def _custom(message: str) -> Refusal:
    error = {"resource": "PullRequest", "code": "custom", "message": message}
    return Refusal(422, "Validation Failed", [error])


@answers("GET", ONE)
def pull(ask: Ask) -> Reply:
    if DIFF in ask.headers.get("Accept", ""):
        return Reply(200, text=ask.forge.pull_diff(ask.number))
    return Reply(200, shapes.pull_full(ask, ask.forge.pull(ask.number)))


@answers("PATCH", ONE)
def update_pull(ask: Ask) -> Reply:
    title, body, state = (ask.body.get(key) for key in ("title", "body", "state"))
    done = ask.forge.update_pull(ask.number, title=title, body=body)
    if state == "closed":
        done = ask.forge.close_pull(ask.number)
    if state == "open":
        done = _reopened(ask)
    return Reply(200, shapes.pull_full(ask, done))


def _reopened(ask: Ask) -> PullRequest:
    error = {"resource": "PullRequest", "field": "state", "code": "invalid"}
    try:
        return ask.forge.reopen_pull(ask.number)
    except AlreadyExists as refused:
        error["message"] = "state cannot be changed. There is already an open pull request from it."
        raise Refusal(422, "Validation Failed", [error]) from refused
    except Invalid as refused:
        error["message"] = f"state cannot be changed. {refused.reason}."
        raise Refusal(422, "Validation Failed", [error]) from refused


@answers("GET", ONE + "/files")
def files(ask: Ask) -> Reply:
    return paged([shapes.file(one) for one in ask.forge.pull_files(ask.number)][:3000])


@answers("GET", ONE + "/commits")
def commits(ask: Ask) -> Reply:
    return paged([shapes.commit(one) for one in ask.forge.pull_commits(ask.number)][:250])


@answers("PUT", ONE + "/merge")
def merge(ask: Ask) -> Reply:
    body = ask.body or {}
    head = body.get("sha") or ask.forge.pull(ask.number).head_sha
    moved = "Head branch was modified. Review and try the merge again."
    with (
        saying(409, moved, MovedHead),
        saying(405, "Pull Request is not mergeable", MergeConflict),
    ):
        done = ask.forge.merge_pull(
            ask.number,
            MergeMethod(body.get("merge_method", "merge")),
            head,
            title=body.get("commit_title", ""),
            message=body.get("commit_message", ""),
        )
    said = "Pull Request successfully merged"
    return Reply(200, {"sha": done.merge_sha, "merged": True, "message": said})

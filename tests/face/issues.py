"""Issues, labels, comments and reactions at the face; the first of them for pull requests too."""

from bot.errors import NotFound
from bot.ports.forge.issues import Issue, Label
from bot.ports.forge.people import Permission
from bot.ports.forge.pulls import PullRequest, State
from bot.ports.forge.talk import Emoji
from tests.face import shapes
from tests.face.ask import Ask, Refusal, Reply, answers, need_right, paged

REPO = "/repos/{owner}/{repo}"
ISSUES = REPO + "/issues"
ONE = ISSUES + "/{issue_number}"
COMMENT = ISSUES + "/comments/{comment_id}"
LABELS = REPO + "/labels"


def thread(ask: Ask) -> Issue | PullRequest:
    try:
        return ask.forge.issue(ask.number)
    except NotFound:
        return ask.forge.pull(ask.number)


@answers("POST", ISSUES)
def open_issue(ask: Ask) -> Reply:
    need_right(ask, "issues", Permission.READ)
    if not ask.body["title"]:
        error = {"resource": "Issue", "field": "title", "code": "missing_field"}
        raise Refusal(422, "Validation Failed", [error])
    names = [name if isinstance(name, str) else name["name"] for name in ask.body.get("labels", [])]
    new = ask.forge.open_issue(ask.body["title"], ask.body.get("body") or "", names)
    return Reply(201, shapes.issue(ask, new))


@answers("GET", ONE)
def issue(ask: Ask) -> Reply:
    return Reply(200, shapes.issue(ask, thread(ask)))


@answers("PATCH", ONE)
def update_issue(ask: Ask) -> Reply:
    title, body, state = (ask.body.get(key) for key in ("title", "body", "state"))
    done = ask.forge.update_issue(ask.number, title=title, body=body)
    if state and state != done.state:
        act = ask.forge.close_issue if state == State.CLOSED else ask.forge.reopen_issue
        done = act(ask.number)
    return Reply(200, shapes.issue(ask, done))


@answers("GET", LABELS)
def labels(ask: Ask) -> Reply:
    return paged([shapes.label(one) for one in ask.forge.labels()])


@answers("GET", LABELS + "/{name}")
def label(ask: Ask) -> Reply:
    return Reply(200, shapes.label(_label(ask, ask.path["name"])))


def _label(ask: Ask, name: str) -> Label:
    found = [one for one in ask.forge.labels() if one.name == name]
    if not found:
        raise Refusal(404, "Not Found")
    return found[0]


@answers("POST", LABELS)
def make_label(ask: Ask) -> Reply:
    name = ask.body["name"]
    if any(one.name == name for one in ask.forge.labels()):
        error = {"resource": "Label", "code": "already_exists", "field": "name"}
        raise Refusal(422, "Validation Failed", [error])
    colour, words = ask.body.get("color", "ededed"), ask.body.get("description") or ""
    return Reply(201, shapes.label(ask.forge.ensure_label(Label(name, colour, words))))


@answers("PATCH", LABELS + "/{name}")
def change_label(ask: Ask) -> Reply:
    old = _label(ask, ask.path["name"])
    colour, words = ask.body.get("color", old.color), ask.body.get("description", old.description)
    return Reply(200, shapes.label(ask.forge.ensure_label(Label(old.name, colour, words))))


@answers("GET", ONE + "/labels")
def labels_of(ask: Ask) -> Reply:
    return paged(shapes.labels(ask, thread(ask).labels))


@answers("POST", ONE + "/labels")
def add_labels(ask: Ask) -> Reply:
    names = ask.body if isinstance(ask.body, list) else ask.body["labels"]
    return Reply(200, shapes.labels(ask, ask.forge.add_labels(ask.number, names)))


@answers("DELETE", ONE + "/labels/{name}")
def remove_label(ask: Ask) -> Reply:
    if ask.path["name"] not in thread(ask).labels:
        raise Refusal(404, "Label does not exist")
    return Reply(200, shapes.labels(ask, ask.forge.remove_label(ask.number, ask.path["name"])))


@answers("GET", ONE + "/comments")
def comments(ask: Ask) -> Reply:
    return paged([shapes.comment(ask, one) for one in ask.forge.comments(ask.number)])


@answers("POST", ONE + "/comments")
def create_comment(ask: Ask) -> Reply:
    return Reply(201, shapes.comment(ask, ask.forge.create_comment(ask.number, ask.body["body"])))


@answers("GET", COMMENT)
def comment(ask: Ask) -> Reply:
    return Reply(200, shapes.comment(ask, ask.forge.comment(ask.number)))


@answers("PATCH", COMMENT)
def update_comment(ask: Ask) -> Reply:
    return Reply(200, shapes.comment(ask, ask.forge.update_comment(ask.number, ask.body["body"])))


@answers("DELETE", COMMENT)
def delete_comment(ask: Ask) -> Reply:
    ask.forge.delete_comment(ask.number)
    return Reply(204)


@answers("GET", COMMENT + "/reactions")
def reactions(ask: Ask) -> Reply:
    listed = enumerate(ask.forge.reactions(ask.number), start=1)
    return paged([_reaction(ask, i, one.emoji, one.author) for i, one in listed])


@answers("POST", COMMENT + "/reactions")
def react(ask: Ask) -> Reply:
    emoji = Emoji(ask.body["content"])
    ask.forge.react(ask.number, emoji)
    return Reply(201, _reaction(ask, 1, emoji, ask.login))


def _reaction(ask: Ask, number: int, emoji: Emoji, author: str) -> shapes.Json:
    at = shapes.moment(ask.now)
    return {"id": number, "content": emoji.value, "user": shapes.user(author), "created_at": at}

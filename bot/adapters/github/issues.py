"""Issues and labels on GitHub; issues are read in GraphQL, as only it tells which are pinned."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bot.adapters.github import decode, queries
from bot.adapters.github.call import NOT_FOUND, UNPROCESSABLE, Call
from bot.adapters.github.desk import Desk
from bot.adapters.github.refusals import refusal, sentence
from bot.ports.forge.issues import Issue, Label
from bot.ports.forge.pulls import State

EXISTS = "already_exists"


class GitHubIssues(Desk):
    def issue(self, number: int) -> Issue:
        return self._found(f"read issue #{number}", number)[0]

    def issues(self, state: State | None = State.OPEN, label: str = "") -> Sequence[Issue]:
        states = [one.name for one in ([state] if state else State)]
        variables: dict[str, object] = {"states": states, "labels": [label] if label else None}
        call = Call("list issues", "POST", queries.ISSUES, repeatable=True, needs="issues: read")
        return self._graph_list(call, "issues", queries.issue, **variables)

    def open_issue(self, title: str, body: str = "", labels: Sequence[str] = ()) -> Issue:
        given = {"title": title, "body": body, "labels": list(labels)}
        call = Call("open an issue", "POST", self._at("issues"), body=given)
        return self._wire.ask(call).read(lambda data: decode.issue(data, pinned=False))

    def update_issue(
        self, number: int, *, title: str | None = None, body: str | None = None
    ) -> Issue:
        given = {"title": title, "body": body}
        changes = {key: value for key, value in given.items() if value is not None}
        return self._changed(f"update issue #{number}", number, changes)

    def close_issue(self, number: int) -> Issue:
        return self._changed(f"close issue #{number}", number, {"state": State.CLOSED.value})

    def reopen_issue(self, number: int) -> Issue:
        return self._changed(f"reopen issue #{number}", number, {"state": State.OPEN.value})

    def pin_issue(self, number: int) -> Issue:
        return self._pinned(f"pin issue #{number}", number, queries.PIN, pinned=True)

    def unpin_issue(self, number: int) -> Issue:
        return self._pinned(f"unpin issue #{number}", number, queries.UNPIN, pinned=False)

    def labels(self) -> Sequence[Label]:
        found = self._wire.listed("list labels", self._at("labels"), decode.label)
        return sorted(found, key=lambda label: label.name)

    def ensure_label(self, label: Label) -> Label:
        act, path = f"make the label {label.name}", self._label(self._at("labels"), label.name)
        answer = self._wire.ask(Call(act, "GET", path, repeatable=True), NOT_FOUND)
        given = {"color": label.color, "description": label.description}
        if not answer.ok:
            made = Call(act, "POST", self._at("labels"), body={"name": label.name, **given})
            done = self._wire.ask(made, UNPROCESSABLE)
            if done.ok:
                return done.read(decode.label)
            if EXISTS not in sentence(done):
                raise refusal(made, done)
            answer = self._wire.get(act, path)  # another run was faster
        found = answer.read(decode.label)
        if (found.color, found.description) == (label.color.lower(), label.description):
            return label
        changed = Call(act, "PATCH", path, body=given, repeatable=True)
        return self._wire.ask(changed).read(decode.label)

    def add_labels(self, number: int, names: Sequence[str]) -> Sequence[str]:
        path, body = self._at("issues", number, "labels"), {"labels": list(names)}
        call = Call(f"label #{number}", "POST", path, body=body, repeatable=True)
        return self._wire.ask(call).read(decode.names)

    def remove_label(self, number: int, name: str) -> Sequence[str]:
        act, path = f"take a label off #{number}", self._at("issues", number, "labels")
        call = Call(act, "DELETE", self._label(path, name), repeatable=True)
        answer = self._wire.ask(call, NOT_FOUND)
        if not answer.ok:
            # Either it bears no such label, which is fine, or there is no such issue to read.
            return sorted(self._wire.listed(act, path, lambda data: str(data["name"])))
        return answer.read(decode.names)

    def _label(self, above: str, name: str) -> str:
        return f"{above}/{quote(name, safe='')}"

    def _found(self, act: str, number: int) -> tuple[Issue, str]:
        """Give it with the name that GraphQL has for it."""
        call = Call(act, "POST", queries.ISSUE, repeatable=True, needs="issues: read")
        return self._wire.graph(call, {**self._names, "number": number}, _with_node)

    def _changed(self, act: str, number: int, changes: dict[str, str]) -> Issue:
        issue, _ = self._found(act, number)
        if all(getattr(issue, key) == value for key, value in changes.items()):
            return issue
        call = Call(act, "PATCH", self._at("issues", number), body=changes, repeatable=True)
        return self._wire.ask(call).read(lambda data: decode.issue(data, pinned=issue.pinned))

    def _pinned(self, act: str, number: int, mutation: str, *, pinned: bool) -> Issue:
        issue, node = self._found(act, number)
        if issue.pinned == pinned:
            return issue
        call = Call(act, "POST", mutation, repeatable=True, needs="issues: write")
        return self._wire.graph(
            call, {"id": node}, lambda data: queries.issue(data["done"]["issue"])
        )


def _with_node(data: Any) -> tuple[Issue, str]:  # noqa: ANN401 - JSON
    found = data["repository"]["issue"]
    return queries.issue(found), found["id"]

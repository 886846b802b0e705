"""A commit made of git's own objects, and the branch moved to it by compare and swap.

REST moves a branch wherever it stands; GraphQL's updateRefs asks where it stood before.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.github import decode, queries
from bot.adapters.github.call import Call
from bot.adapters.github.desk import Desk
from bot.adapters.github.refusals import guarded
from bot.errors import CannotReach, Invalid, MovedHead
from bot.ports.forge.contents import Commit, FileChange
from bot.words.instant import parse

NEW_FILE = "100644"
NOTHING = "0" * 40


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a tree with their modes; `complete` tells whether GitHub listed all."""

    modes: Mapping[str, str]
    complete: bool


class Committing(Desk):
    def commit_files(
        self,
        branch: str,
        base_sha: str,
        changes: Sequence[FileChange],
        message: str,
        expected_head: str | None,
    ) -> Commit:
        act = f"commit to {branch}"
        base = self._wire.get(act, self._at("git/commits", base_sha)).read(_tree_of)
        tree = self._tree(act, base, changes)
        body = {"message": message, "tree": tree, "parents": [base_sha]}
        call = Call(act, "POST", self._at("git/commits"), body=body, repeatable=True)
        author = self._me.login
        made = self._wire.ask(call).read(lambda data: _commit(data, author))
        self._swap(act, branch, expected_head, made.sha)
        return made

    def _tree(self, act: str, base: str, changes: Sequence[FileChange]) -> str:
        modes = self._modes(act, base, [change.path for change in changes])
        entries = [self._entry(act, change, modes) for change in changes]
        body = {"base_tree": base, "tree": entries}
        call = Call(act, "POST", self._at("git/trees"), body=body, repeatable=True)
        return self._wire.ask(call).read(lambda data: str(data["sha"]))

    def _entry(self, act: str, change: FileChange, modes: Mapping[str, str]) -> dict[str, Any]:
        mode = modes.get(change.path, NEW_FILE)
        entry: dict[str, Any] = {"path": change.path, "mode": mode, "type": "blob"}
        if change.content is None:
            if change.path not in modes:
                raise Invalid(act, f"{change.path} is to be removed and is not there")
            return entry | {"sha": None}
        text = _as_text(change.content)
        if text is not None:
            return entry | {"content": text}
        return entry | {"sha": self._blob(act, change.content)}

    def _blob(self, act: str, content: bytes) -> str:
        body = {"content": base64.b64encode(content).decode(), "encoding": "base64"}
        call = Call(act, "POST", self._at("git/blobs"), body=body, repeatable=True)
        return self._wire.ask(call).read(lambda data: str(data["sha"]))

    def _modes(self, act: str, tree: str, paths: Sequence[str]) -> Mapping[str, str]:
        """Learn which files are there, and how: what is executable must stay so."""
        whole = self._listing(act, tree, recursive="1")
        if whole.complete:
            return whole.modes
        found: dict[str, str] = {}
        for path in paths:
            mode = self._mode_in(act, tree, path)
            found |= {path: mode} if mode else {}
        return found

    def _mode_in(self, act: str, tree: str, path: str) -> str:
        """Walk down to one file of a tree that is too large to be listed."""
        name, _, rest = path.partition("/")
        entries = self._wire.get(act, self._at("git/trees", tree)).read(_by_path)
        entry = entries.get(name)
        if entry is None:
            return ""
        return self._mode_in(act, entry["sha"], rest) if rest else str(entry["mode"])

    def _listing(self, act: str, tree: str, **query: str) -> Listing:
        return self._wire.get(act, self._at("git/trees", tree), **query).read(_listing)

    def _swap(self, act: str, branch: str, expected: str | None, new: str) -> None:
        update = {
            "name": decode.HEADS + branch,
            "beforeOid": expected or NOTHING,
            "afterOid": new,
            "force": True,
        }
        given = {"repositoryId": self._here.node_id, "refUpdates": [update]}
        call = Call(act, "POST", queries.UPDATE_REFS, repeatable=True, needs="contents: write")
        try:
            self._wire.graph(call, {"input": given}, dict)
        except (Invalid, CannotReach) as refused:
            found = self._head(branch)
            if found == expected:
                raise guarded(act, refused.reason) or refused from None
            if found != new:  # where an answer was lost it may be there already
                raise MovedHead(act, branch, expected, found) from None
        self._sightings.wrote(branch, expected, new)


def _as_text(content: bytes) -> str | None:
    """Give what can be sent as it is."""
    try:
        return content.decode() if b"\0" not in content else None
    except UnicodeDecodeError:
        return None


def _tree_of(data: Any) -> str:  # noqa: ANN401 - JSON
    return str(data["tree"]["sha"])


def _listing(data: Any) -> Listing:  # noqa: ANN401 - JSON
    modes = {path: str(one["mode"]) for path, one in _by_path(data).items()}
    return Listing(modes, not data["truncated"])


def _by_path(data: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - JSON
    return {one["path"]: one for one in data["tree"]}


def _commit(data: Any, author: str) -> Commit:  # noqa: ANN401 - JSON
    return Commit(
        sha=data["sha"],
        tree=data["tree"]["sha"],
        parents=tuple(one["sha"] for one in data["parents"]),
        message=data["message"].rstrip("\n"),
        author=author,
        author_name=data["author"]["name"],
        author_email=data["author"]["email"],
        authored_at=parse(data["author"]["date"]),
        committed_at=parse(data["committer"]["date"]),
    )

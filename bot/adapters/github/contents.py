"""Branches, commits, files and differences on GitHub."""

import base64
from collections.abc import Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote

from bot.adapters.github import decode
from bot.adapters.github.call import NOT_FOUND, UNPROCESSABLE, Answer, Call
from bot.adapters.github.committing import Committing
from bot.adapters.github.desk import climbs
from bot.adapters.github.refusals import refusal, sentence
from bot.errors import AlreadyExists, GovernorError, Invalid, NotFastForward, NotFound
from bot.ports.forge.contents import Branch, Commit, Comparison

MOST_FILES = 300
MISSING = ("reference does not exist", "object does not exist", "no commit found")


class GitHubContents(Committing):
    def branches(self, prefix: str = "") -> Sequence[Branch]:
        path = f"{self._at('git/matching-refs/heads')}/{quote(prefix)}"
        found = self._wire.get("list branches", path).read(_branches)
        return sorted(found, key=lambda branch: branch.name)

    def branch_head(self, branch: str) -> str | None:
        return self._head(branch)

    def create_branch(self, branch: str, sha: str) -> Branch:
        act, body = f"create the branch {branch}", {"ref": decode.HEADS + branch, "sha": sha}
        call = Call(act, "POST", self._at("git/refs"), body=body)
        return self._moved(call, branch, None)

    def update_branch(self, branch: str, sha: str, *, force: bool = False) -> Branch:
        act, path = f"update the branch {branch}", self._at("git/refs/heads", branch)
        call = Call(act, "PATCH", path, body={"sha": sha, "force": force}, repeatable=True)
        return self._moved(call, branch, self._head(branch))

    def delete_branch(self, branch: str) -> None:
        act, path = f"delete the branch {branch}", self._at("git/refs/heads", branch)
        old, call = self._head(branch), Call(act, "DELETE", path)
        answer = self._wire.attempt(call)
        if not answer.ok:
            raise self._why_not(call, answer, branch)
        self._sightings.wrote(branch, old, None)

    def commit(self, sha: str) -> Commit:
        return self._commit("read a commit", sha).read(decode.commit)

    def commits(self, ref: str, path: str = "", limit: int = 0) -> Sequence[Commit]:
        query = {"sha": ref} | ({"path": path} if path else {})
        if limit:
            query["per_page"] = str(min(limit, 100))
        pages = self._wire.pages("list commits", self._at("commits"), **query)
        found = (one for page in pages for one in page.read(_commits))
        return list(islice(found, limit or None))

    def read_file(self, path: str, ref: str) -> bytes | None:
        if climbs(path):
            return None
        act = f"read {path}"
        call = Call(act, "GET", self._at("contents", path), {"ref": ref}, repeatable=True)
        answer = self._wire.ask(call, NOT_FOUND)
        if not answer.ok:
            # A missing ref and a hidden repository answer alike; only a ref that shows proves it.
            self._commit(act, ref)
            return None
        return self._bytes(act, answer)

    def compare(self, base: str, head: str) -> Comparison:
        act = f"compare {base} with {head}"
        pages = list(self._wire.pages(act, self._at(f"compare/{base}...{head}")))
        both = pages[0].read(lambda data: _comparison(data, pages))
        if len(both.files) >= MOST_FILES:
            raise Invalid(
                act, f"{MOST_FILES} files differ or more, and GitHub lists no others; split it up"
            )
        return both

    def _commit(self, act: str, ref: str) -> Answer:
        call = Call(act, "GET", self._at("commits", ref), repeatable=True)
        answer = self._wire.ask(call, UNPROCESSABLE)
        if not answer.ok:
            raise NotFound(act, f"there is no branch or commit {ref}")
        return answer

    def _bytes(self, act: str, answer: Answer) -> bytes | None:
        """Decode the file; a folder is no file, and one over a megabyte is read as a blob."""
        data = answer.data
        if not isinstance(data, dict) or data.get("type") != "file":
            return None
        if data.get("encoding") == "base64":
            return answer.read(_decoded)
        blob = answer.read(lambda file: str(file["sha"]))
        return self._wire.get(act, self._at("git/blobs", blob)).read(_decoded)

    def _moved(self, call: Call, branch: str, old: str | None) -> Branch:
        answer = self._wire.attempt(call)
        if not answer.ok:
            raise self._why_not(call, answer, branch)
        made = answer.read(decode.branch)
        self._sightings.wrote(branch, old, made.sha)
        return made

    def _why_not(self, call: Call, answer: Answer, branch: str) -> GovernorError:
        said = sentence(answer)
        words = said.lower() if answer.status == UNPROCESSABLE else ""
        if any(missing in words for missing in MISSING):
            return NotFound(call.act, said)
        if "already exists" in words:
            return AlreadyExists(call.act, "it exists")
        if "not a fast forward" in words:
            return NotFastForward(call.act, branch, self._head(branch) or "")
        return refusal(call, answer)


def _branches(data: Any) -> list[Branch]:  # noqa: ANN401 - JSON
    return [decode.branch(one) for one in data]


def _commits(data: Any) -> list[Commit]:  # noqa: ANN401 - JSON
    return [decode.commit(one) for one in data]


def _decoded(data: Any) -> bytes:  # noqa: ANN401 - JSON
    return base64.b64decode(data["content"])


def _comparison(first: Any, pages: Sequence[Answer]) -> Comparison:  # noqa: ANN401 - JSON
    commits = [one for page in pages for one in _commits(page.data["commits"])]
    files = sorted(map(decode.changed_file, first["files"]), key=lambda file: file.path)
    return Comparison(
        merge_base=first["merge_base_commit"]["sha"],
        ahead_by=first["ahead_by"],
        behind_by=first["behind_by"],
        commits=tuple(commits),
        files=tuple(files),
    )

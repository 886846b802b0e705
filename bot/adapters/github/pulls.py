"""Pull requests on GitHub."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.adapters.github import decode
from bot.adapters.github.call import CONFLICT, NOT_ALLOWED, UNPROCESSABLE, Answer, Call
from bot.adapters.github.desk import Desk
from bot.adapters.github.merging import cannot_merge
from bot.adapters.github.opening import cannot_open, cannot_reopen, lacks_head
from bot.errors import Invalid
from bot.ports.forge.contents import ChangedFile, Commit
from bot.ports.forge.pulls import (
    OPEN_PULLS,
    MergeMethod,
    NewPull,
    PullFilter,
    PullRequest,
    State,
)

MOST_FILES, MOST_COMMITS = 3000, 250
DIFF = "application/vnd.github.diff"


class GitHubPulls(Desk):
    def pull(self, number: int) -> PullRequest:
        act = f"read pull request #{number}"
        return self._shown(self._judged(act, number), act, judged=True)

    def pulls(self, wanted: PullFilter = OPEN_PULLS) -> Sequence[PullRequest]:
        query = {"state": wanted.state or "all", "sort": "created", "direction": "asc"}
        if wanted.head_branch is not None:
            query["head"] = f"{self._access.owner}:{wanted.head_branch}"
        if wanted.base_branch is not None:
            query["base"] = wanted.base_branch
        found = self._wire.listed("list pull requests", self._at("pulls"), decode.pull, **query)
        return self._on_their_bases(found)

    def open_pull(self, new: NewPull) -> PullRequest:
        body = {
            "title": new.title,
            "head": new.head,
            "base": new.base,
            "body": new.body,
            "draft": new.draft,
        }
        act = f"open a pull request from {new.head} to {new.base}"
        call = Call(act, "POST", self._at("pulls"), body=body)
        answer = self._wire.until(
            lambda: self._wire.ask(call, UNPROCESSABLE),
            lambda seen: not (lacks_head(seen) and self._sightings.knows(new.head)),
        )
        if not answer.ok:
            raise cannot_open(call, answer, new, self.pulls)
        return answer.read(decode.pull)

    def update_pull(
        self, number: int, *, title: str | None = None, body: str | None = None
    ) -> PullRequest:
        given = {"title": title, "body": body}
        changes = {key: value for key, value in given.items() if value is not None}
        return self._patched(f"update pull request #{number}", number, changes)

    def close_pull(self, number: int) -> PullRequest:
        return self._patched(f"close pull request #{number}", number, {"state": "closed"})

    def reopen_pull(self, number: int) -> PullRequest:
        act, path = f"reopen pull request #{number}", self._at("pulls", number)
        call = Call(act, "PATCH", path, body={"state": "open"}, repeatable=True)
        answer = self._wire.ask(call, UNPROCESSABLE)
        if not answer.ok:
            raise cannot_reopen(call, answer)
        return self._shown(answer, act)

    def pull_files(self, number: int) -> Sequence[ChangedFile]:
        act, path = f"list the files of #{number}", self._at("pulls", number, "files")
        found = self._wire.listed(act, path, decode.changed_file)
        if len(found) >= MOST_FILES:
            raise Invalid(act, f"it changes {MOST_FILES} files or more, and GitHub lists no others")
        return sorted(found, key=lambda file: file.path)

    def pull_diff(self, number: int) -> str:
        act, path = f"read the diff of #{number}", self._at("pulls", number)
        return self._wire.ask(Call(act, "GET", path, accept=DIFF, repeatable=True)).text

    def pull_commits(self, number: int) -> Sequence[Commit]:
        act, path = f"list the commits of #{number}", self._at("pulls", number, "commits")
        found = self._wire.listed(act, path, decode.commit)
        if len(found) >= MOST_COMMITS:
            raise Invalid(act, f"it has {MOST_COMMITS} commits or more; GitHub lists no others")
        return found

    def merge_pull(
        self,
        number: int,
        method: MergeMethod,
        expected_head: str,
        *,
        title: str = "",
        message: str = "",
    ) -> PullRequest:
        words = {"commit_title": title, "commit_message": message}
        body = {"sha": expected_head, "merge_method": method.value}
        body |= {key: value for key, value in words.items() if value}
        path = self._at("pulls", number, "merge")
        call = Call(f"merge pull request #{number}", "PUT", path, body=body)
        answer = self._wire.ask(call, NOT_ALLOWED, CONFLICT)
        if not answer.ok:
            raise cannot_merge(call, answer, self.pull(number), expected_head)
        return self._merged(number)

    def _merged(self, number: int) -> PullRequest:
        return self._wire.until(lambda: self.pull(number), lambda pull: pull.merged)

    def _judged(self, act: str, number: int) -> Answer:
        """Read one; GitHub begins to work out whether it can be merged when first asked."""
        path = self._at("pulls", number)
        return self._wire.until(
            lambda: self._wire.get(act, path), lambda answer: answer.read(_is_decided)
        )

    def _patched(self, act: str, number: int, changes: dict[str, str]) -> PullRequest:
        call = Call(act, "PATCH", self._at("pulls", number), body=changes, repeatable=True)
        return self._shown(self._wire.ask(call), act)

    def _shown(self, answer: Answer, act: str, *, judged: bool = False) -> PullRequest:
        pull = answer.read(decode.pull)
        if pull.state is State.OPEN:
            (pull,) = self._on_their_bases([pull])
            return replace(pull, mergeable=answer.read(_mergeable) if judged else None)
        return pull if pull.merged else replace(pull, closed_by=self._closer(act, pull.number))

    def _closer(self, act: str, number: int) -> str:
        """Ask the issue of the same number: it knows what the pull request does not tell."""
        return self._wire.get(act, self._at("issues", number)).read(_closed_by)

    def _on_their_bases(self, pulls: Sequence[PullRequest]) -> list[PullRequest]:
        """Say where the base branches stand; GitHub tells where they stood at the last push."""
        opened = {pull.base_branch for pull in pulls if pull.state is State.OPEN}
        heads = {branch: self._head(branch) for branch in sorted(opened)}
        return [
            replace(pull, base_sha=heads.get(pull.base_branch) or pull.base_sha)
            if pull.state is State.OPEN
            else pull
            for pull in pulls
        ]


def _mergeable(data: Any) -> bool | None:  # noqa: ANN401 - JSON
    return None if data["mergeable"] is None else bool(data["mergeable"])


def _is_decided(data: Any) -> bool:  # noqa: ANN401 - JSON
    return data["state"] != "open" or data["mergeable"] is not None


def _closed_by(data: Any) -> str:  # noqa: ANN401 - JSON
    return decode.login(data.get("closed_by"))

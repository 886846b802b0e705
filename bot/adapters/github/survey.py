"""All open pull requests at one look: thirty to a call, whatever hangs on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.adapters.github import queries
from bot.adapters.github.call import Call
from bot.adapters.github.checks import GitHubChecks
from bot.adapters.github.pulls import GitHubPulls
from bot.adapters.github.talk import GitHubTalk
from bot.errors import Invalid
from bot.ports.forge.checks import CheckRun, Status
from bot.ports.forge.pulls import PullFilter, PullRequest, State
from bot.ports.forge.survey import Surveyed

NOTHING: dict[str, Any] = {"nodes": [], "pageInfo": {"hasNextPage": False}}
AT_ONCE = 50  # branches in one call
NEEDS = "pull-requests: read, checks: read, statuses: read"


@dataclass(frozen=True, slots=True)
class Look:
    """One request as far as one look shows it, and which of its lists go on."""

    seen: Surveyed
    more_files: bool
    more_comments: bool
    more_verdicts: bool


class GitHubSurvey(GitHubPulls, GitHubTalk, GitHubChecks):
    def survey(self) -> Sequence[Surveyed]:
        act, query = "survey the open pull requests", queries.OPEN_PULLS
        call = Call(act, "POST", query, repeatable=True, needs=NEEDS)
        return [self._whole(one) for one in self._graph_list(call, "pullRequests", _look)]

    def ended(self, branches: Sequence[str]) -> Sequence[PullRequest]:
        found = [one for some in batched(branches) for one in self._ended(some)]
        return sorted(found, key=lambda pull: pull.number)

    def _ended(self, branches: Sequence[str]) -> Iterator[PullRequest]:
        """Ask for many branches at once; one that strangers have crowded is read by itself."""
        query = queries.ended_pulls(len(branches))
        call = Call("ask how requests ended", "POST", query, repeatable=True, needs=NEEDS)
        given = {f"b{place}": branch for place, branch in enumerate(branches)}
        said = self._wire.graph(call, {**self._names, **given}, _repository)
        for place, branch in enumerate(branches):
            newest = said[f"r{place}"]
            if _goes_on(newest):
                wanted = PullFilter(state=State.CLOSED, head_branch=branch)
                yield from map(_unclosed, self.pulls(wanted))
            else:
                pulls = map(queries.pull, newest["nodes"])
                yield from (pull for pull in pulls if not pull.from_fork)

    def _whole(self, look: Look) -> Surveyed:
        """Read what is longer than a hundred by itself: it is rare, and must not be missed."""
        seen, pull = look.seen, look.seen.pull
        if look.more_files:
            seen = self._with_all_files(seen)
        if look.more_comments:
            said = self.comments(pull.number)
            ours = tuple(one for one in said if one.author == self._me.login)
            seen = replace(seen, comments=ours)
        if look.more_verdicts:
            runs, statuses = self.check_runs(pull.head_sha), self.statuses(pull.head_sha)
            seen = replace(seen, checks=_newest_runs(runs), statuses=_newest(statuses))
        return seen

    def _with_all_files(self, seen: Surveyed) -> Surveyed:
        """Read on; a request that changes too much must not hide all the others."""
        try:
            files = self.pull_files(seen.pull.number)
        except Invalid:
            return replace(seen, more_paths=True)
        return replace(seen, paths=tuple(file.path for file in files))


def batched(branches: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(branches), AT_ONCE):
        yield branches[start : start + AT_ONCE]


def _repository(data: Any) -> Any:  # noqa: ANN401 - JSON
    return data["repository"]


def _unclosed(pull: PullRequest) -> PullRequest:
    return pull if pull.merged else replace(pull, closed_by="")


def _look(data: Any) -> Look:  # noqa: ANN401 - JSON
    pull, verdicts = queries.pull(data), _verdicts(data)
    files, comments = data["files"] or NOTHING, data["comments"]
    ours = [one for one in comments["nodes"] if one["viewerDidAuthor"]]
    runs = [one for one in verdicts["nodes"] if one["__typename"] == "CheckRun"]
    statuses = [one for one in verdicts["nodes"] if one["__typename"] == "StatusContext"]
    seen = Surveyed(
        pull=pull,
        paths=tuple(sorted(one["path"] for one in files["nodes"])),
        comments=tuple(queries.comment(one, pull.number) for one in ours),
        checks=_newest_runs([queries.check_run(one, pull.head_sha) for one in runs]),
        statuses=tuple(queries.status(one, pull.head_sha) for one in statuses),
    )
    return Look(seen, _goes_on(files), _goes_on(comments), _goes_on(verdicts))


def _verdicts(data: Any) -> Any:  # noqa: ANN401 - JSON
    """Take what is said of the head; of a commit that is not the head any more, nothing."""
    commits = [one["commit"] for one in data["commits"]["nodes"]]
    rollups = [one["statusCheckRollup"] for one in commits if one["oid"] == data["headRefOid"]]
    return rollups[0]["contexts"] if rollups and rollups[0] else NOTHING


def _goes_on(connection: Any) -> bool:  # noqa: ANN401 - JSON
    return bool(connection["pageInfo"]["hasNextPage"])


def _newest_runs(runs: Sequence[CheckRun]) -> tuple[CheckRun, ...]:
    newest = {(run.name, run.app): run for run in sorted(runs, key=lambda run: run.id)}
    bare = (replace(run, report=replace(run.report, annotations=())) for run in newest.values())
    return tuple(sorted(bare, key=lambda run: run.id))


def _newest(statuses: Sequence[Status]) -> tuple[Status, ...]:
    """Keep of each context the newest, from a list that has the newest first."""
    newest = {one.context: replace(one, id=0) for one in reversed(statuses)}
    return tuple(newest.values())

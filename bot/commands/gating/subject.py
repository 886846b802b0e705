"""What a gate judges: the head of a pull request or of a merge group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.errors import BadUsage, Refused
from bot.ports.forge import Forge
from bot.ports.forge.pulls import PullRequest, State
from bot.words.canonical import Json
from bot.words.strict_json import parse_object

BRANCH = "refs/heads/"


@dataclass(frozen=True, slots=True)
class Pull:
    number: int


@dataclass(frozen=True, slots=True)
class Group:
    """Pull requests that a queue has merged on trial; `base_sha` is what they were put on."""

    head_sha: str
    base_sha: str
    base_branch: str


Target: TypeAlias = Pull | Group


@dataclass(frozen=True, slots=True)
class Subject:
    """One commit to judge, beside the newest `base_sha` of the `base` that rules.

    What it changes is counted from `start_sha`: that base, or what a queue has put before it.
    """

    name: str
    sha: str
    base: str
    base_sha: str
    start_sha: str
    number: int = 0
    from_fork: bool = False


def target_of(event: bytes) -> Target:
    """Read from GitHub's event what it is about; what it says beyond that is asked anew."""
    try:
        data = parse_object(event)
        group = data.get("merge_group")
        return _group(group) if isinstance(group, Mapping) else Pull(_number(data))
    except (LookupError, TypeError, ValueError) as error:
        raise BadUsage(
            f"Cannot tell from the event what to judge: {error}; give the pull request's number, "
            "or run on pull_request, pull_request_target or merge_group."
        ) from None


def base_of(forge: Forge) -> tuple[str, str]:
    """Name the branch that rules, and where it stands."""
    base = forge.repository().default_branch
    base_sha = forge.branch_head(base)
    if base_sha is None:
        raise Refused(f"Cannot judge: there is no branch {base}.")
    return base, base_sha


def subject_of(forge: Forge, target: Target) -> Subject:
    """Ask the forge where it stands now. The default branch rules, whatever branch it aims at.

    A verdict hangs on a commit, so one commit must not be judged by the rules of another branch.
    """
    base, base_sha = base_of(forge)
    if isinstance(target, Group):
        start = target.base_sha if target.base_branch == base else base_sha
        return Subject("the merge group", target.head_sha, base, base_sha, start)
    pull = forge.pull(target.number)
    if pull.state is not State.OPEN:
        raise Refused(f"Cannot judge #{pull.number}: it is closed; reopen it first.")
    return _of_pull(pull, base, base_sha)


def _of_pull(pull: PullRequest, base: str, base_sha: str) -> Subject:
    return Subject(
        f"#{pull.number}",
        pull.head_sha,
        base,
        base_sha,
        base_sha,
        pull.number,
        pull.from_fork,
    )


def _group(group: Mapping[str, Json]) -> Group:
    base = group["base_ref"]
    texts = (group["head_sha"], group["base_sha"], base)
    if not all(isinstance(text, str) and text for text in texts):
        raise ValueError("its merge_group names no commits")
    return Group(str(texts[0]), str(texts[1]), str(base).removeprefix(BRANCH))


def _number(data: Mapping[str, Json]) -> int:
    pull = data.get("pull_request")
    number = pull.get("number") if isinstance(pull, Mapping) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError("it is about no pull request and no merge group")  # noqa: TRY004
    return number

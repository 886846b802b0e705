"""What happens after a promotion was merged, and the rollback that follows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from bot.adapters.git import Git
from bot.commands.rolling_back import Done, roll_back
from bot.effects.rollback import Asked, Rise, Rollback
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, PullRequest
from bot.ports.reverts import Merged
from bot.state.fleet import BreachEntry
from tests.adapters.reverting.fleet import BRANCH, PROSE, Fleet

MERGED_AT = datetime(2026, 11, 19, tzinfo=UTC)
BREACH = BreachEntry(
    at="2026-11-21T09:00:00.000Z", drawdown_bps=262.4, limit_bps=250.0, killed=("tide-btc",)
)
METHODS = pytest.mark.parametrize("method", list(MergeMethod))
Later = Callable[[Fleet, PullRequest], None]


def breached(number: int) -> Rollback:
    return Rollback(number, Rise(number, "tide-btc", scaffolded=False, merged_at=MERGED_AT), BREACH)


def asked(number: int) -> Rollback:
    return Rollback(number, asked=Asked("kim", "it trades against us", "Tide"))


def act(fleet: Fleet, pull: PullRequest, clone: str = "reverts") -> Done:
    return roll_back(fleet.bot, fleet.reverts(clone), breached(pull.number))


def nothing(fleet: Fleet, pull: PullRequest) -> None:
    """Let it stand."""
    del fleet, pull


def elsewhere(fleet: Fleet, pull: PullRequest) -> None:
    del pull
    fleet.replace("main", "name: anchor-eth # the oldest", "name: anchor-eth # the very oldest")
    fleet.edit("main", other=PROSE.replace("line 9\n", "line nine\n"))


def same_line(fleet: Fleet, pull: PullRequest) -> None:
    del pull
    fleet.replace("main", "stage: live", "stage: live # rita looked at it")


def reverted(fleet: Fleet, pull: PullRequest) -> None:
    git = fleet.clone()
    mainline = ["-m", "1"] if pull.merge_method is MergeMethod.MERGE else []
    count = 3 if pull.merge_method is MergeMethod.REBASE else 1
    line = git.text("rev-list", "--first-parent", "-n", str(count), pull.merge_sha).split()
    git.run("revert", "--no-edit", *mainline, *line)
    git.run("push", "-q", "origin", "HEAD:main")


def branch_deleted(fleet: Fleet, pull: PullRequest) -> None:
    del pull
    fleet.owner.delete_branch(BRANCH)
    fleet.git.run("reflog", "expire", "--expire=now", "--all")
    fleet.git.run("gc", "-q", "--prune=now")


def follow(git: Git) -> None:
    git.run("fetch", "-q", "origin", "main")
    git.run("reset", "-q", "--hard", "FETCH_HEAD")


def point(git: Git, target: str) -> None:
    (git.folder / "link").unlink()
    (git.folder / "link").symlink_to(target)


def commit(git: Git, files: Mapping[str, str | None], to: str) -> None:
    for path, text in files.items():
        file = git.folder / path
        file.parent.mkdir(exist_ok=True)
        file.unlink() if text is None else file.write_text(text)
    git.run("add", "--all")
    git.run("commit", "-q", "-m", "Change by hand")
    git.run("push", "-q", "origin", to)


def change(fleet: Fleet, branch: str, content: bytes) -> None:
    head = fleet.owner.branch_head(branch)
    edit = [FileChange("model.bin", content)]
    fleet.owner.commit_files(branch, head or fleet.head(), edit, "Train", head)


def merged_before_it_went(pull: PullRequest) -> Merged:
    shas = (pull.head_sha, pull.merge_sha)
    return Merged(pull.number, pull.base_branch, *shas, commits=(pull.head_sha,))

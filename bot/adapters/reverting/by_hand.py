"""The commands by which a person does what could not be done for them."""

import shlex
from collections.abc import Iterator

from bot.adapters.reverting.span import Span
from bot.ports.reverts import Merged


def commands(merged: Merged, branch: str, span: Span | None) -> tuple[str, ...]:
    base = merged.base_branch
    lines = (
        f"git fetch origin {shlex.quote(base)}",
        f"git switch --create {branch} FETCH_HEAD",
        *(_revert(span) if span else _search(merged)),
        f"git push origin {branch}",
    )
    return tuple(lines)


def _revert(span: Span) -> Iterator[str]:
    mainline = "--mainline 1 " if span.merged_as == "merge" else ""
    yield f"git revert --no-edit {mainline}{' '.join(span.commits)}"
    yield f"git diff {span.last} {span.before}  # what has to come out, where it stops"
    yield "git revert --continue  # once that is solved and added"


def _search(merged: Merged) -> Iterator[str]:
    yield f"git fetch origin refs/pull/{merged.number}/head"
    yield "git log --oneline --cherry-mark --left-right HEAD...FETCH_HEAD  # `=` is in both"
    yield "git revert COMMIT...  # those of this branch, the newest first"

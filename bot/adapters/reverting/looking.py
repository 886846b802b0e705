"""Where the remote stands, brought into the clone: the base branch, the request, the rollback."""

from dataclasses import dataclass

from bot.adapters.private_clone import PrivateClone
from bot.adapters.remote import NAME
from bot.adapters.trouble import trouble_of
from bot.effects.rollback import branch_of
from bot.errors import CannotReach
from bot.ports.reverts import Merged

WHAT = "the repository"
HEADS = "refs/heads/"
SEEN = "refs/governor/seen/"
FETCH = (
    "fetch",
    "--quiet",
    "--no-tags",
    "--filter=blob:none",
    "--no-write-fetch-head",
    "--no-auto-gc",
    "--no-recurse-submodules",
    "--no-show-forced-updates",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The heads of the base branch and, if it is there, of the rollback's own."""

    base: str
    branch: str = ""


def look(clone: PrivateClone, merged: Merged) -> Seen:
    base, branch = HEADS + merged.base_branch, HEADS + branch_of(merged.number)
    wanted = (base, branch, f"refs/pull/{merged.number}/head")
    listed = _asked(clone, "ls-remote", NAME, *wanted).splitlines()
    there = {line.partition("\t")[2] for line in listed}
    if base not in there:
        mend = "Look whether it was renamed."
        raise CannotReach(WHAT, f"it has no branch {merged.base_branch}", mend)
    found = [ref for ref in wanted if ref in there]
    _asked(clone, *FETCH, NAME, *(f"+{ref}:{SEEN}{ref}" for ref in found))
    return Seen(_head(clone, base), _head(clone, branch) if branch in found else "")


def _head(clone: PrivateClone, ref: str) -> str:
    return clone.git.text("rev-parse", SEEN + ref)


def _asked(clone: PrivateClone, *arguments: str) -> str:
    """Ask the remote; what nobody can name may be a damaged clone, which is made anew next time."""
    answer = clone.git.attempt(*arguments)
    if answer.code:
        trouble = trouble_of(answer.err)
        if not trouble.known:
            clone.discard()
        raise CannotReach(WHAT, trouble.reason, f"{trouble.mend}.")
    return answer.text

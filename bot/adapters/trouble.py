"""What a remote's complaint means, whether to try again, and what a person can do about it."""

import re
from dataclasses import dataclass, replace

from bot.words.text import printable

SHOWN = 200
TELLING = ("fatal:", "error:", "ssh:", "!")


@dataclass(frozen=True, slots=True)
class Trouble:
    reason: str
    mend: str
    again: bool
    known: bool = True


RACE = Trouble("another writer was faster", "Wait until fewer jobs write at once", again=True)
RACES = (
    "[rejected]",
    "cannot lock ref",
    "failed to update ref",
    "reference already exists",
    "incorrect old value",
)
KNOWN: tuple[tuple[tuple[str, ...], Trouble], ...] = (
    (
        ("hook declined", "protected branch", "gh006", "gh013", "push declined"),
        Trouble(
            "the remote's rules refuse the push",
            "Let the bot's account bypass the rule for this branch, or set state.branch in "
            "policies/governor.yml to a branch without such a rule",
            again=False,
        ),
    ),
    (
        ("branch is currently checked out", "staged changes"),
        Trouble(
            "the branch is checked out with changes that are not committed",
            "Commit them, or set state.branch in policies/governor.yml to a branch of its own",
            again=False,
        ),
    ),
    (
        (
            "permission denied",
            "insufficient permission",
            "authentication failed",
            "could not read username",
            "could not read password",
            "write access to repository not granted",
            "returned error: 401",
            "returned error: 403",
        ),
        Trouble(
            "the remote refuses these credentials",
            "Give the job a valid token with the permission `contents: write`",
            again=False,
        ),
    ),
    (
        ("repository not found", "not appear to be a git repository", "' not found", "error: 404"),
        Trouble(
            "there is no such repository, or no right to see it",
            "Check the address with `git remote -v`",
            again=False,
        ),
    ),
    (
        (
            "could not resolve host",
            "connection refused",
            "connection reset",
            "connection timed out",
            "network is unreachable",
            "no route to host",
            "early eof",
            "rpc failed",
            "hung up",
            "no answer within",
            "returned error: 429",
            "returned error: 5",
            "unable to access",
        ),
        Trouble("the remote does not answer", "Check the network and the remote", again=True),
    ),
)
UNKNOWN = Trouble(
    "git or the remote failed", "Read what it says and mend it", again=True, known=False
)


def trouble_of(complaint: str, *, racing: bool = False) -> Trouble:
    """Read a complaint; only a push can lose a race, and a rule may mention one as well."""
    lowered = complaint.lower()
    for needles, trouble in KNOWN:
        if any(needle in lowered for needle in needles):
            return _with_words(trouble, complaint)
    if racing and any(needle in lowered for needle in RACES):
        return RACE
    return _with_words(UNKNOWN, complaint)


def _with_words(trouble: Trouble, complaint: str) -> Trouble:
    said = printable(" / ".join(_telling(complaint)), SHOWN)
    return replace(trouble, reason=f"{trouble.reason} ({said})") if said else trouble


def _telling(complaint: str) -> list[str]:
    """Prefer the remote's own words; never repeat a password of an address."""
    hidden = re.sub(r"://[^/@\s]+@", "://", complaint)
    lines = [" ".join(line.split()) for line in hidden.splitlines()]
    remote = [line for line in lines if line.startswith("remote:")]
    return remote or [line for line in lines if line.startswith(TELLING)]

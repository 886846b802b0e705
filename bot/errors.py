"""Errors: what it means that Governor cannot continue.

Takes: the facts of one failure.
Gives: one exception tree; each error says its plain sentence and its exit code.
May import: nothing.
Never: expected problems, which are values (bot.words.problem).

    GovernorError (1)
    ├── Refused            a request that the rules do not allow
    ├── BadPolicy          the policies have mistakes; carries all of them
    ├── StateError
    │   ├── CorruptState   a state file cannot be read; it stays untouched
    │   ├── UnknownSchema  a state file was written by a newer Governor
    │   └── CannotPush     the state branch did not take the work; names where it is kept
    ├── CannotRead         an input is missing or unreadable
    ├── OutOfTime          it would take longer than it may
    ├── CannotReach        a venue, forge or service does not answer
    ├── CannotRunGit       git itself is missing, hangs or refuses
    ├── CannotAct          the forge refused an act; carries the act and an HTTP-like status
    │   ├── NotFound (404)
    │   ├── Forbidden (403)       names what is missing
    │   │   └── BadCredentials (401)
    │   ├── Invalid (422)         the request makes no sense as things stand
    │   ├── AlreadyExists (422)   names what is there
    │   ├── RateLimited (429)     says how long to wait
    │   └── Conflict (409)
    │       ├── MovedHead         what was expected, what was found
    │       ├── NotFastForward (422)
    │       ├── MergeConflict (405)   names the paths where the forge does
    │       └── NotMergeable (405)    names what stands in the way
    ├── CannotSend         a mail was not taken, or nobody can tell; says whether any other will be
    └── BadUsage (2)       the command line or environment makes no sense
"""

from collections.abc import Sequence
from typing import Protocol


class GovernorError(Exception):
    exit_code = 1


class Refused(GovernorError):
    pass


class Mistake(Protocol):
    def sentence(self) -> str: ...


class BadPolicy(GovernorError):
    def __init__(self, problems: Sequence[Mistake]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        noun = "mistake" if count == 1 else "mistakes"
        super().__init__(
            f"The policies have {count} {noun}; nothing was done. Mend them and retry."
        )


class StateError(GovernorError):
    pass


class CorruptState(StateError):
    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"Cannot use {path}: {reason}. The file was left untouched and nothing was written; "
            "restore it from the last good commit and retry."
        )


class UnknownSchema(StateError):
    def __init__(self, path: str, found: object, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(
            f"Cannot use {path}: its schema version is {found!r} and this Governor knows up to "
            f"{known}. The file was left untouched; upgrade Governor and retry."
        )


class CannotPush(StateError):
    def __init__(self, branch: str, reason: str, mend: str, unsent: str) -> None:
        self.branch, self.reason, self.mend, self.unsent = branch, reason, mend, unsent
        super().__init__(
            f"Cannot push to {branch}: {reason}. {mend}. "
            f"Nothing is lost: the unsent work is in {unsent}; "
            f"then run `governor resend {unsent}`."
        )


class CannotRead(GovernorError):
    def __init__(self, what: str, reason: str) -> None:
        self.what, self.reason = what, reason
        super().__init__(f"Cannot read {what}: {reason}.")


class OutOfTime(GovernorError):
    def __init__(self, act: str) -> None:
        super().__init__(f"Cannot {act}: it takes longer than it may.")


class CannotReach(GovernorError):
    def __init__(self, what: str, reason: str, mend: str = "") -> None:
        self.what, self.reason, self.mend = what, reason, mend
        super().__init__(f"Cannot reach {what}: {reason}.{' ' + mend if mend else ''}")


class CannotRunGit(GovernorError):
    def __init__(self, arguments: Sequence[str], reason: str, code: int | None = None) -> None:
        self.arguments, self.reason, self.code = tuple(arguments), reason, code
        super().__init__(f"Cannot run git {arguments[0] if arguments else ''}: {reason}.")


class CannotAct(GovernorError):
    status = 400

    def __init__(self, act: str, reason: str) -> None:
        self.act, self.reason = act, reason
        super().__init__(f"Cannot {act}: {reason}.")


class NotFound(CannotAct):
    status = 404


class Forbidden(CannotAct):
    status = 403

    def __init__(self, act: str, reason: str, needed: str = "") -> None:
        self.needed = needed
        super().__init__(act, reason)


class BadCredentials(Forbidden):
    status = 401


class Invalid(CannotAct):
    status = 422


class AlreadyExists(CannotAct):
    status = 422

    def __init__(self, act: str, reason: str, number: int | None = None) -> None:
        self.number = number
        super().__init__(act, reason)


class RateLimited(CannotAct):
    status = 429

    def __init__(self, act: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(act, f"the forge asks to wait {retry_after:.0f} s; retry after that")


class Conflict(CannotAct):
    status = 409


class MovedHead(Conflict):
    def __init__(self, act: str, branch: str, expected: str | None, found: str | None) -> None:
        self.branch, self.expected, self.found = branch, expected, found
        super().__init__(
            act,
            f"{branch} was expected {_standing(expected)} and is {_standing(found)}; "
            "read it again and decide anew",
        )


def _standing(sha: str | None) -> str:
    return f"at {sha[:12]}" if sha else "missing"


class NotFastForward(Conflict):
    status = 422

    def __init__(self, act: str, branch: str, found: str) -> None:
        self.branch, self.found = branch, found
        super().__init__(act, f"{branch} has commits up to {found[:12]} that would be lost")


class MergeConflict(Conflict):
    status = 405

    def __init__(self, act: str, paths: Sequence[str]) -> None:
        self.paths = tuple(paths)
        what = ", ".join(paths) or "the same lines"
        super().__init__(act, f"both sides changed {what}; solve it on the branch")


class NotMergeable(Conflict):
    status = 405

    def __init__(self, act: str, reason: str, missing_checks: Sequence[str] = ()) -> None:
        self.missing_checks = tuple(missing_checks)
        super().__init__(act, reason)


class CannotSend(GovernorError):
    """`unsure` where it may be on its way; `hopeless` where no other will go either."""

    def __init__(self, reason: str, *, unsure: bool = False, hopeless: bool = False) -> None:
        self.reason, self.unsure, self.hopeless = reason, unsure, hopeless
        super().__init__(f"Cannot send mail: {reason}.")


class BadUsage(GovernorError):
    exit_code = 2

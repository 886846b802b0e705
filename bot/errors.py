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
    ├── CannotReach        a venue, forge or service does not answer
    └── BadUsage (2)       the command line or environment makes no sense
"""

from collections.abc import Sequence


class GovernorError(Exception):
    exit_code = 1


class Refused(GovernorError):
    pass


class BadPolicy(GovernorError):
    def __init__(self, problems: Sequence[object]) -> None:
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
    def __init__(self, branch: str, tries: int, seconds: float, unsent: str) -> None:
        self.branch, self.tries, self.seconds, self.unsent = branch, tries, seconds, unsent
        super().__init__(
            f"Cannot push to {branch}: {tries} tries over {seconds:.0f} s were refused. "
            f"Nothing is lost: the unsent work is in {unsent}; "
            f"run `governor resend {unsent}` when the remote answers again."
        )


class CannotRead(GovernorError):
    def __init__(self, what: str, reason: str) -> None:
        self.what, self.reason = what, reason
        super().__init__(f"Cannot read {what}: {reason}.")


class CannotReach(GovernorError):
    def __init__(self, what: str, reason: str, mend: str = "") -> None:
        self.what, self.reason, self.mend = what, reason, mend
        super().__init__(f"Cannot reach {what}: {reason}.{' ' + mend if mend else ''}")


class BadUsage(GovernorError):
    exit_code = 2

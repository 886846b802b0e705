"""What GitHub refuses, as errors of our tree: what was found, and what to do."""

from collections.abc import Mapping
from typing import Any

from bot.adapters.github.call import GITHUB, REDIRECTED, REFUSED, Answer, Call
from bot.adapters.github.permissions import needed, where_granted
from bot.errors import (
    BadCredentials,
    CannotAct,
    CannotReach,
    Conflict,
    Forbidden,
    GovernorError,
    Invalid,
    NotFound,
)

GUARDED = ("required status check", "protected branch", "rule violations", "protected ref")
HIDDEN = "GitHub also says this of what the token may not see"
RENEW = (
    "give a valid token in GITHUB_TOKEN, or the right GOVERNOR_APP_ID and GOVERNOR_APP_PRIVATE_KEY"
)
FINDS_IT = "Run it again: what was made is found before anything is made."


def refusal(call: Call, answer: Answer) -> GovernorError:
    said = sentence(answer)
    error: GovernorError = CannotAct(call.act, said)
    match answer.status:
        case 401:
            error = BadCredentials(call.act, f"{said}; {RENEW}", "a valid token")
        case 403:
            error = forbidden(call, answer)
        case 404 | 410:
            error = NotFound(call.act, f"{said}; {HIDDEN}")
        case 409:
            error = Conflict(call.act, said)
        case 422:
            error = guarded(call.act, said) or Invalid(call.act, said)
        case elsewhere if REDIRECTED <= elsewhere < REFUSED:
            error = moved(call)
    return error


def moved(call: Call) -> CannotReach:
    mend = "Set GITHUB_REPOSITORY to the name that the repository has now."
    return CannotReach(GITHUB, f"{call.path} has moved", mend)


def forbidden(call: Call, answer: Answer) -> Forbidden:
    permission = needed(call, answer)
    where = where_granted(permission, answer.message)
    reason = f"{sentence(answer)}; it needs `{permission}`; {where}"
    return Forbidden(call.act, reason, permission)


def guarded(act: str, said: str) -> Forbidden | None:
    """Tell a rule of the branch from a request that makes no sense; GitHub answers 422 to both."""
    if any(words in said.lower() for words in GUARDED):
        return Forbidden(act, f"{said}; open a pull request", "a pull request")
    return None


def unknown_outcome(call: Call, what: str) -> CannotReach:
    if call.repeatable:
        return CannotReach(GITHUB, what, "Run it again later; see https://www.githubstatus.com.")
    reason = f"{what} when asked to {call.act}, and may have done it or not"
    return CannotReach(GITHUB, reason, FINDS_IT)


def graph_refusal(call: Call, error: Mapping[str, Any]) -> GovernorError:
    """GraphQL answers 200 to everything and says what is wrong inside."""
    said = str(error.get("message", "no reason given")).rstrip(".")
    match error.get("type"):
        case "NOT_FOUND":
            return NotFound(call.act, f"{said}; {HIDDEN}")
        case "FORBIDDEN" | "INSUFFICIENT_SCOPES":
            where = where_granted(call.needs, said)
            reason = f"{said}; it needs `{call.needs}`; {where}"
            return Forbidden(call.act, reason, call.needs)
        case "UNPROCESSABLE" | "STALE_DATA":
            return Invalid(call.act, said)
    return unknown_outcome(call, f"it failed ({said})")


def sentence(answer: Answer) -> str:
    """Join what GitHub says, for a reader: `Validation Failed: title is too long`."""
    message = answer.message.rstrip(".") or f"GitHub answered {answer.status}"
    details = [_detail(one) for one in answer.refusal.get("errors") or ()]
    return f"{message}: {'; '.join(details)}" if details else message


def _detail(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)
    return str(error.get("message") or f"{error.get('field')} is {error.get('code')}").rstrip(".")

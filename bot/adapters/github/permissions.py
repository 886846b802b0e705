"""Which permission a call needs, and where a person grants it."""

import re

from bot.adapters.github.call import Answer, Call

BY_PATH = (
    (r"pulls/\d+/merge", "contents"),
    (r"pulls\b", "pull-requests"),
    (r"(issues|labels)\b", "issues"),
    (r"(check-runs|commits/[^/]+/check-runs)\b", "checks"),
    (r"(statuses|commits/[^/]+/statuses)\b", "statuses"),
    (r"(rulesets|actions/permissions)\b", "administration"),
    (r"actions/(organization-)?secrets\b", "secrets"),
    (r"environments/", "administration"),
    (r"actions/(organization-)?variables\b", "variables"),
    (r"(actions|environments)\b", "actions"),
    (r"(git|commits|compare|contents|branches|rules)\b", "contents"),
)
OF_REPOSITORY = re.compile(r"/repos/[^/]+/[^/]+/")
APPS_ONLY = "must authenticate via a github app"
ACTIONS_MAY_NOT = "not permitted to create or approve pull requests"


def needed(call: Call, answer: Answer) -> str:
    """Name it as a workflow does: `pull-requests: write`. GitHub's own word comes first."""
    told = answer.headers.get("x-accepted-github-permissions", "")
    if told:
        first = told.partition(";")[0].partition(",")[0]
        name, _, level = first.strip().partition("=")
        return f"{name.replace('_', '-')}: {level}"
    level = "read" if call.verb == "GET" else "write"
    return call.needs or f"{_by_path(call.path)}: {level}"


def _by_path(path: str) -> str:
    rest = OF_REPOSITORY.sub("", path, count=1)
    return next((name for pattern, name in BY_PATH if re.match(pattern, rest)), "metadata")


def where_granted(permission: str, message: str) -> str:
    if ACTIONS_MAY_NOT in message:
        return (
            "tick Settings > Actions > General > Allow GitHub Actions to create and approve pull "
            "requests, for the organization too"
        )
    if APPS_ONLY in message.lower():
        return "only the token of a workflow or of a GitHub App can do this, a person's cannot"
    if permission.startswith(("administration", "secrets", "variables")):
        return (
            "no workflow token has it: let somebody who administers the repository do this, or "
            "give it to the GitHub App or token that acts"
        )
    return (
        "add it under `permissions:` of the workflow's job, or to the GitHub App (and accept it "
        "where it is installed) or token that acts"
    )

"""What proves that a run may act; whatever is missing is named."""

import pytest

from bot.commands.acting.proof import lacking
from bot.settings.environment import from_environ

TRUSTED = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_EVENT_NAME": "push",
    "GITHUB_REF": "refs/heads/main",
}


@pytest.mark.parametrize(
    ("changes", "events", "missing"),
    [
        ({}, None, ""),
        ({"GITHUB_ACTIONS": "yes"}, None, "this is not GitHub Actions"),
        ({"GITHUB_EVENT_NAME": "pull_request"}, None, "the event is 'pull_request'"),
        ({"GITHUB_EVENT_NAME": "issue_comment"}, None, "the event is 'issue_comment'"),
        ({"GITHUB_EVENT_NAME": ""}, None, "the event is 'unknown'"),
        ({"GITHUB_REF": "refs/heads/topic"}, None, "the ref is 'refs/heads/topic'"),
        ({"GITHUB_REF": "refs/pull/7/merge"}, None, "the ref is 'refs/pull/7/merge'"),
        ({"GITHUB_REF": ""}, None, "the ref is 'unknown'"),
        ({}, ("issue_comment",), "not one of issue_comment"),
        ({"GITHUB_EVENT_NAME": "issue_comment"}, ("issue_comment",), ""),
    ],
)
def test_what_is_lacking(
    changes: dict[str, str], events: tuple[str, ...] | None, missing: str
) -> None:
    settings = from_environ(TRUSTED | changes)
    found = lacking(settings, "main") if events is None else lacking(settings, "main", events)
    assert bool(found) is bool(missing)
    assert missing in found

"""Positive proof of where a command runs; without it nothing is done to the outside."""

from collections.abc import Sequence

from bot.settings.environment import Settings

EVENTS = ("schedule", "workflow_dispatch", "repository_dispatch", "workflow_run", "push")
HEADS = "refs/heads/"


def lacking(settings: Settings, default_branch: str, events: Sequence[str] = EVENTS) -> str:
    """Say what is missing; empty where it is a trusted run on the default branch."""
    if not settings.in_actions:
        return "this is not GitHub Actions (GITHUB_ACTIONS is not true)"
    if settings.event not in events:
        return f"the event is {settings.event or 'unknown'!r}, not one of {', '.join(events)}"
    if settings.ref != HEADS + default_branch:
        return f"the ref is {settings.ref or 'unknown'!r}, not {HEADS}{default_branch}"
    return ""

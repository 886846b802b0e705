import re

import pytest

from bot.commands.examining.wanted import wanted_secrets
from bot.policy.load import read
from tests.policy.shipped import texts

GOVERNOR = "policies/governor.yml"
KEY = "A" * 43 + "="


def wanted(old: str = "", new: str = "", path: str = GOVERNOR) -> set[str]:
    files = texts()
    text, count = re.subn(old, new, files[path].decode(), count=1)
    assert count
    policy, problems = read({**files, path: text.encode()})
    assert policy, problems
    return set(wanted_secrets(policy))


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("", "", {"OPENAI_API_KEY"}),
        ("provider: openai", 'provider: "off"', set()),
        ("provider: openai", "provider: github", set()),
        (r"alerts: \[\]", "alerts: [kim@example.com]", {"OPENAI_API_KEY", "SENDGRID_API_KEY"}),
        (r"lp_daily: \[\]", "lp_daily: [kim@example.com]", {"OPENAI_API_KEY", "SENDGRID_API_KEY"}),
        (
            r'(minutes: 90.*\n  )public_key: ""',
            rf'\1public_key: "{KEY}"',
            {"OPENAI_API_KEY", "GOVERNOR_LEASE_KEY"},
        ),
        (
            r'(audit:.*\n  )public_key: ""',
            rf'\1public_key: "{KEY}"',
            {"OPENAI_API_KEY", "GOVERNOR_AUDIT_KEY"},
        ),
    ],
)
def test_policies_say_which_secrets_are_needed(old: str, new: str, names: set[str]) -> None:
    assert wanted(old, new) == names


def test_agents_name_their_own() -> None:
    agents = 'v: 1\nagents: [{name: a, strategy_class: s, version: "1", secrets: [A_KEY]}]\n'
    assert wanted(r"(?s).*", agents, "policies/agents.yml") == {"OPENAI_API_KEY", "A_KEY"}

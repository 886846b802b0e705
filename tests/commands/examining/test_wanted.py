import re

import pytest

from bot.commands.examining import wanted as examined
from bot.policy.load import read
from tests.policy.shipped import texts

GOVERNOR = "policies/governor.yml"
KEY = "A" * 43 + "="
MODEL = "OPENAI_API_KEY or AI_INTEGRATIONS_OPENAI_API_KEY"
MAIL = {"SENDGRID_API_KEY", "EMAIL_FROM"}


def wanted(old: str = "", new: str = "", path: str = GOVERNOR, *there: str) -> set[str]:
    files = texts()
    text, count = re.subn(old, new, files[path].decode(), count=1)
    assert count
    policy, problems = read({**files, path: text.encode()})
    assert policy, problems
    return {one.label for one in examined.wanted(policy, frozenset(there))}


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("", "", {MODEL}),
        ("provider: openai", 'provider: "off"', set()),
        ("provider: openai", "provider: github", set()),
        (r"alerts: \[\]", "alerts: [kim@example.com]", {MODEL} | MAIL),
        ('ledger: ""', 'ledger: "s3://fleet"', {MODEL, "AWS_ACCESS_KEY_ID"}),
        (
            'events: ""',
            'events: "abfss://box@account.dfs.core.windows.net"',
            {MODEL, "AZURE_STORAGE_KEY"},
        ),
        ('events: ""', 'events: "lake"', {MODEL}),
        (r"lp_daily: \[\]", "lp_daily: [kim@example.com]", {MODEL} | MAIL),
        (
            r'(minutes: 90.*\n  )public_key: ""',
            rf'\1public_key: "{KEY}"',
            {MODEL, "GOVERNOR_LEASE_KEY"},
        ),
        (
            r'(audit:.*\n  )public_key: ""',
            rf'\1public_key: "{KEY}"',
            {MODEL, "GOVERNOR_AUDIT_KEY"},
        ),
    ],
)
def test_policies_say_which_secrets_are_needed(old: str, new: str, names: set[str]) -> None:
    assert wanted(old, new) == names


def test_agents_name_their_own() -> None:
    agents = 'v: 1\nagents: [{name: a, strategy_class: s, version: "1", secrets: [A_KEY]}]\n'
    assert wanted(r"(?s).*", agents, "policies/agents.yml") == {MODEL, "A_KEY"}


@pytest.mark.parametrize("there", ["META_EMAIL_TO", "SENDGRID_API_KEY"])
def test_who_sets_a_part_of_a_mail_wants_mails(there: str) -> None:
    assert wanted("", "", GOVERNOR, there) == {MODEL} | MAIL

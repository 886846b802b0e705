"""Which secrets and variables the policies call for, and what is missing without each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.policy.policy import Policy

KEYS = ("AWS_ACCESS_KEY_ID", "AZURE_STORAGE_KEY")
MAILED = frozenset({"META_EMAIL_TO", "SENDGRID_API_KEY"})


class Keep(StrEnum):
    """Where GitHub keeps it, as `gh` calls it."""

    SECRET = "secret"  # noqa: S105 - the word, and no secret
    VARIABLE = "variable"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of `names` is enough; `lacking` says what is so without any."""

    names: tuple[str, ...]
    lacking: str
    keep: Keep = Keep.SECRET

    @property
    def label(self) -> str:
        return " or ".join(self.names)


def wanted(policy: Policy, there: frozenset[str]) -> Iterator[Wanted]:
    """List them; that mails are wanted, one that is `there` tells as well as the policies."""
    governor = policy.governor
    if governor.llm.provider == "openai":
        model = ("OPENAI_API_KEY", "AI_INTEGRATIONS_OPENAI_API_KEY")
        yield Wanted(model, "memos and proposals come from templates")
    if governor.lease.public_key:
        yield Wanted(("GOVERNOR_LEASE_KEY",), "agents refuse the unsigned lease")
    if governor.audit.public_key:
        yield Wanted(("GOVERNOR_AUDIT_KEY",), "audit heads stay unsigned")
    mails = governor.notifications
    if any((mails.alerts, mails.lp_daily, mails.lp_weekly, mails.memo, MAILED & there)):
        yield Wanted(("SENDGRID_API_KEY",), "no mail is sent")
        yield Wanted(("EMAIL_FROM",), "a mail has no sender, and none is sent", Keep.VARIABLE)
    yield from _of_storage(policy)
    yield from _of_agents(policy)


def _of_storage(policy: Policy) -> Iterator[Wanted]:
    for name in KEYS:
        if name in policy.governor.storage.secrets:
            yield Wanted((name,), "the storage opens only to a machine that has a role there")


def _of_agents(policy: Policy) -> Iterator[Wanted]:
    for agent in policy.agents.agents:
        for name in agent.secrets:
            yield Wanted((name,), f"{agent.name} is to see it")

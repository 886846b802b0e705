"""Which secrets the policies call for, and what is missing without each."""

from collections.abc import Mapping

from bot.policy.policy import Policy


def wanted_secrets(policy: Policy) -> Mapping[str, str]:
    governor, mails = policy.governor, policy.governor.notifications
    asked = {
        "OPENAI_API_KEY": (
            "memos and proposals come from templates",
            governor.llm.provider == "openai",
        ),
        "SENDGRID_API_KEY": (
            "no mail is sent",
            any((mails.alerts, mails.lp_daily, mails.lp_weekly, mails.memo)),
        ),
        "GOVERNOR_LEASE_KEY": ("agents refuse the unsigned lease", bool(governor.lease.public_key)),
        "GOVERNOR_AUDIT_KEY": ("audit heads stay unsigned", bool(governor.audit.public_key)),
    }
    own = {
        name: f"{agent.name} is to see it"
        for agent in policy.agents.agents
        for name in agent.secrets
    }
    return {**{name: why for name, (why, needed) in asked.items() if needed}, **own}

"""What a run is given: its name, its limits, and no more of the environment than it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.commands.running.roll_call import Call
from bot.policy.agents import Agent
from bot.policy.combine import LIMITS, MODE
from bot.policy.policy import Policy
from bot.ports.agents import Task
from bot.words import instant
from bot.words.stage import MAY_TRADE, Stage

PASSED = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
    *("GOVERNOR_BROKER", "GOVERNOR_HOME", "GOVERNOR_KILL_LIST", "GOVERNOR_LEASE"),
    *LIMITS,
)
KEPT = frozenset(
    {
        "GOVERNOR_APP_PRIVATE_KEY",
        "GOVERNOR_AUDIT_KEY",
        "GOVERNOR_LEASE_KEY",
        "SENDGRID_API_KEY",
    }
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What every run of one call has in common; `simulated` where somebody chose the time.

    `in_place` means that the newest lease and kill list are where an agent looks by itself.
    """

    policy: Policy
    environ: Mapping[str, str]
    now: datetime
    simulated: bool
    in_place: bool = False


def task_of(call: Call, ground: Ground) -> Task:
    agent, limits = call.agent, ground.policy.governor.runner
    run_id = f"{agent.name}-{ground.now:%Y%m%dT%H%M%SZ}"
    return Task(
        agent=agent.name,
        run_id=run_id,
        entry_point=agent.entry_point,
        environment={**_given(agent, ground), **_told(call, run_id, ground)},
        timeout_seconds=agent.timeout_seconds or limits.timeout_seconds,
        memory_mb=agent.memory_mb or limits.memory_mb,
        now=ground.now if ground.simulated else None,
    )


def unset_secrets(agent: Agent, environ: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in agent.secrets if not environ.get(name))


def _given(agent: Agent, ground: Ground) -> Mapping[str, str]:
    """Choose from the environment; Governor's own keys are nobody else's, declared or not."""
    kept = KEPT | ground.policy.governor.storage.secrets
    names = [*PASSED, *(name for name in agent.secrets if name not in kept)]
    return {name: ground.environ[name] for name in names if name in ground.environ}


def _told(call: Call, run_id: str, ground: Ground) -> Mapping[str, str]:
    policy = ground.policy
    return {
        MODE: "live" if _may_be_live(policy, call.stage) else "shadow",
        "GOVERNOR_AGENT": call.agent.name,
        "GOVERNOR_STRATEGY_CLASS": call.agent.strategy_class,
        "GOVERNOR_RUN_ID": run_id,
        "GOVERNOR_MODEL": call.agent.model,
        "GOVERNOR_FINGERPRINT": call.fingerprint,
        "GOVERNOR_PUBLIC_KEY": policy.governor.lease.public_key,
        "GOVERNOR_NOW": instant.render(ground.now),
    }


def _may_be_live(policy: Policy, stage: Stage) -> bool:
    """Tighten by the agent's stage what files and environment allow; the lease still decides."""
    return policy.governor.mode == "live" and stage in MAY_TRADE

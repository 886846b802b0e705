"""policies/governor.yml: how Governor itself runs."""

from typing import Annotated, Literal

from pydantic import Field

from bot.policy.costs import Costs
from bot.policy.part import KEY, Count, Cron, Name, Part, PolicyFile, Positive, Share, Whole
from bot.policy.storage import Storage
from bot.policy.writing import Llm, Notifications, Proposals

Minutes = Annotated[int, Field(ge=1, le=1440)]
Hours = Annotated[int, Field(ge=1, le=720)]


class Lease(Part):
    minutes: Minutes = Field(
        90, description="How long a lease lets agents trade: three cycles, so two may be missed."
    )
    public_key: str = Field(
        "", pattern=KEY, description="Agents then accept only leases signed with its other half."
    )


class State(Part):
    branch: str = Field(
        "governor-state",
        pattern=r"^([A-Za-z0-9_][A-Za-z0-9_/-]*[A-Za-z0-9_])?$",
        description="Where state/ lives; empty: on the default branch, which must be unprotected.",
    )
    author_name: str = Field("Governor", min_length=1, description="Author of state commits.")
    author_email: str = Field(
        "41898282+github-actions[bot]@users.noreply.github.com",
        min_length=3,
        description="Mail of that author; GitHub shows this one as its Actions bot.",
    )
    push_tries: int = Field(
        10, ge=10, le=1000, description="Pushes tried at least while others are faster."
    )
    push_seconds: float = Field(
        60.0, ge=0, le=600, description="Seconds tried at least before the loud failure."
    )


class Events(Part):
    future_seconds: Whole = Field(
        120, description="How far a producer's clock may be ahead; more is a wrong clock."
    )
    past_hours: Count = Field(
        48,
        description="How late an event may arrive: as long as missed slots are caught up. "
        "Prices count from receipt, so a late signal gains nothing.",
    )
    max_line_bytes: int = Field(
        65_536,
        ge=1024,
        le=1_048_576,
        description="Longest line of an event file; more is no event.",
    )


class Schedules(Part):
    forensics: Cron = Field("30 8 * * *", description="Daily at 08:30 UTC; empty: never.")
    lp_daily: Cron = Field("10 7 * * *", description="Daily at 07:10 UTC; empty: never.")
    lp_weekly: Cron = Field("10 7 * * 1", description="Mondays at 07:10 UTC; empty: never.")
    memo: Cron = Field("0 12 * * 0", description="Sundays at 12:00 UTC; empty: never.")
    proposals: Cron = Field("0 9 * * 1", description="Mondays at 09:00 UTC; empty: never.")


class PullRequests(Part):
    per_run: Whole = Field(2, le=20, description="Opened in one run at most: people must keep up.")
    open: Whole = Field(6, le=100, description="Open at once at most; the rest waits its turn.")


class Runner(Part):
    timeout_seconds: Positive = Field(300.0, description="One agent's run, unless it has its own.")
    memory_mb: int = Field(
        1024,
        ge=64,
        description="One agent's memory, unless it has its own: hosted runners have 16 GB.",
    )
    parallel: Count = Field(
        2, le=64, description="Agents at a time: hosted runners have few cores."
    )


class Replay(Part):
    days: Count = Field(90, description="Days of history re-decided on a pull request.")
    samples: Count = Field(
        1000, description="Bootstrap samples, by blocks of days: steady to the second digit."
    )
    confidence: Share = Field(0.90, description="A difference inside this interval is noise.")


class Audit(Part):
    public_key: str = Field(
        "", pattern=KEY, description="`audit verify` then demands heads signed with its other half."
    )


class Governor(PolicyFile):
    mode: Literal["shadow", "live"] = Field(
        "shadow", description="live sends orders, and only where TRADING_MODE=live is set as well."
    )
    cadence_minutes: Minutes = Field(
        30, description="Minutes between two cycles; must divide an hour or a day evenly."
    )
    catch_up_slots: int = Field(
        96, ge=1, le=96, description="Missed cycles judged afterwards: two days of them."
    )
    heartbeat_slots: Count = Field(
        3, description="Cycles without a heartbeat until the watchdog turns the gate red."
    )
    horizons_hours: tuple[Hours, ...] = Field(
        (1, 4, 24), min_length=1, description="A signal is settled once at each of these."
    )
    primary_horizon_hours: Hours = Field(24, description="The horizon that judges.")
    lease: Lease = Field(Lease(), description="The permission to trade that runs out by itself.")
    state: State = Field(State(), description="The branch the machine writes.")
    storage: Storage = Field(Storage(), description="Where events and the ledger lie.")
    events: Events = Field(Events(), description="What is accepted from agents.")
    costs: Costs = Field(Costs(), description="What a trade is taken to cost.")
    schedules: Schedules = Field(Schedules(), description="When the other jobs are due, in UTC.")
    pull_requests: PullRequests = Field(PullRequests(), description="Caps on the bot's own.")
    runner: Runner = Field(Runner(), description="Limits of agents run by `run-agents`.")
    broker: Name = Field(
        "paper",
        description="Entry point that takes live tickets; paper only writes them down, with costs.",
    )
    replay: Replay = Field(Replay(), description="How a change of policy is tried on history.")
    audit: Audit = Field(Audit(), description="The signed chain of decisions.")
    notifications: Notifications = Field(Notifications(), description="Who gets which mail.")
    llm: Llm = Field(Llm(), description="The model that writes, and never decides.")
    proposals: Proposals = Field(Proposals(), description="How many new agents are proposed.")

"""state/gate.json, the lease: who may trade, how much, until when; at its beginning nobody."""

from math import fsum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.state.documents import GENESIS, Document, Moment, Part, Share, StateFile
from bot.words import instant
from bot.words.canonical import encode
from bot.words.stage import Stage

LONGEST = instant.DAY
ROUNDING = 1e-9

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Multiplier = Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)]


class Killed(Part):
    """Everything killed, retired, quarantined or paused, by machine or human."""

    all: bool = False
    agents: list[str] = Field(default_factory=list)
    strategy_classes: list[str] = Field(default_factory=list)


class LeasedAgent(Part):
    """`weight` is a share of the paper book after every cap; `haircut` what a drawdown leaves."""

    strategy_class: str
    stage: Stage
    weight: Share
    confidence: Multiplier
    haircut: Share
    position_usd: Amount


class Caps(Part):
    """Shares of the portfolio budget; a null regime is an unknown one."""

    regime: str | None = None
    gross: Share = 0.0
    symbol: Share = 0.0
    symbols: dict[str, Share] = Field(default_factory=dict)


class Budget(Part):
    portfolio_usd: Amount = 0.0
    max_position_usd: Amount = 0.0
    daily_new_risk_usd: Amount = 0.0
    local_stop_bps: Amount = 0.0


class Lease(Document):
    mode: Literal["shadow", "live"] = "shadow"
    generated_at: Moment = GENESIS
    valid_until: Moment = GENESIS
    sequence: int = Field(default=0, ge=0)
    policy_digest: str = ""
    killed: Killed = Killed()
    agents: dict[str, LeasedAgent] = Field(default_factory=dict)
    caps: Caps = Caps()
    budget: Budget = Budget()
    signature: str = Field(default="", pattern=r"^([A-Za-z0-9+/]{86}==)?$")

    @model_validator(mode="after")
    def _runs_out(self) -> Self:
        begin, end = instant.parse(self.generated_at), instant.parse(self.valid_until)
        if not begin <= end <= begin + LONGEST:
            raise ValueError("valid_until must lie at most a day after generated_at, not before")
        return self

    @model_validator(mode="after")
    def _fits_the_cap(self) -> Self:
        total = fsum(agent.weight for agent in self.agents.values())
        if total > self.caps.gross + ROUNDING:
            raise ValueError(f"the weights add up to {total} and caps.gross is {self.caps.gross}")
        return self


GATE = StateFile(
    pattern="state/gate.json",
    writer="judge; kill, pause and mode only narrow it (all through bot.commands.leasing)",
    meaning="The lease: who may trade, how much and until when; expired means nobody trades live",
    model=Lease,
)


def signed_bytes(lease: Lease) -> bytes:
    """Give what the signature is over: the canonical JSON of everything else."""
    return encode(lease.model_dump(mode="json", exclude={"signature"}))

"""state/gate.json at its beginning: a lease that lets nobody trade live."""

from typing import Literal

from pydantic import Field

from bot.state.documents import GENESIS, Document, Moment, Part, StateFile


class Killed(Part):
    all: bool = False
    agents: list[str] = Field(default_factory=list)
    strategy_classes: list[str] = Field(default_factory=list)


class Lease(Document):
    mode: Literal["shadow", "live"] = "shadow"
    killed: Killed = Killed()
    caps: dict[str, float] = Field(default_factory=dict)
    weights: dict[str, float] = Field(default_factory=dict)
    generated_at: Moment = GENESIS
    valid_until: Moment = GENESIS
    signature: str = ""


GATE = StateFile(
    pattern="state/gate.json",
    writer="cycle",
    meaning="The lease: who may trade, how much and until when; expired means nobody trades live",
    model=Lease,
)

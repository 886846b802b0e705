"""state/capital.json: what each agent gets of the book, why not more, what that puts at risk."""

from typing import ClassVar

from pydantic import Field

from bot.state.dated import Dated
from bot.state.documents import Number, Part, Share, StateFile


class CapitalRow(Part):
    """`weight` is the share before the regime's cap, `in_force` the share of the book after it.

    Null where CVaR is not known; `zero` says why nothing is in force.
    """

    weight: Share = 0.0
    in_force: Share = 0.0
    limits: tuple[str, ...] = ()
    zero: str = ""
    risk_budget_usd: Number = 0.0
    cvar95_usd: Number | None = None


class Capital(Dated):
    depth: ClassVar[int | None] = 2
    agents: dict[str, CapitalRow] = Field(default_factory=dict)


CAPITAL = StateFile(
    pattern="state/capital.json",
    writer="judge",
    meaning="Weights in force, what limited them or why there is none, and risk budgets",
    model=Capital,
)

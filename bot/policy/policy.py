"""All that people have decided, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.policy.agents import Agents
from bot.policy.allocation import Allocation
from bot.policy.governor import Governor
from bot.policy.kill_list import KillList
from bot.policy.part import PolicyFile
from bot.policy.prices import Prices
from bot.policy.promotion import Promotion
from bot.policy.regimes import Regimes
from bot.policy.retirement import Retirement
from bot.policy.risk import Risk
from bot.words import canonical
from bot.words.canonical import Json

PARTS: Mapping[str, type[PolicyFile]] = {
    "governor": Governor,
    "agents": Agents,
    "kill_list": KillList,
    "regimes": Regimes,
    "promotion": Promotion,
    "retirement": Retirement,
    "allocation": Allocation,
    "risk": Risk,
    "prices": Prices,
}
FILES = {f"{name}.yml": name for name in PARTS}


@dataclass(frozen=True, slots=True)
class Policy:
    """`digest` names what the files say, so what the environment tightened leaves it as it was.

    `notices` are overrides that were ignored because they would have loosened.
    """

    governor: Governor = field(default_factory=lambda: Governor(v=1))
    agents: Agents = field(default_factory=lambda: Agents(v=1))
    kill_list: KillList = field(default_factory=lambda: KillList(v=1))
    regimes: Regimes = field(default_factory=lambda: Regimes(v=1))
    promotion: Promotion = field(default_factory=lambda: Promotion(v=1))
    retirement: Retirement = field(default_factory=lambda: Retirement(v=1))
    allocation: Allocation = field(default_factory=lambda: Allocation(v=1))
    risk: Risk = field(default_factory=lambda: Risk(v=1))
    prices: Prices = field(default_factory=lambda: Prices(v=1))
    notices: tuple[str, ...] = ()
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", canonical.digest(self.wire()))

    def part(self, name: str) -> PolicyFile:
        found: PolicyFile = getattr(self, name)
        return found

    def wire(self) -> dict[str, Json]:
        return {name: self.part(name).model_dump(mode="json", by_alias=True) for name in PARTS}

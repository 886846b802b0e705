"""What a process is told about trading by its environment, which may only tighten the lease."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from bot.sdk.refusal import Code, Refusal

LEASE, KILL_LIST, HOME = "state/gate.json", "policies/kill_list.yml", ".governor/agent"
BROKER = "paper"
LIVE = "live"
HOMELESS = (
    "Cannot trade live without a home: set GOVERNOR_HOME to a folder that will still be there "
    "next time; it keeps the drawdown stop and the orders in doubt."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A limit of None tightens nothing."""

    lease: str = LEASE
    kill_list: str = KILL_LIST
    home: Path = Path(HOME)
    public_key: str = ""
    broker: str = BROKER
    told_live: bool = False
    budget_usd: float | None = None
    position_usd: float | None = None
    drawdown_bps: float | None = None
    token: str = field(default="", repr=False)


def from_variables(read: Callable[[str], str | None]) -> Terms | Refusal:
    home, told_live = read("GOVERNOR_HOME"), (read("TRADING_MODE") or "").strip().lower() == LIVE
    repo = Path(read("GOVERNOR_REPO") or ".")
    if told_live and home is None:
        return Refusal(Code.ENVIRONMENT, HOMELESS)
    try:
        return Terms(
            lease=read("GOVERNOR_LEASE") or str(repo / LEASE),
            kill_list=read("GOVERNOR_KILL_LIST") or str(repo / KILL_LIST),
            home=Path(home or repo / HOME).absolute(),
            public_key=read("GOVERNOR_PUBLIC_KEY") or "",
            broker=read("GOVERNOR_BROKER") or BROKER,
            told_live=told_live,
            budget_usd=_limit(read, "PORTFOLIO_RISK_BUDGET_USD"),
            position_usd=_limit(read, "MAX_POSITION_USD"),
            drawdown_bps=_limit(read, "MAX_DRAWDOWN_BPS"),
            token=read("GOVERNOR_TOKEN") or "",
        )
    except ValueError as error:
        return Refusal(Code.ENVIRONMENT, f"Cannot trade by this environment: {error}.")


def _limit(read: Callable[[str], str | None], name: str) -> float | None:
    text = read(name)
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not isfinite(number) or number < 0:
        raise ValueError(f"{name} is {text!r}; make it a number from 0 on, or unset it")
    return number

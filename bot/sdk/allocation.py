"""How large a position an agent may have: the terms of docs/router.md, in one pure function.

All amounts are USD. A position is positive where it is long and negative where it is short.
"""

from dataclasses import astuple, dataclass, replace
from math import isfinite

from bot.sdk.refusal import Code, Leave, Refusal

CENT = 0.01


@dataclass(frozen=True, slots=True)
class Grant:
    """What the lease allows; `confidence` is the agent's, `signal_confidence` what it said."""

    budget_usd: float
    weight: float
    confidence: float
    signal_confidence: float
    haircut: float
    position_cap_usd: float
    symbol_cap: float
    gross_cap: float
    daily_left_usd: float


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held already: by this agent here and elsewhere, by all agents here and elsewhere.

    `net` is after netting the agents, `own` included; both `elsewhere` are sums of sizes over the
    other symbols, that of all agents after netting within each.
    """

    own: float = 0.0
    own_elsewhere: float = 0.0
    net: float = 0.0
    gross_elsewhere: float = 0.0


@dataclass(frozen=True, slots=True)
class Size:
    move_usd: float
    target_usd: float
    new_risk_usd: float
    bound_by: str


@dataclass(frozen=True, slots=True)
class Bound:
    usd: float
    name: str


def allocate(direction: int, grant: Grant, standing: Standing) -> Size | Refusal:
    """Size the step from what the agent has to what it may have; `direction` is 1, -1 or 0."""
    if not (granted := _granted(direction, grant, standing)):
        return granted
    wanted = _wanted(direction, grant, standing)
    low, high = _net_range(grant, standing)
    net = Bound(standing.net - standing.own + wanted.usd, wanted.name)
    net = max(min(net, high, key=_usd), low, key=_usd)
    move = net.usd - standing.net
    if abs(move) < CENT:
        return _refused(Code.NO_ROOM, f"it may move {abs(move):.4f} USD, bound by: {net.name}")
    return Size(move, standing.own + move, _new_risk(standing.net, net.usd), net.name)


def _wanted(direction: int, grant: Grant, standing: Standing) -> Bound:
    if direction == 0:
        return Bound(0.0, "flat")
    left = max(0.0, _share_usd(grant) - standing.own_elsewhere)
    bound = min(Bound(left, "weight"), Bound(grant.position_cap_usd, "position"), key=_usd)
    return replace(bound, usd=direction * bound.usd)


def _share_usd(grant: Grant) -> float:
    calibrated = min(1.0, grant.confidence * grant.signal_confidence)
    return grant.budget_usd * grant.weight * calibrated * grant.haircut


def _net_range(grant: Grant, standing: Standing) -> tuple[Bound, Bound]:
    """Give how far the net position may go; what is beyond a cap already may only shrink."""
    symbol = Bound(grant.symbol_cap * grant.budget_usd, "symbol")
    gross = Bound(grant.gross_cap * grant.budget_usd - standing.gross_elsewhere, "gross")
    cap = min(symbol, gross, key=_usd)
    room = max(cap.usd, abs(standing.net))
    least = Bound(min(standing.net, 0.0) - grant.daily_left_usd, "daily")
    most = Bound(max(standing.net, 0.0) + grant.daily_left_usd, "daily")
    return max(Bound(-room, cap.name), least, key=_usd), min(Bound(room, cap.name), most, key=_usd)


def _new_risk(before: float, after: float) -> float:
    """Give how much a net position grew, or all of it where it changed its side."""
    return abs(after) if before * after <= 0 else max(0.0, abs(after) - abs(before))


def _granted(direction: int, grant: Grant, standing: Standing) -> Leave:
    terms, held = astuple(grant), astuple(standing)
    if not all(map(isfinite, (*terms, *held))) or min(terms) < 0:
        return _refused(Code.NUMBER, f"one of {terms + held} is negative or no number")
    if direction and grant.confidence * grant.signal_confidence == 0:
        return _refused(Code.NO_CONFIDENCE, "its confidence is 0")
    if direction and _share_usd(grant) == 0:
        return _refused(Code.NO_WEIGHT, "its weight, haircut or the budget is 0")
    return True


def _usd(bound: Bound) -> float:
    return bound.usd


def _refused(code: Code, reason: str) -> Refusal:
    return Refusal(code, f"Cannot size the ticket: {reason}.")

"""Reads a lease: whole and understood, or refused. What is not known may be a restriction."""

from datetime import timedelta
from math import fsum

from bot.sdk.lease import STAGES, Budget, Caps, Killed, Lease, LeasedAgent, distrusted
from bot.sdk.refusal import Code, Refusal
from bot.sdk.strict_fields import (
    Record,
    Unfit,
    encode,
    exactly,
    listed,
    moment,
    number,
    parse,
    record,
    text,
    truth,
    whole,
)

VERSION = 1
LONGEST = timedelta(days=1)
ROUNDING = 1e-9
MOST_CONFIDENCE = 2
SIGNATURE = "signature"


def read_lease(data: bytes) -> Lease | Refusal:
    try:
        fields = parse(data)
    except Unfit as error:
        return distrusted(Code.LEASE_UNREADABLE, f"{error}; restore state/gate.json")
    try:
        return _lease(fields)
    except ValueError as error:
        return distrusted(Code.LEASE_INVALID, f"{error}; let a Governor of this version write it")


def _lease(fields: Record) -> Lease:
    if whole(fields, "v") != VERSION:
        raise Unfit(f"its version is {fields['v']} and this SDK knows {VERSION}")
    exactly(fields, {*Lease.__slots__, "v"} - {"signed"}, "")
    lease = Lease(
        mode=_one_of(fields, "mode", ("shadow", "live")),
        generated_at=moment(fields, "generated_at"),
        valid_until=moment(fields, "valid_until"),
        sequence=whole(fields, "sequence"),
        policy_digest=text(fields, "policy_digest"),
        killed=_killed(record(fields["killed"], "killed")),
        agents={
            name: _agent(record(entry, name), f"agents.{name}.")
            for name, entry in record(fields["agents"], "agents").items()
        },
        caps=_caps(record(fields["caps"], "caps")),
        budget=_budget(record(fields["budget"], "budget")),
        signature=text(fields, SIGNATURE),
        signed=encode({name: value for name, value in fields.items() if name != SIGNATURE}),
    )
    _agree(lease)
    return lease


def _agree(lease: Lease) -> None:
    if not lease.generated_at <= lease.valid_until:
        raise Unfit("valid_until lies before generated_at")
    if lease.valid_until - lease.generated_at > LONGEST:
        raise Unfit("it claims to hold for longer than a day")
    total = fsum(agent.weight for agent in lease.agents.values())
    if total > lease.caps.gross + ROUNDING:
        raise Unfit(f"its weights add up to {total} and caps.gross is {lease.caps.gross}")


def _killed(fields: Record) -> Killed:
    exactly(fields, ("all", "agents", "strategy_classes"), "killed.")
    agents, classes = listed(fields, "agents"), listed(fields, "strategy_classes")
    return Killed(truth(fields, "all"), frozenset(agents), frozenset(classes))


def _agent(fields: Record, where: str) -> LeasedAgent:
    exactly(fields, LeasedAgent.__slots__, where)
    return LeasedAgent(
        strategy_class=text(fields, "strategy_class"),
        stage=_one_of(fields, "stage", STAGES),
        weight=number(fields, "weight", 1),
        confidence=number(fields, "confidence", MOST_CONFIDENCE),
        haircut=number(fields, "haircut", 1),
        position_usd=number(fields, "position_usd"),
    )


def _caps(fields: Record) -> Caps:
    exactly(fields, Caps.__slots__, "caps.")
    symbols = record(fields["symbols"], "caps.symbols")
    return Caps(
        regime=None if fields["regime"] is None else text(fields, "regime"),
        gross=number(fields, "gross", 1),
        symbol=number(fields, "symbol", 1),
        symbols={symbol: number(symbols, symbol, 1) for symbol in symbols},
    )


def _budget(fields: Record) -> Budget:
    exactly(fields, Budget.__slots__, "budget.")
    return Budget(**{name: number(fields, name) for name in Budget.__slots__})


def _one_of(fields: Record, name: str, known: tuple[str, ...]) -> str:
    if fields.get(name) not in known:
        raise Unfit(f"{name} is not one of {', '.join(known)}")
    return text(fields, name)

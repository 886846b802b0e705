"""An agent's account as a file: read whole and strictly, or not at all."""

from math import inf
from pathlib import Path

from bot.sdk.account import VERSION, Account, Latch, Mark
from bot.sdk.fields import render
from bot.sdk.home import write_whole
from bot.sdk.strict_fields import (
    Record,
    Unfit,
    encode,
    listed,
    moment,
    number,
    parse,
    record,
    whole,
)


def read_account(path: Path) -> Account | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return _account(parse(data))


def write_account(path: Path, account: Account) -> None:
    write_whole(path, encode(_wire(account)) + b"\n")


def _wire(account: Account) -> dict[str, object]:
    latch = account.latch
    return {
        "v": VERSION,
        "start_usd": account.start_usd,
        "limit_bps": account.limit_bps,
        "high_usd": account.high_usd,
        "cash_usd": account.cash_usd,
        "held": dict(account.held),
        "marks": {s: {"price": m.price, "at": render(m.at)} for s, m in account.marks.items()},
        "fills": list(account.fills),
        "latch": latch
        and {
            "at": render(latch.at),
            "drawdown_bps": latch.drawdown_bps,
            "limit_bps": latch.limit_bps,
        },
    }


def _account(fields: Record) -> Account:
    if whole(fields, "v") != VERSION:
        raise Unfit(f"its version is {fields['v']} and this SDK knows {VERSION}")
    holdings, marks = record(fields.get("held"), "held"), record(fields.get("marks"), "marks")
    account = Account(
        start_usd=number(fields, "start_usd"),
        limit_bps=number(fields, "limit_bps"),
        high_usd=number(fields, "high_usd"),
        cash_usd=number(fields, "cash_usd", least=-inf),
        held={symbol: number(holdings, symbol, least=-inf) for symbol in holdings},
        marks={symbol: _mark(record(entry, symbol)) for symbol, entry in marks.items()},
        fills=tuple(listed(fields, "fills")),
        latch=None if fields.get("latch") is None else _latch(record(fields["latch"], "latch")),
    )
    if account.start_usd == 0 or account.held.keys() - account.marks.keys():
        raise Unfit("it holds what has no price, or started with nothing")
    return account


def _mark(fields: Record) -> Mark:
    return Mark(number(fields, "price"), moment(fields, "at"))


def _latch(fields: Record) -> Latch:
    return Latch(moment(fields, "at"), number(fields, "drawdown_bps"), number(fields, "limit_bps"))

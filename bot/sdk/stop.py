"""The local drawdown stop: an agent's own losses end its trading, whatever anybody says.

The account is a file, so a restart forgets nothing. Only a person ends a stop, by removing it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from pathlib import Path

from bot.sdk import account as accounts
from bot.sdk.account import VERSION, Account, Latch, Mark
from bot.sdk.fields import render
from bot.sdk.home import held, write_whole
from bot.sdk.refusal import Code, Leave, Refusal
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
from bot.sdk.ticket import Fill

# A holding that nobody has priced for a whole day is not watched by anybody.
UNWATCHED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalStop:
    home: Path
    agent: str

    @property
    def path(self) -> Path:
        return self.home / "stops" / f"{self.agent}.json"

    def open(self, start_usd: float, limit_bps: float, now: datetime) -> Leave:
        """Begin the account with the first ticket; later calls only ever tighten its limit."""

        def opening(account: Account | None) -> Account:
            account = account or accounts.opened(start_usd, limit_bps)
            return accounts.tightened(account, limit_bps)

        return self._change(opening, now)

    def tighten(self, limit_bps: float, now: datetime) -> Leave:
        if not self.path.exists():
            return True
        return self._change(lambda account: accounts.tightened(_there(account), limit_bps), now)

    def fill(self, fill: Fill, now: datetime) -> Leave:
        return self._change(lambda account: accounts.filled(_there(account), fill, now), now)

    def mark(self, prices: Mapping[str, float], now: datetime) -> Leave:
        if not self.path.exists():
            return True
        return self._change(lambda account: accounts.marked(_there(account), prices, now), now)

    def check(self, now: datetime) -> Leave:
        """Read only; an agent without an account has lost nothing yet."""
        try:
            account = _read(self.path)
        except (OSError, ValueError) as error:
            return self._unreadable(error)
        return True if account is None else self._judge(account, now)

    def _change(self, change: Callable[[Account | None], Account], now: datetime) -> Leave:
        try:
            with held(self.path.with_suffix(".lock")):
                before = _read(self.path)
                after = accounts.watched(change(before), now)
                if after != before:
                    write_whole(self.path, encode(_wire(after)) + b"\n")
        except (OSError, ValueError) as error:
            return self._unreadable(error)
        return self._judge(after, now)

    def _judge(self, account: Account, now: datetime) -> Leave:
        if latch := account.latch:
            return Refusal(
                Code.STOPPED,
                f"Cannot trade with {self.agent}: at {render(latch.at)} it was "
                f"{latch.drawdown_bps:.1f} bps below its best, and its own stop is at "
                f"{latch.limit_bps:g} bps; look into it, then remove {self.path}.",
            )
        if symbol := accounts.unwatched(account, now - UNWATCHED):
            return Refusal(
                Code.MARKS_STALE,
                f"Cannot trade with {self.agent}: it holds {symbol}, last priced at "
                f"{render(account.marks[symbol].at)}; tell its price with mark().",
            )
        return True

    def _unreadable(self, error: Exception) -> Refusal:
        return Refusal(
            Code.STOP_UNREADABLE,
            f"Cannot trade with {self.agent}: its own stop cannot be kept in {self.path}: {error}.",
        )


def _there(account: Account | None) -> Account:
    if account is None:
        raise ValueError("it has no account yet; the first live ticket begins it")
    return account


def _read(path: Path) -> Account | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return _account(parse(data))


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

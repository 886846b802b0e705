"""The local drawdown stop: an agent's own losses end its trading, whatever anybody says.

The account is a file, so a restart forgets nothing. Only a person ends a stop, by removing it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from bot.sdk import account as accounts
from bot.sdk import home as homes
from bot.sdk.account import Account
from bot.sdk.account_file import read_account, write_account
from bot.sdk.fields import render
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.ticket import Fill

Held: TypeAlias = Mapping[str, tuple[float, float]]
# A holding that nobody has priced for a whole day is not watched by anybody.
UNWATCHED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalStop:
    home: Path
    agent: str

    @property
    def path(self) -> Path:
        return self.home / "stops" / f"{self.agent}.json"

    def open(self, start_usd: float, limit_bps: float, held: Held, now: datetime) -> Leave:
        """Begin the account with the first ticket; later calls only ever tighten its limit.

        `held` is what the book says where the file was removed to end a stop.
        """

        def opening(account: Account | None) -> Account:
            account = account or accounts.opened(start_usd, limit_bps, held, now)
            return accounts.tightened(account, limit_bps)

        return self._change(opening, now)

    def fill(self, fill: Fill, now: datetime) -> Leave:
        return self._change(lambda account: accounts.filled(_there(account), fill, now), now)

    def mark(
        self, prices: Mapping[str, float], now: datetime, limit_bps: float | None = None
    ) -> Leave:
        """Take in prices, and a limit if there is one; before the first ticket nothing is held."""
        if not self.path.exists():
            return True

        def marking(account: Account | None) -> Account:
            known = accounts.marked(_there(account), prices, now)
            return known if limit_bps is None else accounts.tightened(known, limit_bps)

        return self._change(marking, now)

    def check(self, now: datetime) -> Leave:
        """Read only; an agent without an account has lost nothing yet."""
        try:
            account = read_account(self.path)
        except (OSError, ValueError) as error:
            return self._unreadable(error)
        return True if account is None else self._judge(account, now)

    def _change(self, change: Callable[[Account | None], Account], now: datetime) -> Leave:
        try:
            with homes.held(self.path.with_suffix(".lock")):
                before = read_account(self.path)
                after = accounts.watched(change(before), now)
                if after != before:
                    write_account(self.path, after)
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

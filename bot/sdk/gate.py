"""The gate: reads the lease and the kill list again at every question, and answers by them."""

from datetime import datetime

from bot.sdk import leave, outside
from bot.sdk.errors import MayNotTrade
from bot.sdk.kill_list import KillList, read_kill_list
from bot.sdk.lease import Lease
from bot.sdk.lease_reading import read_lease
from bot.sdk.leave import Sight
from bot.sdk.memory import newest
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.signature import signed
from bot.sdk.sources import Source, Unread, source
from bot.sdk.stop import LocalStop
from bot.sdk.terms import Terms


class Gate:
    """One for a process; every answer is for the moment it is given, and must not be kept."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._lease = source(terms.lease, terms.token)
        self._kills = source(terms.kill_list, terms.token)

    def look(self, now: datetime) -> Sight:
        return Sight(self._read_kills(), self._read_lease(now))

    def may_run(self, agent: str, strategy_class: str, now: datetime | None = None) -> Leave:
        return leave.may_run(self.look(now or outside.now()), agent, strategy_class)

    def may_trade(self, agent: str, strategy_class: str, now: datetime | None = None) -> Leave:
        """Answer for live trading; in the shadow a ticket is only written down."""
        now = now or outside.now()
        told_live = self.terms.told_live
        allowed = leave.may_trade(self.look(now), agent, strategy_class, now, told_live=told_live)
        return allowed and LocalStop(self.terms.home, agent).check(now)

    def live(self, now: datetime | None = None) -> Leave:
        """Answer for the fleet: whether anybody may trade live."""
        now = now or outside.now()
        return leave.live_market(self.look(now), now, told_live=self.terms.told_live)

    def require_live(self, now: datetime | None = None) -> None:
        if not (answer := self.live(now)):
            raise MayNotTrade(answer.code, answer.sentence)

    def regime(self, now: datetime | None = None) -> str:
        now = now or outside.now()
        lease = self._read_lease(now)
        if isinstance(lease, Refusal) or not lease.timely(now):
            return ""
        return lease.caps.regime or ""

    def _read_kills(self) -> KillList | Refusal:
        data = self._kills.read()
        if isinstance(data, Unread):
            code = Code.KILL_LIST_MISSING if data.missing else Code.KILL_LIST_UNREADABLE
            return _unread(
                code, "the kill list, so everything is stopped", self._kills, data, "KILL_LIST"
            )
        return read_kill_list(data)

    def _read_lease(self, now: datetime) -> Lease | Refusal:
        data = self._lease.read()
        if isinstance(data, Unread):
            code = Code.LEASE_MISSING if data.missing else Code.LEASE_UNREADABLE
            return _unread(code, "the lease", self._lease, data, "LEASE")
        lease = read_lease(data)
        if isinstance(lease, Refusal):
            return lease
        trusted = signed(lease, self.terms.public_key) and newest(lease, self.terms.home, now)
        return trusted and lease


def _unread(code: Code, what: str, origin: Source, unread: Unread, variable: str) -> Refusal:
    return Refusal(
        code,
        f"Cannot read {what}: {origin.place}: {unread.reason}; "
        f"restore it, or set GOVERNOR_{variable} to where it is.",
    )

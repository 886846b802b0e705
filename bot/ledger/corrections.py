"""What a second look finds: rows whose prices have changed, as new versions beside the old ones."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.events.signal import Signal
from bot.ledger.due import Pair
from bot.ledger.marks import Hour, Mark
from bot.ledger.rows import net_bps
from bot.ledger.settlements import Key, Settlement, Status
from bot.ledger.symbols import asset
from bot.ledger.terms import Terms


def second_looks(
    signals: Iterable[Signal], counting: Mapping[Key, Settlement]
) -> dict[str, list[Pair]]:
    """Group what was priced by its venue, under "" what was given up; as their next versions."""
    by_id = {signal.signal_id: signal for signal in signals}
    groups: dict[str, list[Pair]] = {}
    for (signal_id, horizon), row in counting.items():
        if signal_id in by_id and row.status != Status.RECORDED:
            pair = Pair(by_id[signal_id], horizon, row.price_version + 1)
            groups.setdefault(row.venue or "", []).append(pair)
    return groups


def corrected(
    rows: Iterable[Settlement], counting: Mapping[Key, Settlement]
) -> tuple[Settlement, ...]:
    return tuple(row for row in rows if row.prices != counting[row.key].prices)


def corrected_marks(marks: Iterable[Mark], counting: Mapping[Hour, Mark]) -> tuple[Mark, ...]:
    pairs = ((mark, counting[mark.key]) for mark in marks)
    return tuple(
        replace(new, price_version=old.price_version + 1)
        for new, old in pairs
        if (new.open, new.close) != (old.open, old.close)
    )


def recosted(row: Settlement, terms: Terms) -> Settlement:
    """Give a row as it would have been at other costs; the same one where they are the same."""
    if row.status != Status.SETTLED or row.gross_bps is None:
        return row
    cost = terms.cost(row.venue or "", asset(row.symbol))
    if (row.fee_bps, row.slippage_bps) == (cost.fee_bps, cost.slippage_bps):
        return row
    net = net_bps(row.gross_bps, cost)
    return row._replace(fee_bps=cost.fee_bps, slippage_bps=cost.slippage_bps, net_bps=net)

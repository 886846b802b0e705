"""Positions and marks of the ledger as the history that the fold takes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.ledger.marks import Mark
from bot.ledger.positions import Positions
from bot.ledger.terms import Terms
from bot.stats.history import Holding
from bot.words.instant import from_ms, parse

BPS = 1e4


def returns(marks: Iterable[Mark]) -> dict[datetime, dict[str, float]]:
    result: dict[datetime, dict[str, float]] = {}
    for mark in marks:
        result.setdefault(parse(mark.hour), {})[mark.symbol] = BPS * (mark.close / mark.open - 1.0)
    return result


def holdings(
    held: Positions, venues: Mapping[str, str], terms: Terms
) -> dict[datetime, Sequence[Holding]]:
    """`held.agents` must name hypotheses: a fresh epoch does not own what the old one opened."""
    costs = [_hourly_cost(terms, venues.get(asset, ""), asset) for asset in held.assets]
    result: dict[datetime, list[Holding]] = {}
    columns = (held.agent, held.asset, held.hour_ms, held.net, held.gross)
    for agent, asset, hour, net, gross in zip(*(c.tolist() for c in columns), strict=True):
        if gross > 0:
            cost = gross * costs[asset]
            one = Holding(held.agents[agent], held.assets[asset], net, gross, cost)
            result.setdefault(from_ms(hour), []).append(one)
    return dict(result)


def _hourly_cost(terms: Terms, venue: str, asset: str) -> float:
    cost = terms.cost(venue, asset)
    return (cost.fee_bps + cost.slippage_bps) / terms.primary_horizon

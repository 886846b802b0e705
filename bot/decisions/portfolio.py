"""The portfolio as a whole, as it is remembered: weather, book, equity, breaches."""

from bot.decisions.facts import Facts
from bot.decisions.judgement import BreachAct
from bot.decisions.regime import RegimeCall
from bot.decisions.rounding import book_down
from bot.decisions.weights import Allocation
from bot.state.dated import unless_same
from bot.state.fleet import BreachEntry, Equity, Fleet, Weather
from bot.stats.curve import Curve
from bot.words.instant import render

EQUITY_DIGITS = 6
BPS_DIGITS = 1


def lately(facts: Facts, days: int) -> list[float]:
    """Give what it made on each of the last days, today so far among them."""
    every = [*facts.daily_bps, *([] if facts.today_bps is None else [facts.today_bps])]
    return every[-days:]


def fleet_document(
    before: Fleet, facts: Facts, call: RegimeCall, allocation: Allocation, breach: BreachAct | None
) -> Fleet:
    after = Fleet(
        v=before.v,
        generated_at=render(facts.now),
        weather=_weather(call),
        gross=allocation.gross,
        cash=allocation.cash,
        curve=_equity(facts.curve, render(facts.evidence_at)),
        breaches=_with(before.breaches, breach),
    )
    return unless_same(before, after)


def _weather(call: RegimeCall) -> Weather:
    return Weather(
        regime=call.regime,
        by_signals=call.by_signals,
        by_market=call.by_market,
        last_known=call.last_known,
        cap=book_down(call.cap),
    )


def _equity(curve: Curve, at: str) -> Equity:
    return Equity(
        at=at,
        equity=round(curve.equity, EQUITY_DIGITS),
        pnl_bps=_bps(curve.pnl_bps),
        drawdown_bps=_bps(curve.drawdown_bps),
        max_drawdown_bps=_bps(curve.max_drawdown_bps),
        since_reset_bps=_bps(curve.since_reset_bps),
        hours=curve.hours,
    )


def _with(known: tuple[BreachEntry, ...], breach: BreachAct | None) -> tuple[BreachEntry, ...]:
    """Keep every breach for ever; one that was seen twice is one."""
    if breach is None or render(breach.at) in {one.at for one in known}:
        return known
    return (*known, _entry(breach))


def _entry(breach: BreachAct) -> BreachEntry:
    return BreachEntry(
        at=render(breach.at),
        drawdown_bps=_bps(breach.drawdown_bps),
        limit_bps=breach.limit_bps,
        killed=breach.killed,
        quarantined=breach.quarantined,
        demoted=breach.demoted,
        fingerprints=breach.fingerprints,
        pauses=breach.pauses,
    )


def _bps(value: float) -> float:
    return round(value, BPS_DIGITS) + 0.0

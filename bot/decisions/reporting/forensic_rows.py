"""What an examination found, as rows of its report."""

from bot.decisions.forensics import Answer
from bot.decisions.lookalikes import Lookalike
from bot.decisions.reporting.numbers import bps, maybe, rough, share, usd
from bot.state.report.forensics import ForensicTest, LookalikeRow, WorstTrade
from bot.stats.forensics import Case

DECIMALS = 9


def worst_trade(case: Case) -> WorstTrade:
    trade, run = case.trade, case.run
    return WorstTrade(
        signal_id=trade.signal_id,
        agent=trade.agent,
        strategy_class=trade.strategy_class,
        run_id=trade.run_id,
        symbol=trade.symbol,
        direction=trade.direction,
        received_at=trade.received_at,
        exit_at=trade.exit_at or trade.settled_at,
        gross_bps=bps(trade.gross_bps or 0.0),
        net_bps=bps(case.net_bps),
        regime=trade.regime,
        regime_then=case.regime_then,
        symbol_turbulence=maybe(case.symbol_turbulence, rough),
        market_turbulence=maybe(case.market_turbulence, rough),
        confidence=maybe(trade.confidence, share),
        sticky=maybe(case.sticky, share),
        latency_ms=maybe(run.latency_ms, bps) if run else None,
        cost_usd=maybe(run.cost_usd, usd) if run else None,
        errors=run.errors if run else None,
    )


def tested_row(tested: Answer) -> ForensicTest:
    found = tested.comparison
    return ForensicTest(
        agent=tested.agent,
        hypothesis=tested.hypothesis,
        outcome=tested.verdict.value,
        effect=share(found.effect) if found else None,
        n_worst=found.chosen if found else 0,
        n_others=found.rest if found else 0,
        p=rough(found.p) if found else None,
        q=maybe(tested.q, rough),
        why=tested.why,
    )


def lookalike_row(found: Lookalike) -> LookalikeRow:
    like = found.like
    agreement = round(like.agreement, DECIMALS)  # the judge compares it with a limit again
    return LookalikeRow(agent=found.agent, like=like.agent, agreement=agreement, common=like.common)

"""An examination as a person reads it: the worst trades, what was found, who trades alike."""

from collections.abc import Iterator, Sequence

from bot.policy.risk import Forensics
from bot.state.report.forensics import ForensicReport, ForensicTest, WorstTrade
from bot.words.count import plural

FLEET = "the fleet"
QUESTIONS = {
    "regime_mismatch": "given under another regime than the fleet's",
    "symbol_shock": "the symbol was in a storm",
    "market_shock": "the market was in a storm",
    "sticky_confidence": "the confidence was always the same",
    "slow_run": "the run was slow",
    "costly_run": "the run was costly",
}
COLUMNS = ("net bps", "agent", "symbol", "side", "received", "regime", "storm", "conf.", "run")


def tables(report: ForensicReport, terms: Forensics) -> Iterator[str]:
    trades = plural(report.trades, "settled trade")
    if not report.worst:
        yield f"No losses among {trades} of the last {plural(terms.days, 'day')}."
    else:
        yield f"The {len(report.worst)} worst of {trades} of the last {plural(terms.days, 'day')}:"
        yield ""
        yield from _aligned([COLUMNS, *map(_trade, report.worst)])
        yield ""
        yield from _tests(report.tests)
    for one in report.lookalikes:
        yield (
            f"{one.agent} trades like {one.like}, which is stopped: "
            f"{one.agreement:.1%} of {one.common:,} common views agree."
        )


def _trade(trade: WorstTrade) -> tuple[str, ...]:
    regime, then = trade.regime or "?", trade.regime_then
    storm = (trade.symbol_turbulence, trade.market_turbulence)
    return (
        f"{trade.net_bps:,.1f}",
        trade.agent,
        trade.symbol,
        trade.direction,
        trade.received_at[:16].replace("T", " "),
        f"{regime} in {then}" if then and then != regime else regime,
        " / ".join("?" if one is None else f"{one:.1f}" for one in storm),
        "?" if trade.confidence is None else f"{trade.confidence:.2f}",
        "no report" if trade.latency_ms is None else _run(trade),
    )


def _run(trade: WorstTrade) -> str:
    cost = "cost unknown" if trade.cost_usd is None else f"{trade.cost_usd:.4f} USD"
    errors = f", {plural(trade.errors, 'error')}" if trade.errors else ""
    return f"{trade.latency_ms:,.0f} ms, {cost}{errors}"


def _tests(tests: Sequence[ForensicTest]) -> Iterator[str]:
    found = [one for one in tests if one.outcome == "supported"]
    open_ = [one for one in tests if one.outcome == "inconclusive"]
    refuted = len(tests) - len(found) - len(open_)
    yield (
        f"{plural(len(tests), 'test')} against the same agents' other days: {len(found)} supported,"
        f" {refuted} not supported, {len(open_)} inconclusive."
    )
    for one in tests:
        if one.outcome == "supported" or not one.agent:
            yield _test(one)


def _test(one: ForensicTest) -> str:
    head = f"  {one.outcome:<14} {one.agent or FLEET}: {QUESTIONS[one.hypothesis]}"
    if one.why:
        return f"{head} ({one.why})"
    q = "" if one.q is None else f", q {one.q:.2g}"
    return (
        f"{head} (effect {one.effect:+.2f}, {one.n_worst} against {one.n_others} days, "
        f"p {one.p:.2g}{q})"
    )


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [f"{first:>{widths[0]}}"]
        cells += [f"{cell:<{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()

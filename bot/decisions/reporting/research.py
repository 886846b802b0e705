"""What the fleet lacks: regimes in which no promoted agent has gained, and who comes nearest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.decisions.facts import AgentFacts
from bot.decisions.reporting.numbers import bps
from bot.state.report.fleet import GapRow, ProposalRow
from bot.words.stage import MAY_RUN, MAY_TRADE

REGIMES = ("RISK_ON", "MIXED", "HIGH_VOL", "RISK_OFF")


@dataclass(frozen=True, slots=True)
class Showing:
    """What one agent showed in one regime, net of cost, over the trades of its epoch."""

    agent: str
    strategy_class: str
    promoted: bool
    mean_bps: float
    n: int


def gaps(agents: Mapping[str, AgentFacts], least: int) -> tuple[GapRow, ...]:
    return tuple(_gaps(agents, least))


def _gaps(agents: Mapping[str, AgentFacts], least: int) -> Iterator[GapRow]:
    for regime in REGIMES:
        shown = showings(agents, regime, least)
        if any(one.promoted and one.mean_bps > 0 for one in shown):
            continue
        best = max(shown, key=_order, default=None)
        if best is None:
            why = f"no agent has {least} settled trades in it"
            yield GapRow(regime=regime, why=why)
        else:
            why = "no promoted agent has gained in it"
            yield GapRow(
                regime=regime, why=why, nearest=best.agent, mean_bps=bps(best.mean_bps), n=best.n
            )


def proposals(agents: Mapping[str, AgentFacts], found: Sequence[GapRow]) -> tuple[ProposalRow, ...]:
    """Name, for each gap, the agent whose gain there a newcomer could be bred from."""
    return tuple(
        ProposalRow(
            regime=gap.regime,
            strategy_class=agents[gap.nearest].strategy_class,
            parent=gap.nearest,
            mean_bps=gap.mean_bps,
            n=gap.n,
        )
        for gap in found
        if gap.nearest and gap.mean_bps is not None and gap.mean_bps > 0
    )


def showings(agents: Mapping[str, AgentFacts], regime: str, least: int) -> list[Showing]:
    """List what agents that may run have shown; the stopped ones are nobody's example."""
    return [
        Showing(
            name, one.strategy_class, one.stage in MAY_TRADE, slice_.net_bps / slice_.n, slice_.n
        )
        for name, one in sorted(agents.items())
        if one.stage in MAY_RUN
        and (slice_ := one.measures.trades.regimes.get(regime)) is not None
        and slice_.n >= least
    ]


def _order(one: Showing) -> tuple[float, int, str]:
    return one.mean_bps, one.n, one.agent

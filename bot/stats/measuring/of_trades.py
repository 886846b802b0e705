"""Settled trades, measured: sums since the epoch began, tails and slices in the window."""

from bot.policy.promotion import Minimum
from bot.stats.life import Life
from bot.stats.measured import measured, unknown
from bot.stats.measures import Trades
from bot.stats.tally import Tally
from bot.stats.trades import cvar95


def trades_of(life: Life, window: Tally, least: Minimum) -> Trades:
    """`life` must hold today's trades already."""
    n, decided, inside = life.trades, life.trades - life.ties, window.trades
    return Trades(
        pnl_sum_bps=measured(life.net_bps, n, least.trades) if n else unknown(0),
        pnl_mean_bps=measured(life.net_bps / n, n, least.trades) if n else unknown(0),
        hit_rate=measured(life.wins / decided, decided, least.trades) if decided else unknown(0),
        ties=life.ties,
        flat=life.flat,
        cvar95_bps=cvar95(inside.nets, least.cvar_trades),
        sequence_drawdown_bps=measured(life.sequence_drawdown_bps, n, 1),
        regimes=inside.regimes,
        symbols=inside.symbols,
        horizons=inside.horizons,
    )

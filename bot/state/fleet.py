"""state/fleet.json: the portfolio as a whole, and every breach that was ever acted upon."""

from bot.state.dated import Dated
from bot.state.documents import GENESIS, Moment, Number, Part, Share, StateFile


class BreachEntry(Part):
    """`at` is the end of the hour that was judged: the next fall is measured from there."""

    at: Moment
    drawdown_bps: Number
    limit_bps: Number
    killed: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    demoted: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    pauses: bool = False


class Equity(Part):
    """The paper book's curve since its beginning; `since_reset_bps` is what a breach looks at."""

    at: Moment = GENESIS
    equity: Number = 1.0
    pnl_bps: Number = 0.0
    drawdown_bps: Number = 0.0
    max_drawdown_bps: Number = 0.0
    since_reset_bps: Number = 0.0
    hours: int = 0


class Weather(Part):
    """`regime` is the one whose cap holds; `last_known` what signals last agreed on."""

    regime: str | None = None
    by_signals: str | None = None
    by_market: str | None = None
    last_known: str | None = None
    cap: Share = 0.0


class Fleet(Dated):
    weather: Weather = Weather()
    gross: Share = 0.0
    cash: Share = 1.0
    curve: Equity = Equity()
    breaches: tuple[BreachEntry, ...] = ()


FLEET = StateFile(
    pattern="state/fleet.json",
    writer="judge",
    meaning="The portfolio as a whole: regime and cap, gross and cash, equity, breaches",
    model=Fleet,
)

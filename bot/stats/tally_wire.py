"""A tally as JSON and back, to the last bit; what is zero or empty is left out."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.stats.measures import Slice
from bot.stats.tally import PathTally, RunTally, Sum, Tally, TradeTally, ViewTally
from bot.words.canonical import Json


def write(tally: Tally) -> dict[str, Json]:
    views, trades = tally.views, tally.trades
    sections: dict[str, dict[str, Json]] = {
        "runs": {**asdict(tally.runs), "latencies": _named(tally.runs.latencies)},
        "views": {
            **asdict(views),
            "brier": [views.brier.n, views.brier.total] if views.brier.n else [],
            "bins": {str(number): list(one) for number, one in views.bins.items()},
        },
        "trades": {
            **asdict(trades),
            "nets": list(trades.nets),
            "regimes": _slices(trades.regimes),
            "symbols": _slices(trades.symbols),
            "horizons": _slices(trades.horizons),
        },
        "path": asdict(tally.path),
    }
    return _lean({name: _lean(fields) for name, fields in sections.items()})


def read(record: Mapping[str, Any]) -> Tally:
    """Read what `write` wrote; LookupError, TypeError or ValueError say that it is not that."""
    runs, views, trades = (dict(record.get(name, {})) for name in ("runs", "views", "trades"))
    runs["latencies"] = {int(number): n for number, n in runs.get("latencies", {}).items()}
    views["brier"] = Sum(*views.get("brier", ()))
    views["bins"] = {int(number): _bin(*one) for number, one in views.get("bins", {}).items()}
    trades["nets"] = tuple(trades.get("nets", ()))
    for name in ("regimes", "symbols", "horizons"):
        trades[name] = {key: Slice(*one) for key, one in trades.get(name, {}).items()}
    return Tally(
        runs=RunTally(**runs),
        views=ViewTally(**views),
        trades=TradeTally(**trades),
        path=PathTally(**record.get("path", {})),
    )


def _bin(n: int, said: float, came: int) -> tuple[int, float, int]:
    return n, said, came


def _named(counts: Mapping[int, int]) -> dict[str, Json]:
    return {str(number): n for number, n in counts.items()}


def _slices(slices: Mapping[str, Slice]) -> dict[str, Json]:
    return {name: [one.n, one.net_bps, one.wins, one.ties] for name, one in slices.items()}


def _lean(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}

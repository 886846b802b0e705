"""A tally as JSON and back, to the last bit; what is zero or empty is left out."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from bot.stats.measures import Slice
from bot.stats.tally import Tally
from bot.words.canonical import Json

ADAPTER: TypeAdapter[Tally] = TypeAdapter(Tally)


def write(tally: Tally) -> dict[str, Json]:
    views, trades = tally.views, tally.trades
    sections: dict[str, dict[str, Json]] = {
        "runs": {**asdict(tally.runs), "latencies": _named(tally.runs.latencies)},
        "views": {
            **asdict(views),
            "brier": list(views.brier) if views.brier.n else [],
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
    """Read what `write` wrote; ValueError says that it is not that."""
    return ADAPTER.validate_python(record)


def _named(counts: Mapping[int, int]) -> dict[str, Json]:
    return {str(number): n for number, n in counts.items()}


def _slices(slices: Mapping[str, Slice]) -> dict[str, Json]:
    return {name: list(one) for name, one in slices.items()}


def _lean(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}

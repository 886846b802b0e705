"""Candles as an engine takes them: what opens when, and from where on nothing is known."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.adapters.lake.arrow import arrow, parquet
from bot.ledger.candles import Series
from bot.ledger.pricing import Ints

VERSION: Final = 1


def markets_of(series: Mapping[str, Series]) -> Mapping[str, str]:
    """Name one symbol for all that are priced by the same candles."""
    first: dict[int, str] = {}
    return {name: first.setdefault(id(one.times), name) for name, one in sorted(series.items())}


def write_candles(series: Mapping[str, Series], path: Path) -> None:
    """Write the opens of every market, and a null wherever knowledge breaks off."""
    markets = sorted(set(markets_of(series).values()))
    schema = arrow().schema(
        [("moment", "int64"), ("market", "string"), ("open", "float64"), ("v", "int64")]
    )
    with parquet().ParquetWriter(path, schema, compression="zstd") as file:
        for market in markets:
            file.write_table(_table(market, series[market], schema))


def _table(market: str, series: Series, schema: Any) -> Any:  # noqa: ANN401 - no types
    unknown = breaks(series)
    times = np.frombuffer(series.times, dtype=np.int64) if len(series) else np.array([], np.int64)
    moments = np.concatenate([times, unknown])
    opens = arrow().array([*series.opens, *([None] * len(unknown))], type=arrow().float64())
    columns = {
        "moment": moments,
        "market": arrow().repeat(market, len(moments)),
        "open": opens,
        "v": arrow().repeat(VERSION, len(moments)),
    }
    return arrow().table(columns, schema=schema)


def breaks(series: Series) -> Ints:
    """Give each moment from which the next candle must not be believed.

    Only moments of the grid are ever asked about: those in a hole, and its start for what comes
    before it. Before the first candle one break hides it from all that is earlier.
    """
    return np.array([moment for part in _breaks(series) for moment in part], dtype=np.int64)


def _breaks(series: Series) -> Iterator[Sequence[int]]:
    covered, step = series.covered, series.interval_ms
    if not covered:
        yield series.times
        return
    yield (covered[0][0] - 1,)
    beyond = (series.times[-1] + 1 if len(series) else 0, 0)
    for (_, end), (start, _) in pairwise([*covered, beyond]):
        yield (end,)
        yield range(-(-(end + 1) // step) * step, start, step)
